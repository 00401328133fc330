from django.db import migrations

KEYS = {
    "01": "SH", "02": "HH", "03": "NI", "04": "HB", "05": "NW", "06": "HE", "07": "RP", "08": "BW",
    "09": "BY", "10": "SL", "11": "BE", "12": "BB", "13": "MV", "14": "SN", "15": "ST", "16": "TH",
}


def add_states(apps, schema_editor):
    State = apps.get_model("municipalities", "State")
    State.objects.bulk_create(State(code=code, key=key) for key, code in KEYS.items())


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0001_initial")]
    operations = [migrations.RunPython(add_states, migrations.RunPython.noop)]
