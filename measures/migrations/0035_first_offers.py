"""The offers a new catalogue starts with; moderators keep them from then on."""

from django.db import migrations

OFFERS = [
    ("gespraech", "30 Minuten Gespräch", "Fragen stellen, am Telefon oder per Video.", "30 minutes of conversation"),
    ("vorfuehrung", "Vorführung per Video", "Sehen, wie es im Alltag läuft, ohne zu reisen.", "Demonstration by video"),
    ("besuch", "Besuch vor Ort", "Hinfahren und ansehen, allein oder als Gruppe.", "Visit on site"),
    (
        "unterlagen",
        "Unterlagen zum Weiterverwenden",
        "Zum Beispiel Leistungsbeschreibung, Satzung oder Vertrag.",
        "Documents to re-use",
    ),
    ("begleitung", "Begleitung beim Einführen", "Mehrere Termine, bis es bei Ihnen läuft.", "Company while introducing it"),
]


def add_start_values(apps, schema_editor):
    Offer = apps.get_model("measures", "Offer")
    Offer.objects.bulk_create(
        Offer(slug=slug, name=name, description=description, name_en=name_en, order=10 * position)
        for position, (slug, name, description, name_en) in enumerate(OFFERS, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("measures", "0034_answers_and_advice")]
    operations = [migrations.RunPython(add_start_values, migrations.RunPython.noop)]
