from django.db import migrations
from django.db.models import F


def maintained_by_their_project(apps, schema_editor):
    """Every measure there is belongs to its model project; only from now on can one be handed over."""
    apps.get_model("measures", "Measure").objects.update(maintainer=F("project"))


class Migration(migrations.Migration):

    dependencies = [("measures", "0037_handovers")]

    operations = [migrations.RunPython(maintained_by_their_project, migrations.RunPython.noop)]
