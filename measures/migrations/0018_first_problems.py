"""What the solution types and action fields are, what towns ask about them, and the problems to start with.

Moderators keep them from then on.
"""

from django.db import migrations

SOLUTION_TYPES = {
    "app": (
        "Programme für Telefon oder Tablet, die eine Kommune anbietet: eine Stadt-App für alles oder eine Anwendung für einen Zweck, etwa Mängel melden, Bus rufen, Stadt erkunden.",
        "Brauchen wir eine eigene App, oder genügt eine Website?\nWelche Stadt-App können wir übernehmen, statt neu zu beauftragen?\nWas kostet der Betrieb im Jahr?\nWie viele Menschen nutzen so etwas wirklich?",
    ),
    "beteiligungstool": (
        "Werkzeuge, mit denen Menschen an Entscheidungen mitwirken: Umfragen, Karten zum Eintragen von Ideen, Abstimmungen, digitale Tische für das Gespräch vor Ort.",
        "Wie erreichen wir Menschen, die zu keiner Versammlung kommen?\nWelche Plattform ist quelloffen und wird schon anderswo betrieben?\nWer liest und beantwortet die Beiträge?\nWie verbinden wir das Netz mit Terminen vor Ort?",
    ),
    "digitaler-zwilling": (
        "Ein digitales Abbild von Stadt oder Landschaft, in dem Daten zusammenkommen und sich Planungen vorab durchspielen lassen, von der Verschattung bis zum Starkregen.",
        "Welche Frage soll der Zwilling beantworten?\nWelche Daten haben wir, und wer hält sie aktuell?\nReicht ein Kartenviewer, oder brauchen wir Simulationen?\nWer im Haus kann damit arbeiten?",
    ),
    "datenplattform": (
        "Der Ort, an dem Daten aus Ämtern, Stadtwerken und Sensoren zusammenlaufen, geordnet und geteilt werden, für die Verwaltung und oft auch als offene Daten.",
        "Kaufen, selbst betreiben oder mit anderen teilen?\nWelche Normen und offenen Schnittstellen gelten?\nWer darf welche Daten sehen?\nWas tun wir damit, wenn die Förderung endet?",
    ),
    "dashboard": (
        "Eine Seite, die Messwerte und Kennzahlen so zeigt, dass man sie auf einen Blick versteht, für Verwaltung, Politik oder alle.",
        "Welche Entscheidung soll es erleichtern?\nWoher kommen die Werte, und wie aktuell sind sie?\nSoll es öffentlich sein?\nWer pflegt es?",
    ),
    "sensorik-iot": (
        "Messgeräte und Funknetze, die melden, was draußen geschieht: Pegel, Bodenfeuchte, Parkplätze, Zählungen, Luft, oft über LoRaWAN.",
        "Was messen wir, und was folgt daraus?\nBauen wir ein eigenes Funknetz oder nutzen wir ein vorhandenes?\nWer tauscht Batterien und prüft die Werte?\nWie bleibt der Datenschutz gewahrt?",
    ),
    "website-portal": (
        "Auftritte im Netz, die Angebote, Termine oder Auskünfte mehrerer Stellen bündeln und auffindbar machen.",
        "Wer stellt die Inhalte ein, auch in drei Jahren noch?\nLässt sich ein vorhandenes Portal erweitern?\nIst es barrierefrei und auf dem Telefon gut zu lesen?\nWie finden Menschen es überhaupt?",
    ),
    "digitaler-service": (
        "Einzelne Dienste, die einen Weg, einen Anruf oder ein Formular ersparen, von der Buchung eines Raums bis zur Sprechstunde per Video.",
        "Welche Wege fallen wirklich weg?\nPasst es zu den Verfahren, die wir schon haben?\nWer hilft denen, die damit nicht zurechtkommen?\nWas geschieht bei einem Ausfall?",
    ),
    "plattform": (
        "Marktplätze und Netze, auf denen mehrere Seiten zusammenkommen: Händler und Kundschaft, Ehrenamt und Vereine, Mitfahrende und Fahrende.",
        "Gibt es genug Menschen auf beiden Seiten?\nWer betreibt die Plattform nach dem Start?\nWas kann sie, was große Anbieter nicht können?\nWie wird sie im Ort bekannt?",
    ),
    "bildungsangebot": (
        "Kurse, Werkstätten und Begleitung, die Menschen jeden Alters im Umgang mit Digitalem stärken.",
        "Wen wollen wir erreichen, und wo ist er schon?\nWer unterrichtet, und wer bezahlt das auf Dauer?\nWelche Unterlagen anderer dürfen wir nutzen?\nWie erfahren wir, ob es wirkt?",
    ),
    "innovationsort": (
        "Räume zum Ausprobieren, Begegnen und gemeinsamen Arbeiten, vom Coworking im Ortskern bis zum Zukunftslabor.",
        "Welches leere Haus eignet sich?\nWer belebt den Ort an jedem Wochentag?\nWas kostet er im Jahr, und wer trägt das nach der Förderung?\nWas bieten wir, das es sonst nicht gibt?",
    ),
    "reallabor": (
        "Erprobungen unter wirklichen Bedingungen, begrenzt in Zeit und Raum und mit offenem Ausgang.",
        "Was wollen wir am Ende wissen?\nWer beobachtet und wertet aus?\nWelche Genehmigungen brauchen wir?\nWas geschieht, wenn es nicht funktioniert?",
    ),
    "infrastruktur": (
        "Technik im öffentlichen Raum: Netze, Licht, Stelen, Ladepunkte und Möbel, die mehr können als früher.",
        "Wie lange hält die Technik, und wer wartet sie?\nLässt sie sich mit dem verbinden, was schon da ist?\nWie schützen wir sie vor Beschädigung?\nWas kostet sie in zehn Jahren?",
    ),
    "strategie-konzept": (
        "Leitbilder, Strategien und Konzepte, die klären, wohin eine Kommune will und in welcher Reihenfolge.",
        "Wer muss beteiligt sein, damit sie getragen wird?\nWie konkret soll sie werden?\nWie prüfen wir, ob wir vorankommen?\nWelche Gliederung hat sich anderswo bewährt?",
    ),
    "veranstaltung-netzwerk": (
        "Formate, in denen Menschen, Ämter und Kommunen voneinander lernen und sich abstimmen.",
        "Was nehmen Teilnehmende mit nach Hause?\nWie bleibt das Netz zwischen den Treffen lebendig?\nWer lädt ein, wenn das Projekt endet?\nPassen wir zu einem Netz, das es schon gibt?",
    ),
    "sonstiges": (
        "Maßnahmen, die zu keinem anderen Typ passen. Ein Blick lohnt sich: Hier steht oft Ungewöhnliches.",
        "Was haben andere versucht, worauf wir nicht gekommen wären?\nPasst unser Vorhaben nicht doch zu einem der anderen Typen?\nWer kann uns zu einer ungewöhnlichen Idee Auskunft geben?",
    ),
}
ACTION_FIELDS = {
    "mobilitaet": (
        "Alles, was Menschen und Waren bewegt: Bus auf Abruf, Rad, Parken, Teilen von Fahrzeugen, Lieferungen, Auskunft über Wege.",
        "Wie kommt man ohne eigenes Auto in die Ortsteile?\nWie finden Gäste einen freien Parkplatz?\nWoher wissen wir, wie viele wo unterwegs sind?\nWas lohnt sich bei wenig Verkehr?",
    ),
    "energie-klima": (
        "Klimaschutz und Anpassung an seine Folgen: Wärme, Strom, Hitze, Starkregen und Trockenheit.",
        "Wie warnen wir vor Starkregen und Hochwasser?\nWo wird es im Sommer zu heiß?\nWie sparen unsere Gebäude Energie?\nWelche Daten braucht die Wärmeplanung?",
    ),
    "umwelt-natur": (
        "Grün, Gewässer, Luft, Abfall und Artenvielfalt, oft mit Messungen und mit der Hilfe von Bürgerinnen und Bürgern.",
        "Welcher Baum braucht Wasser?\nWann sind die Container voll?\nWie gut ist die Luft an der Hauptstraße?\nWie beteiligen wir Schulen und Vereine?",
    ),
    "verwaltung": (
        "Wie die Verwaltung selbst arbeitet: Daten, Dienste, Zusammenarbeit und Wissen.",
        "Wie werden wir mit weniger Personal fertig?\nWem gehören die Daten im Haus?\nWelche Anträge gehen zuerst ins Netz?\nWie nehmen wir die Beschäftigten mit?",
    ),
    "bildung": (
        "Lernen von der Kita bis ins hohe Alter, in Schulen, Bibliotheken und unterwegs.",
        "Wie lernen Ältere den Umgang mit dem Telefon?\nWas bieten wir Jugendlichen nach der Schule?\nWie wird die Bibliothek zum offenen Ort?\nWer kann Lehrkräfte entlasten?",
    ),
    "gesundheit-pflege": (
        "Versorgung, Vorbeugung und Pflege vor Ort, auch dort, wo der nächste Arzt weit ist.",
        "Wie kommen Menschen zur Ärztin, oder die Ärztin zu ihnen?\nWie bleiben Ältere länger zu Hause wohnen?\nWo finde ich alle Angebote der Pflege?\nWelche Technik entlastet Angehörige?",
    ),
    "soziales-teilhabe": (
        "Mitwirken, Begegnung, Ehrenamt und Zugang für alle, unabhängig von Alter, Sprache und Einschränkung.",
        "Wie finden Ehrenamtliche und Vereine zusammen?\nWie erreichen wir Menschen, die wenig Deutsch sprechen?\nWas hilft gegen Einsamkeit?\nWie wird der Weg durch die Stadt barrierefrei?",
    ),
    "wirtschaft-handel": (
        "Innenstadt, Handel, Gründung und Arbeit.",
        "Was tun gegen Leerstand?\nWie werden Läden im Netz sichtbar?\nWie viele Menschen kommen in die Innenstadt?\nWo können Pendelnde im Ort arbeiten?",
    ),
    "kultur-tourismus": (
        "Kultur, Stadtgeschichte, Freizeit und Gäste.",
        "Wie erzählen wir die Geschichte der Stadt?\nWie lenken wir Gäste an vollen Tagen?\nWo stehen alle Termine an einem Ort?\nWas begeistert Familien?",
    ),
    "sicherheit": (
        "Bevölkerungsschutz, Rettung, Licht und sichere Wege.",
        "Wie warnen wir alle, auch ohne Telefon?\nWo braucht es mehr Licht, und wann?\nWie sieht die Feuerwehr die Lage?\nWelche Wege meiden Menschen?",
    ),
    "stadtplanung-stadtentwicklung": (
        "Planen, bauen und öffentliche Räume gestalten, mit Daten und mit den Menschen, die dort leben.",
        "Wie zeigen wir Planungen so, dass man sie versteht?\nWelche Flächen sind frei?\nWie holen wir Ideen früh ein?\nWas bewirkt ein Umbau, bevor wir ihn bauen?",
    ),
    "wohnen-quartier": (
        "Leben in der Nachbarschaft und im Wohnhaus.",
        "Wie finden Nachbarn zueinander?\nWie bleibt der Ortsteil lebendig?\nWas hilft beim Wohnen im Alter?\nWie teilen wir Räume und Geräte?",
    ),
}
PROBLEMS = [
    ("leerstand", "Leerstand", "Leere Läden und Häuser im Ort wieder mit Leben füllen.", "Empty shops and houses", "Bring empty shops and houses back to life.", "q=leerstand"),
    ("innenstadt", "Die Innenstadt verliert Besucher", "Handel und Gastronomie sichtbar machen und wissen, wie viele Menschen kommen.", "The centre loses visitors", "Make shops and cafés visible, and know how many people come.", "q=innenstadt&feld=wirtschaft-handel"),
    ("nahversorgung", "Kein Laden im Dorf", "Einkaufen und Versorgung dort, wo der letzte Laden geschlossen hat.", "No shop in the village", "Shopping and services where the last shop has closed.", "q=nahversorgung"),
    ("letzte-meile", "Die letzte Meile", "Waren und Pakete das letzte Stück bündeln, ohne dass überall Lieferwagen fahren.", "The last mile", "Bundle goods and parcels on their last stretch, without vans everywhere.", "q=letzte+meile"),
    ("bus-auf-dem-land", "Kein Bus im Dorf", "Ohne eigenes Auto hin und zurück, auch am Abend.", "No bus in the village", "There and back without a car of your own, even in the evening.", "q=rufbus&feld=mobilitaet"),
    ("parken", "Parkplatzsuche", "Freie Plätze anzeigen und Suchverkehr vermeiden.", "Looking for parking", "Show free places and avoid cruising traffic.", "q=parkplatz&feld=mobilitaet"),
    ("hitze", "Hitze im Sommer", "Wissen, wo es zu heiß wird, und etwas dagegen tun.", "Summer heat", "Know where it gets too hot, and act.", "q=hitze"),
    ("starkregen", "Starkregen und Hochwasser", "Rechtzeitig sehen, dass das Wasser steigt, und davor warnen.", "Heavy rain and floods", "See in time that the water is rising, and warn.", "q=starkregen"),
    ("stadtbaeume", "Bäume vertrocknen", "Wissen, welcher Baum Wasser braucht, und nur dort gießen.", "Trees dry out", "Know which tree needs water, and water only there.", "q=baum+bewässerung"),
    ("energie", "Energie sparen", "Den Verbrauch in Gebäuden und Netzen sehen und senken.", "Saving energy", "See and cut consumption in buildings and networks.", "q=energieverbrauch&feld=energie-klima"),
    ("muell", "Müll und volle Container", "Leeren, wenn es voll ist, und weniger wegwerfen.", "Waste and full containers", "Empty them when they are full, and throw away less.", "q=müll&feld=umwelt-natur"),
    ("aerztemangel", "Der Arzt ist weit", "Behandlung und Beratung dort, wo Praxen fehlen.", "The doctor is far away", "Treatment and advice where surgeries are missing.", "q=arzt&feld=gesundheit-pflege"),
    ("aeltere", "Ältere fühlen sich abgehängt", "Kurse, Lotsen und Treffpunkte, die bei Telefon und Netz helfen.", "Older people feel left behind", "Courses, guides and meeting places that help with phone and internet.", "q=ältere&typ=bildungsangebot"),
    ("ehrenamt", "Ehrenamt finden und entlasten", "Freiwillige und Vereine zusammenbringen und ihnen Arbeit abnehmen.", "Finding and relieving volunteers", "Bring volunteers and clubs together, and take work off them.", "q=ehrenamt&feld=soziales-teilhabe"),
    ("mitreden", "Zu wenige reden mit", "Menschen beteiligen, die zu keiner Versammlung kommen.", "Too few take part", "Involve people who come to no meeting.", "typ=beteiligungstool"),
    ("daten", "Daten liegen verstreut", "Daten aus Ämtern, Stadtwerken und Sensoren zusammenführen.", "Data is scattered", "Bring together data of departments, utilities and sensors.", "typ=datenplattform"),
]  # fmt: skip


def add_texts(apps, schema_editor):
    for name, texts in (("SolutionType", SOLUTION_TYPES), ("ActionField", ACTION_FIELDS)):
        values = apps.get_model("measures", name).objects
        for slug, (about, questions) in texts.items():
            values.filter(slug=slug, about="", questions="").update(about=about, questions=questions)
    names = ("slug", "name", "description", "name_en", "description_en", "question")
    Problem = apps.get_model("measures", "Problem")
    Problem.objects.bulk_create(
        Problem(order=10 * position, **dict(zip(names, row, strict=True)))
        for position, row in enumerate(PROBLEMS, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("measures", "0017_explained_values")]
    operations = [migrations.RunPython(add_texts, migrations.RunPython.noop)]
