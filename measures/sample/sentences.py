"""German sentences for the texts of made-up measures.

Placeholders: {nom}, {dat} and {acc} are the measure with its article in three cases, {Nom} the first one with a
capital letter; {other_nom} and so on are another compound; {clause}, {aim} and {topic} match the action field.
"""

SUMMARIES = [
    "{Nom} zeigt, {clause}.",
    "{Nom} hilft dabei, {aim}.",
    "Mit {dat} lässt sich auf einen Blick erkennen, {clause}.",
    "{Nom} soll zeigen, {clause}, und dabei helfen, {aim}.",
    "Angebot für {topic} in {place}.",
    "In {place} wird {nom} erprobt, um {aim}.",
    "Gemeinsam mit Ehrenamtlichen aus {quarter} entsteht ein Angebot für {topic}.",
    "Wer wissen will, {clause}, findet die Antwort hier.",
    "{Nom} ergänzt {other_acc} und macht sichtbar, {clause}.",
    "Ein kleiner, offener Baustein für {topic}, den andere Kommunen übernehmen können.",
]

SENTENCES = [
    "{Nom} zeigt, {clause}.",
    "Ziel ist es, {aim}.",
    "Die Idee stammt aus einer Werkstatt mit rund {number} Menschen aus {quarter}.",
    "Im ersten Schritt wurden {number} Standorte ausgewählt, darunter {quarter} und {quarter_2}.",
    "{other_Nom} liefert dafür die Grundlage.",
    "Die Daten laufen in {other_dat} zusammen und stehen dort als offene Daten bereit.",
    "Anfangs war unklar, {clause_2}; deshalb begann die Arbeit mit einer Befragung.",
    "Rund {number} Personen haben {acc} in den ersten Monaten genutzt.",
    "Die Verwaltung in {place} hat das Vorhaben ämterübergreifend aufgesetzt.",
    "Für den Betrieb reicht eine halbe Stelle, die Wartung übernehmen die Stadtwerke.",
    "Der Rat hat die Mittel im Frühjahr {year} einstimmig freigegeben.",
    "Wer kein Smartphone hat, kann anrufen oder im Bürgerbüro vorbeikommen.",
    "Die Oberfläche gibt es auch in Leichter Sprache und auf Englisch.",
    "Bei der Auswahl der Technik kam es auf offene Schnittstellen und geringe Folgekosten an.",
    "Die Funkmodule senden über LoRaWAN und kommen mit einer Batterie etwa acht Jahre aus.",
    "Mit {other_dat} besteht seit {year} eine Schnittstelle.",
    "Schülerinnen und Schüler haben die Gehäuse gedruckt und die Platinen gelötet.",
    "Vor Ort begleitet eine Kümmerin die Nutzerinnen und Nutzer, besonders in {quarter}.",
    "Der Datenschutz wurde von Anfang an mitgedacht; personenbezogene Daten fallen nicht an.",
    "Eine Hochschule hat {acc} wissenschaftlich begleitet und die Wirkung gemessen.",
    "Nach einem Jahr zeigte sich, {clause_2}.",
    "Besonders gefragt ist das Angebot für {topic_2}.",
    "Auch {other_nom} profitiert davon.",
    "Im Winter {year} musste der Versuch für einige Wochen unterbrochen werden.",
    "Die ersten Geräte standen in {quarter}, später kamen {quarter_2} und die Nachbargemeinden hinzu.",
    "Der Quelltext liegt offen, damit andere Kommunen ihn nutzen und verbessern können.",
    "Regelmäßige Treffen sorgen dafür, dass Rückmeldungen schnell umgesetzt werden.",
    "Es hilft, {aim_2}.",
    "Die Kosten lagen niedriger als erwartet, weil vorhandene Masten genutzt werden konnten.",
    "Ein Beirat aus Verwaltung, Wirtschaft und Zivilgesellschaft begleitet das Vorhaben.",
    "Über {other_acc} werden Störungen gemeldet und innerhalb von zwei Werktagen behoben.",
    "Im Sommer {year} kamen {number} Rückmeldungen, die meisten davon aus {quarter}.",
    "Mit der Zeit wuchs das Vertrauen: Aus anfänglicher Skepsis wurde Neugier.",
    "Die Ergebnisse fließen in die Fortschreibung der Strategie ein.",
    "Für {topic_2} entsteht damit eine belastbare Grundlage.",
    "Die Ausschreibung wurde gemeinsam mit drei weiteren Modellprojekten vorbereitet.",
    "Menschen mit Sehbehinderung haben die Bedienung getestet und {number} Verbesserungen vorgeschlagen.",
    "Der örtliche Handel stellt Flächen bereit und wirbt in den Schaufenstern.",
    "Bis Ende {later} sollen {number} weitere Messpunkte folgen.",
    "Was sich bewährt, geht in den Regelbetrieb über; was sich nicht bewährt, wird beendet und beschrieben.",
]

HEADINGS = ["Ausgangslage", "Was entsteht", "Wie es funktioniert", "Was erreicht wurde", "Wie es weitergeht"]

# Content field → (share of detailed entries that fill it, sentences)
FURTHER = {
    "goals": (
        0.5,
        [
            "Ziel ist es, {aim}.",
            "Alle sollen wissen, {clause}.",
            "Das Vorhaben soll helfen, {aim}, und langfristig auch, {aim_2}.",
        ],
    ),
    "target_groups": (
        0.45,
        [
            "Bürgerinnen und Bürger, besonders aus {quarter}",
            "Verwaltung, Vereine und Betriebe in {place}",
            "Familien und ältere Menschen",
            "Pendlerinnen, Gäste und Gewerbetreibende",
        ],
    ),
    "partners": (
        0.4,
        [
            "Stadtwerke, Hochschule und Bürgerstiftung",
            "Nachbargemeinden und der Landkreis",
            "Freiwillige Feuerwehr {quarter}, Ortsverein {quarter_2}",
            "Kommunales Rechenzentrum und ein Ingenieurbüro aus der Region",
        ],
    ),
    "costs": (
        0.25,
        [
            "Rund {number} 000 Euro bis {later}",
            "Eine halbe Stelle und jährlich {number} Tausend Euro für den Betrieb",
        ],
    ),
    "funding": (
        0.3,
        ["Modellprojekte Smart Cities, Eigenanteil der Kommune", "Förderung des Bundes bis {later}"],
    ),
    "what_worked": (
        0.3,
        [
            "Früh mit den Menschen aus {quarter} zu reden hat sich ausgezahlt.",
            "Kleine Schritte: Erst {other_nom}, dann der Rest.",
            "Die Zusammenarbeit der Ämter ist enger geworden.",
        ],
    ),
    "lessons": (
        0.3,
        [
            "Die Beschaffung hat doppelt so lange gedauert wie geplant.",
            "Ohne feste Zuständigkeit im Haus bleibt {nom} ein Versuch.",
            "Die Sensoren in {quarter} fielen im Winter aus; die Gehäuse waren nicht dicht.",
            "Zu viele Funktionen auf einmal: Gefragt war vor allem zu wissen, {clause}.",
        ],
    ),
    "transfer_hints": (
        0.25,
        [
            "Übertragbar auf Orte ähnlicher Größe; nötig sind eine Schnittstelle und eine Ansprechperson.",
            "Am besten mit {other_dat} beginnen.",
            "Die Leistungsbeschreibung geben wir gern weiter.",
        ],
    ),
    "operation": (
        0.25,
        [
            "Die Stadtwerke übernehmen den Betrieb.",
            "Noch offen; der Rat entscheidet {later}.",
            "Der Betrieb ist bis {later} aus eigenen Mitteln gesichert.",
        ],
    ),
}
