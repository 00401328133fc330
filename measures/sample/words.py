"""German words for the titles and texts of made-up measures.

A compound is topic + middle + head: “Starkregen” + “frühwarn” + “system”. Topics and middles end with the sound that
joins them to the next part: “Ladesäulen”, “auslastungs”. Heads have their article; nouns such as “Assistent”, which
change in the dative, are left out. The first value of a list is the most frequent one. The slugs are those of the
vocabularies that a new database starts with.
"""

# Solution type → heads of compounds
HEADS = {
    "sensorik-iot": [
        ("das", "messnetz"), ("die", "sensorik"), ("das", "system"), ("die", "messstation"),
        ("das", "funknetz"), ("der", "pegel"), ("die", "zählstelle"), ("der", "fühler"),
    ],
    "digitaler-service": [
        ("der", "dienst"), ("die", "buchung"), ("der", "service"), ("die", "auskunft"), ("das", "verfahren"),
        ("die", "anmeldung"), ("der", "antrag"), ("die", "beratung"),
    ],
    "innovationsort": [
        ("das", "labor"), ("die", "werkstatt"), ("der", "treffpunkt"), ("das", "zentrum"), ("das", "haus"),
        ("der", "hub"), ("das", "atelier"),
    ],
    "bildungsangebot": [
        ("die", "schulung"), ("der", "kurs"), ("die", "akademie"), ("der", "lehrpfad"),
        ("das", "lernangebot"),
        ("die", "sprechstunde"), ("das", "ferienprogramm"),
    ],
    "strategie-konzept": [
        ("die", "strategie"), ("das", "konzept"), ("das", "leitbild"), ("der", "fahrplan"),
        ("die", "leitlinie"),
        ("das", "handbuch"),
    ],
    "infrastruktur": [
        ("die", "stele"), ("die", "station"), ("das", "netz"), ("der", "kiosk"), ("die", "anzeige"),
        ("der", "knotenpunkt"), ("das", "terminal"),
    ],
    "plattform": [
        ("die", "plattform"), ("der", "marktplatz"), ("die", "börse"), ("die", "vermittlung"),
        ("das", "netzwerk"),
        ("der", "verbund"),
    ],
    "app": [
        ("die", "app"), ("der", "begleiter"), ("der", "melder"), ("der", "planer"), ("der", "führer"),
        ("der", "kompass"),
    ],
    "website-portal": [
        ("das", "portal"), ("die", "karte"), ("der", "atlas"), ("das", "verzeichnis"), ("der", "kalender"),
        ("die", "website"),
    ],
    "reallabor": [
        ("das", "reallabor"), ("die", "erprobung"), ("das", "testfeld"), ("der", "modellversuch"),
        ("das", "experiment"),
    ],
    "beteiligungstool": [
        ("die", "beteiligungsplattform"), ("die", "umfrage"), ("das", "forum"), ("der", "haushalt"),
        ("die", "ideenwerkstatt"), ("das", "stimmungsbild"),
    ],
    "datenplattform": [
        ("die", "datenplattform"), ("der", "datenraum"), ("der", "datenkatalog"), ("die", "datendrehscheibe"),
        ("das", "register"),
    ],
    "veranstaltung-netzwerk": [
        ("der", "hackathon"), ("die", "konferenz"), ("der", "stammtisch"), ("das", "festival"),
        ("die", "messe"),
        ("der", "fachtag"),
    ],
    "dashboard": [
        ("das", "dashboard"), ("das", "cockpit"), ("der", "monitor"), ("die", "übersicht"),
        ("das", "barometer"),
    ],
    "digitaler-zwilling": [
        ("das", "modell"), ("die", "simulation"), ("das", "abbild"), ("das", "geländemodell"),
        ("der", "zwilling"),
    ],
    "sonstiges": [
        ("die", "förderung"), ("der", "wettbewerb"), ("das", "vorhaben"), ("der", "roboter"),
        ("die", "kampagne"),
    ],
}  # fmt: skip

# Action field → (part of a compound, the same after “für”)
TOPICS = {
    "verwaltung": [
        ("Bürger", "Bürgerinnen und Bürger"), ("Verwaltungs", "die Verwaltung"), ("Rathaus", "das Rathaus"),
        ("Bauantrags", "Bauanträge"), ("Haushalts", "den Haushalt"), ("Geodaten", "Geodaten"),
        ("Gebäude", "kommunale Gebäude"), ("Fuhrpark", "den Fuhrpark"), ("Vergabe", "die Vergabe"),
        ("Personal", "das Personal"), ("Archiv", "das Archiv"), ("Satzungs", "Satzungen"),
        ("Friedhofs", "Friedhöfe"), ("Kataster", "das Kataster"), ("Standesamts", "das Standesamt"),
    ],
    "soziales-teilhabe": [
        ("Ehrenamts", "das Ehrenamt"), ("Nachbarschafts", "die Nachbarschaft"),
        ("Senioren", "ältere Menschen"),
        ("Jugend", "Jugendliche"), ("Familien", "Familien"), ("Vereins", "Vereine"),
        ("Begegnungs", "Begegnung"),
        ("Inklusions", "Inklusion"), ("Barrierefreiheits", "Barrierefreiheit"), ("Dorf", "das Dorf"),
        ("Integrations", "Integration"), ("Gebärdensprach", "Gebärdensprache"), ("Tafel", "die Tafel"),
        ("Mehrgenerationen", "mehrere Generationen"),
    ],
    "mobilitaet": [
        ("Verkehrs", "den Verkehr"), ("Ladesäulen", "Ladesäulen"), ("Parkplatz", "Parkplätze"),
        ("Rad", "Radwege"),
        ("Mitfahr", "Mitfahrten"), ("Rufbus", "den Rufbus"), ("Schulweg", "Schulwege"),
        ("Baustellen", "Baustellen"),
        ("Lastenrad", "Lastenräder"), ("Fußgänger", "Fußwege"), ("Ampel", "Ampeln"),
        ("Pendler", "Pendlerwege"),
        ("Güterverkehrs", "den Güterverkehr"), ("Fähr", "die Fähre"), ("Winterdienst", "den Winterdienst"),
    ],
    "energie-klima": [
        ("Starkregen", "Starkregen"), ("Klima", "den Klimaschutz"), ("Hitze", "heiße Tage"),
        ("Energie", "Energie"),
        ("Hochwasser", "Hochwasser"), ("Wärme", "Nahwärme"), ("Solar", "Solardächer"), ("Strom", "Strom"),
        ("Kaltluft", "Kaltluft"), ("Geothermie", "Geothermie"), ("Sanierungs", "Sanierungen"),
        ("Windkraft", "Windkraft"), ("Speicher", "Stromspeicher"), ("Biogas", "Biogas"),
    ],
    "stadtplanung-stadtentwicklung": [
        ("Quartiers", "das Quartier"), ("Stadtplanungs", "die Stadtplanung"),
        ("Innenstadt", "die Innenstadt"),
        ("Flächen", "freie Flächen"), ("Leerstands", "leere Läden"),
        ("Bauleitplanungs", "die Bauleitplanung"),
        ("Spielplatz", "Spielplätze"), ("Brachen", "Brachen"), ("Denkmal", "Denkmäler"),
        ("Platz", "öffentliche Plätze"), ("Gewerbegebiets", "Gewerbegebiete"), ("Ortskern", "den Ortskern"),
    ],
    "bildung": [
        ("Schul", "Schulen"), ("Bildungs", "Bildung"), ("Medien", "Medienbildung"), ("Kita", "Kitas"),
        ("Bibliotheks", "die Bibliothek"), ("Volkshochschul", "die Volkshochschule"), ("Lern", "das Lernen"),
        ("Programmier", "das Programmieren"), ("Berufsorientierungs", "Berufsorientierung"),
        ("Ganztags", "den Ganztag"), ("Musikschul", "die Musikschule"), ("Naturkunde", "Naturkunde"),
    ],
    "kultur-tourismus": [
        ("Kultur", "Kultur"), ("Museums", "Museen"), ("Tourismus", "Gäste"),
        ("Stadtgeschichts", "Stadtgeschichte"),
        ("Wander", "Wanderwege"), ("Veranstaltungs", "Veranstaltungen"), ("Theater", "das Theater"),
        ("Altstadt", "die Altstadt"), ("Weihnachtsmarkt", "den Weihnachtsmarkt"), ("Sagen", "Sagen"),
        ("Orgel", "Orgeln"), ("Freibad", "das Freibad"), ("Mundart", "Mundart"),
    ],
    "wirtschaft-handel": [
        ("Einzelhandels", "den Einzelhandel"), ("Gründungs", "Gründungen"), ("Fachkräfte", "Fachkräfte"),
        ("Handwerks", "das Handwerk"), ("Coworking-", "Coworking"), ("Wochenmarkt", "den Wochenmarkt"),
        ("Direktvermarktungs", "Direktvermarktung"), ("Frequenz", "Besucherfrequenzen"),
        ("Gutschein", "Gutscheine"),
        ("Dorfladen", "den Dorfladen"), ("Ausbildungs", "Ausbildung"), ("Gastronomie", "die Gastronomie"),
    ],
    "umwelt-natur": [
        ("Baum", "Stadtbäume"), ("Luftqualitäts", "gute Luft"), ("Abfall", "weniger Abfall"),
        ("Wald", "den Wald"),
        ("Boden", "Böden"), ("Bewässerungs", "Bewässerung"), ("Gewässer", "Gewässer"),
        ("Lärm", "weniger Lärm"),
        ("Artenschutz", "Artenschutz"), ("Glascontainer", "Glascontainer"), ("Grünflächen", "Grünflächen"),
        ("Bienen", "Bienen"), ("Streuobstwiesen", "Streuobstwiesen"), ("Fledermaus", "Fledermäuse"),
    ],
    "gesundheit-pflege": [
        ("Gesundheits", "Gesundheit"), ("Pflege", "Pflege"), ("Telemedizin-", "Telemedizin"),
        ("Hausarzt", "Hausärzte"),
        ("Bewegungs", "Bewegung"), ("Hitzeschutz", "Hitzeschutz"), ("Demenz", "Menschen mit Demenz"),
        ("Apotheken", "Apotheken"), ("Hebammen", "Hebammen"), ("Impf", "Impfungen"),
        ("Sportstätten", "Sportstätten"),
    ],
    "sicherheit": [
        ("Katastrophenschutz", "den Katastrophenschutz"), ("Beleuchtungs", "die Beleuchtung"),
        ("Feuerwehr", "die Feuerwehr"), ("Waldbrand", "Waldbrände"), ("Rettungs", "die Rettung"),
        ("Sirenen", "Sirenen"), ("Notfall", "Notfälle"), ("Badesee", "Badeseen"), ("Deich", "Deiche"),
        ("Glatteis", "Glatteis"),
    ],
    "wohnen-quartier": [
        ("Wohn", "das Wohnen"), ("Mieter", "Mieterinnen und Mieter"),
        ("Wohnungstausch", "den Wohnungstausch"),
        ("Hof", "Innenhöfe"), ("Paket", "Pakete"), ("Genossenschafts", "Genossenschaften"),
        ("Wasserzähler", "Wasserzähler"), ("Gemeinschaftsgarten", "Gemeinschaftsgärten"),
        ("Aufzugs", "Aufzüge"),
    ],
}  # fmt: skip

OTHER_HEADS = [("das", "projekt"), ("die", "lösung"), ("das", "angebot"), ("das", "system")]
OTHER_TOPICS = [("Stadt", "die Stadt"), ("Zukunfts", "die Zukunft"), ("Digital", "das Digitale")]

MIDDLES = [
    "", "informations", "beteiligungs", "planungs", "melde", "auslastungs", "frühwarn", "mess", "daten",
    "steuerungs", "vernetzungs", "prognose", "auskunfts", "vermittlungs", "überwachungs", "innovations",
    "erfassungs", "zustands", "bedarfs", "patenschafts", "verleih", "bewertungs", "wissens", "schwellenwert",
    "füllstands", "nutzungs", "optimierungs", "qualitäts", "versorgungs", "wartungs",
]  # fmt: skip

# Stem; the ending follows the article of the head
ADJECTIVES = [
    "Digital", "Smart", "Offen", "Intelligent", "Vernetzt", "Mobil", "Interaktiv", "Gemeinsam", "Regional",
    "Virtuell", "Kommunal", "Barrierefrei", "Interkommunal", "Sensorgestützt", "Mehrsprachig",
    "Klimaangepasst",
    "Ländlich", "Selbstlernend", "Energieautark", "Generationenübergreifend",
]  # fmt: skip

SETTINGS = [
    "in der Innenstadt", "im Quartier", "an Schulen", "auf dem Land", "in den Ortsteilen", "am Bahnhof",
    "für alle Generationen", "im Stadtwald", "am Fluss", "in der Region", "im Gewerbegebiet", "im Freibad",
    "an der Küste", "im Mittelgebirge", "auf dem Marktplatz", "im Schlosspark",
]  # fmt: skip
SUFFIXES = ["2.0", "Phase II", "plus", "kompakt", "für alle", "(Pilot)", "in Leichter Sprache"]
BRANDS = [
    "Stadt", "Mobil", "Klima", "Grün", "Heimat", "Herz", "Dorf", "Daten", "Licht", "Wasser", "Mit", "Fluss",
    "Netz", "Nah", "Wald", "Zeit",
]  # fmt: skip
BRAND_ENDS = [
    "Lotse",
    "Punkt",
    "Werk",
    "Blick",
    "Funke",
    "Raum",
    "Puls",
    "Kompass",
    "Spur",
    "Takt",
    "Bogen",
    "Kiez",
]

# Names of quarters: each pair is a word that hardly ever comes back
QUARTER_BEGINNINGS = [
    "Linden", "Mühlen", "Burg", "Rosen", "Eichen", "Brunnen", "Kirch", "Sand", "Hohen", "Alt", "Neu",
    "Weiden",
    "Ziegel", "Kloster", "Schäfer", "Lerchen", "Erlen", "Birken", "Buchen", "Tannen", "Fuchs", "Hasen",
    "Wolfs",
    "Raben", "Falken", "Storchen", "Amsel", "Nachtigallen", "Schwalben", "Biber", "Otter", "Forellen",
    "Hecht",
    "Salz", "Kupfer", "Silber", "Eisen", "Glas", "Kohlen", "Torf", "Moor", "Heide", "Ried", "Schilf", "Anger",
    "Markt", "Zoll", "Post", "Gerber", "Weber", "Töpfer", "Böttcher", "Müller", "Schmiede", "Fischer",
    "Winzer",
    "Hopfen", "Flachs", "Hafer", "Gersten", "Obst", "Apfel", "Kirschen", "Pflaumen", "Holunder", "Schlehen",
    "Ginster", "Efeu", "Ahorn", "Ulmen", "Pappel", "Königs", "Grafen", "Bischofs", "Ritter", "Knappen",
    "Jäger",
    "Süßen", "Großen", "Klein", "Ober", "Unter", "Nieder", "Mittel", "Vorder", "Hinter", "Wester", "Öster",
]  # fmt: skip
QUARTER_ENDS = [
    "feld", "hof", "berg", "tal", "au", "bach", "wald", "heim", "siedlung", "viertel", "höhe", "grund",
    "wiese",
    "brück", "furt", "dorf", "hausen", "stedt", "kamp", "brook", "moor", "rode", "hagen", "born", "stein",
    "eck",
    "winkel", "gärten", "tor", "mark", "see", "ufer", "hang", "büttel", "leben", "ingen", "weiler", "kuhle",
]  # fmt: skip

# Action field → what one can see (“… zeigt, wo …”)
CLAUSES = {
    "verwaltung": [
        "wie weit ein Antrag ist", "welche Stelle zuständig ist", "welche Daten die Verwaltung hat",
        "wofür die Gemeinde Geld ausgibt", "wann im Rathaus wenig los ist",
    ],
    "soziales-teilhabe": [
        "wer in der Nähe Hilfe braucht", "welche Vereine sich treffen", "wo es Stufen und Schwellen gibt",
        "was im Dorf los ist", "wo Freiwillige gesucht werden",
    ],
    "mobilitaet": [
        "wo Ladepunkte frei sind", "wann der nächste Bus kommt", "wo gerade gebaut wird",
        "welche Wege Kinder sicher nehmen können", "wie viele Räder über die Brücke fahren",
    ],
    "energie-klima": [
        "wo das Wasser bei Starkregen bleibt", "wie viel Strom die Dächer liefern",
        "wo es im Sommer zu heiß wird",
        "was eine Sanierung spart", "wie hoch der Pegel steht",
    ],
    "stadtplanung-stadtentwicklung": [
        "wie sich ein Neubau auf das Viertel auswirkt", "welche Läden leer stehen", "wo Flächen frei werden",
        "wie Schatten und Wind wandern", "was die Nachbarschaft von einem Entwurf hält",
    ],
    "bildung": [
        "welche Kurse noch Plätze haben", "wo Schulen Geräte ausleihen können", "wie ein Roboter denkt",
        "welche Berufe es in der Region gibt", "was Kinder über ihre Stadt wissen wollen",
    ],
    "kultur-tourismus": [
        "was früher an dieser Stelle stand", "welche Wege zu zweit am schönsten sind",
        "wann im Museum Platz ist",
        "wo heute Abend Musik gespielt wird", "woher ein Straßenname kommt",
    ],
    "wirtschaft-handel": [
        "welche Betriebe ausbilden", "wie viele Menschen durch die Innenstadt gehen",
        "wo Höfe selbst verkaufen",
        "welche Räume zu mieten sind", "was der Markt am Samstag bietet",
    ],
    "umwelt-natur": [
        "welche Bäume Wasser brauchen", "wann Container voll sind", "wie sauber die Luft ist",
        "welche Vögel im Park leben", "wie laut es nachts am Ring ist",
    ],
    "gesundheit-pflege": [
        "welche Praxis noch Termine hat", "wo an heißen Tagen kühle Räume offen sind",
        "welche Hilfen für zu Hause es gibt", "wo ein Defibrillator hängt", "wer wann Pflege übernimmt",
    ],
    "sicherheit": [
        "welche Wege nachts beleuchtet sind", "wo Einsatzkräfte gebraucht werden",
        "ob der Wald zu trocken ist",
        "wann eine Brücke gesperrt wird", "was bei Stromausfall zu tun ist",
    ],
    "wohnen-quartier": [
        "welche Wohnungen getauscht werden", "wo Pakete für das Haus liegen",
        "wie viel Wasser das Haus verbraucht",
        "wer seinen Garten teilt", "was im Hof geplant ist",
    ],
}  # fmt: skip
OTHER_CLAUSES = ["was sich vor Ort verändert", "welche Angebote es gibt", "wo noch etwas fehlt"]

# Action field → what it is for (“… hilft dabei, … zu …”)
AIMS = {
    "verwaltung": [
        "Wege zum Amt zu ersparen", "Daten nur einmal zu erfassen",
        "Entscheidungen nachvollziehbar zu machen",
        "Abläufe zwischen den Ämtern zu verkürzen",
    ],
    "soziales-teilhabe": [
        "Menschen zusammenzubringen, die sich sonst nicht begegnen", "das Ehrenamt zu entlasten",
        "Hürden im Alltag abzubauen", "Einsamkeit vorzubeugen",
    ],
    "mobilitaet": [
        "Wege ohne eigenes Auto zu erleichtern", "Staus zu vermeiden", "Parksuchverkehr zu verringern",
        "Bus und Rad besser zu verbinden",
    ],
    "energie-klima": [
        "früh vor Starkregen zu warnen", "Energie dort zu nutzen, wo sie entsteht",
        "Treibhausgase einzusparen",
        "die Stadt auf Hitze vorzubereiten",
    ],
    "stadtplanung-stadtentwicklung": [
        "Planungen verständlich zu machen", "Flächen sparsam zu nutzen", "den Ortskern zu beleben",
        "Entwürfe gemeinsam zu besprechen",
    ],
    "bildung": [
        "Neugier auf Technik zu wecken", "allen Kindern die gleichen Geräte zu bieten",
        "im Alter sicher mit dem Netz umzugehen", "Lernorte zu öffnen",
    ],
    "kultur-tourismus": [
        "Geschichte erlebbar zu machen", "Gäste durch die Stadt zu leiten",
        "kleine Häuser sichtbar zu machen",
        "Kultur auch dort anzubieten, wo keine Bühne steht",
    ],
    "wirtschaft-handel": [
        "örtliche Läden zu stärken", "Betriebe und Fachkräfte zusammenzubringen", "Gründungen zu erleichtern",
        "Kreisläufe in der Region zu schließen",
    ],
    "umwelt-natur": [
        "Wasser zu sparen", "Lebensräume zu schützen", "Fahrten der Müllabfuhr zu verringern",
        "Messwerte für alle zugänglich zu machen",
    ],
    "gesundheit-pflege": [
        "pflegende Angehörige zu entlasten", "lange in der eigenen Wohnung zu leben",
        "weite Wege zur Praxis zu sparen",
        "Bewegung in den Alltag zu bringen",
    ],
    "sicherheit": [
        "Einsatzkräfte schneller zu alarmieren", "dunkle Wege zu beleuchten, wenn jemand kommt",
        "die Bevölkerung rechtzeitig zu warnen", "für den Notfall zu üben",
    ],
    "wohnen-quartier": [
        "Nachbarschaften zu stärken", "Nebenkosten zu senken", "Räume gemeinsam zu nutzen",
        "das Wohnen im Alter zu erleichtern",
    ],
}  # fmt: skip
OTHER_AIMS = ["Neues auszuprobieren", "voneinander zu lernen", "die Daseinsvorsorge zu sichern"]
