from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_plausible_input")]

    operations = [
        migrations.AlterField(
            model_name="attempt",
            name="kind",
            field=models.CharField(
                choices=[("sign-in", "Sign In"), ("reset", "Reset"), ("feedback", "Feedback"), ("follow", "Follow")],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "feedback")), fields=("account_hash",), name="attempt_feedback_once"
            ),
        ),
    ]
