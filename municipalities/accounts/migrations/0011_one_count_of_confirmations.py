from django.db import migrations, models


def forget(apps, schema_editor):
    """Attempts count for an hour, so those of the former kinds need no new name."""
    apps.get_model("accounts", "Attempt").objects.filter(kind__in=["follow", "ask", "reuse"]).delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_question_attempts")]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="attempt",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sign-in", "Sign In"),
                    ("reset", "Reset"),
                    ("feedback", "Feedback"),
                    ("confirm", "Confirm"),
                ],
                max_length=8,
            ),
        ),
    ]
