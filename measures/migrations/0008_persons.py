"""Persons may be named, and the audit knows when one was taken out."""

from django.conf import settings
from django.db import migrations, models


def guard(apps, schema_editor):
    """To change a rule, SQLite makes the table anew, without the trigger of migration 0005."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            """
            CREATE TRIGGER audit_only_added_to BEFORE UPDATE ON measures_auditentry
            BEGIN SELECT RAISE(ABORT, 'The audit is only added to.'); END;
            """
        )


def open_up(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER audit_only_added_to")


class Migration(migrations.Migration):

    dependencies = [
        ('measures', '0007_upload'),
        ('municipalities', '0004_accounts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='auditentry',
            name='audit_verb_known',
        ),
        migrations.AddField(
            model_name='edition',
            name='person_basis',
            field=models.CharField(blank=True, choices=[('consent', 'consent'), ('task', 'official task')], db_default='', default='', max_length=7, verbose_name='legal basis'),
        ),
        migrations.AddField(
            model_name='edition',
            name='person_consent_on',
            field=models.DateField(blank=True, null=True, verbose_name='consent given on'),
        ),
        migrations.AddField(
            model_name='edition',
            name='person_consent_text',
            field=models.CharField(blank=True, db_default='', default='', max_length=20, verbose_name='text of the consent'),
        ),
        migrations.AddField(
            model_name='edition',
            name='person_email',
            field=models.EmailField(blank=True, db_default='', default='', max_length=254, verbose_name='e-mail address of the person'),
        ),
        migrations.AddField(
            model_name='edition',
            name='person_name',
            field=models.CharField(blank=True, db_default='', default='', max_length=120, verbose_name='name of the person'),
        ),
        migrations.AddField(
            model_name='edition',
            name='person_until',
            field=models.DateField(blank=True, null=True, verbose_name='named until'),
        ),
        migrations.AddField(
            model_name='edition',
            name='person_warned_for',
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='verb',
            field=models.CharField(choices=[('create', 'created'), ('start', 'new draft'), ('save', 'saved'), ('submit', 'submitted for review'), ('recall', 'taken back'), ('return', 'returned'), ('publish', 'published'), ('supersede', 'superseded'), ('confirm', 'confirmed'), ('archive', 'archived'), ('withdraw', 'withdrawn'), ('discard', 'discarded'), ('remove', 'named person removed')], max_length=9, verbose_name='what'),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(('verb__in', ['create', 'start', 'save', 'submit', 'recall', 'return', 'publish', 'supersede', 'confirm', 'archive', 'withdraw', 'discard', 'remove'])), name='audit_verb_known'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('person_basis', ''), ('person_consent_on__isnull', True), ('person_consent_text', ''), ('person_email', ''), ('person_name', ''), ('person_until__isnull', True)), models.Q(models.Q(('person_name', ''), _negated=True), ('person_basis__in', ['consent', 'task']), ('person_until__isnull', False)), _connector='OR'), name='edition_person_has_basis_and_end'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('person_basis', 'consent'), ('person_consent_on__isnull', False), models.Q(('person_consent_text', ''), _negated=True)), models.Q(models.Q(('person_basis', 'consent'), _negated=True), ('person_consent_on__isnull', True), ('person_consent_text', '')), _connector='OR'), name='edition_person_consent_dated'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('person_name', ''), models.Q(('state__in', ['superseded', 'withdrawn']), _negated=True), _connector='OR'), name='edition_person_not_in_the_past'),
        ),
        migrations.RunPython(guard, open_up),
    ]
