"""The values a new catalogue starts with; moderators keep them from then on."""

from django.db import migrations

SOLUTION_TYPES = [
    ("app", "App", "Anwendungen für Smartphone oder Tablet, von der Stadt-App bis zum Mängelmelder."),
    ("beteiligungstool", "Beteiligungstool", "Werkzeuge, mit denen Menschen mitreden, vorschlagen und entscheiden."),
    ("digitaler-zwilling", "Digitaler Zwilling", "Abbilder von Ort und Daten, in denen sich Planungen durchspielen lassen."),
    ("datenplattform", "Datenplattform", "Orte, an denen kommunale Daten zusammenlaufen und geteilt werden."),
    ("dashboard", "Dashboard", "Kennzahlen und Messwerte auf einen Blick."),
    ("sensorik-iot", "Sensorik/IoT", "Messgeräte und Funknetze für Pegel, Verkehr, Klima und anderes."),
    ("website-portal", "Website/Portal", "Auftritte im Netz, die Angebote und Auskünfte bündeln."),
    ("digitaler-service", "Digitaler Service", "Einzelne Dienste, die einen Weg oder einen Antrag ersparen."),
    ("plattform", "Plattform", "Marktplätze und Netze, auf denen mehrere Seiten zusammenkommen."),
    ("bildungsangebot", "Bildungsangebot", "Kurse, Lernorte und Begleitung rund um das Digitale."),
    ("innovationsort", "Innovationsort", "Räume zum Ausprobieren, Begegnen und gemeinsamen Arbeiten."),
    ("reallabor", "Reallabor", "Erprobung unter wirklichen Bedingungen, mit offenem Ausgang."),
    ("infrastruktur", "Infrastruktur", "Technik im öffentlichen Raum: Netze, Stelen, Ladepunkte, Möblierung."),
    ("strategie-konzept", "Strategie/Konzept", "Leitbilder, Strategien und Konzepte für das Vorgehen."),
    ("veranstaltung-netzwerk", "Veranstaltung/Netzwerk", "Formate, in denen Menschen und Kommunen voneinander lernen."),
    ("sonstiges", "Sonstiges", "Was sich keinem anderen Typ zuordnen lässt."),
]

ACTION_FIELDS = [
    ("mobilitaet", "Mobilität", "Unterwegs sein: Bus, Bahn, Rad, Parken, Sharing und Lieferverkehr."),
    ("energie-klima", "Energie & Klima", "Klimaschutz, Anpassung an Hitze und Starkregen, Energie."),
    ("umwelt-natur", "Umwelt & Natur", "Grün, Gewässer, Luft, Abfall und Artenvielfalt."),
    ("verwaltung", "Verwaltung", "Arbeit der Verwaltung, Daten und Dienste für alle."),
    ("bildung", "Bildung", "Lernen von der Kita bis ins hohe Alter."),
    ("gesundheit-pflege", "Gesundheit & Pflege", "Gesund bleiben, Versorgung und Pflege vor Ort."),
    ("soziales-teilhabe", "Soziales & Teilhabe", "Mitwirken, Begegnung, Ehrenamt und Barrierefreiheit."),
    ("wirtschaft-handel", "Wirtschaft & Handel", "Innenstadt, Handel, Gründung und Arbeit."),
    ("kultur-tourismus", "Kultur & Tourismus", "Kultur, Stadtgeschichte, Freizeit und Gäste."),
    ("sicherheit", "Sicherheit", "Bevölkerungsschutz, Rettung, Licht und sichere Wege."),
    ("stadtplanung-stadtentwicklung", "Stadtplanung & Stadtentwicklung", "Planen, bauen und öffentliche Räume gestalten."),
    ("wohnen-quartier", "Wohnen & Quartier", "Leben in der Nachbarschaft und im Wohnhaus."),
]

SPATIAL_SCOPES = [
    ("gebaeude", "Gebäude", "Wirkt in einem Gebäude oder auf einem Grundstück."),
    ("quartier", "Quartier", "Wirkt in einem Quartier oder Ortsteil."),
    ("innenstadt-ortskern", "Innenstadt/Ortskern", "Wirkt in der Mitte des Ortes."),
    ("gesamtstadt", "Gesamtstadt", "Wirkt in der ganzen Gemeinde."),
    ("laendlicher-raum", "Ländlicher Raum", "Wirkt in dünn besiedelten Gebieten."),
    ("region-interkommunal", "Region/interkommunal", "Wirkt über die Grenzen einer Gemeinde hinaus."),
]


def add_start_values(apps, schema_editor):
    lists = {"SolutionType": SOLUTION_TYPES, "ActionField": ACTION_FIELDS, "SpatialScope": SPATIAL_SCOPES}
    for model_name, values in lists.items():
        Model = apps.get_model("measures", model_name)
        Model.objects.bulk_create(
            Model(slug=slug, name=name, description=description, order=10 * position)
            for position, (slug, name, description) in enumerate(values, start=1)
        )
    apps.get_model("measures", "CatalogueVersion").objects.create(id=1)


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_initial")]
    operations = [migrations.RunPython(add_start_values, migrations.RunPython.noop)]
