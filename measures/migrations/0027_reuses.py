"""Re-uses and their audit, which the database itself refuses to change (as in migration 0004)."""

import django.db.models.deletion
import django.utils.timezone
import municipalities.mail_addresses
import municipalities.plausible_dates
from django.conf import settings
from django.db import migrations, models


def add_guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            """
            CREATE TRIGGER reuse_audit_only_added_to BEFORE UPDATE OR DELETE ON measures_reuseauditentry
            FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added_to();
            """
        )
    else:
        schema_editor.execute(
            """
            CREATE TRIGGER reuse_audit_only_added_to BEFORE UPDATE ON measures_reuseauditentry
            BEGIN SELECT RAISE(ABORT, 'The audit is only added to.'); END;
            """
        )


def remove_guard(apps, schema_editor):
    table = " ON measures_reuseauditentry" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER reuse_audit_only_added_to{table}")


class Migration(migrations.Migration):

    dependencies = [
        ("measures", "0026_corrections"),
        ('municipalities', '0006_urbanisation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Reuse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(blank=True, choices=[('prueft', 'is examining it'), ('plant', 'plans it'), ('fuehrt-ein', 'is introducing it'), ('nutzt', 'uses it'), ('beendet', 'has ended it')], editable=False, max_length=10, verbose_name='stage of the re-use')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('asked_at', models.DateTimeField(editable=False, null=True, verbose_name='last asked whether it still runs')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reuses', to='measures.measure', verbose_name='measure')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reuses', to='municipalities.municipality', verbose_name='municipality')),
            ],
            options={
                'verbose_name': 're-use',
                'verbose_name_plural': 're-uses',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ReuseAuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('verb', models.CharField(choices=[('declare', 'declared, not proved yet'), ('prove', 'proved by mail'), ('state', 'stated'), ('confirm', 'confirmed by the origin'), ('object', 'objection of the origin'), ('publish', 'published'), ('refuse', 'refused'), ('withdraw', 'withdrawn'), ('ask', 'asked whether it still runs'), ('renew', 'still runs'), ('lapse', 'does not count any more')], max_length=8, verbose_name='what')),
                ('reuse_key', models.BigIntegerField()),
                ('measure_key', models.BigIntegerField()),
                ('municipality_key', models.BigIntegerField()),
                ('statement_key', models.BigIntegerField(null=True)),
                ('side', models.CharField(blank=True, choices=[('adopter', 'the municipality that takes it over'), ('origin', 'the municipality where it comes from'), ('third', 'a public source')], max_length=7, verbose_name='said by')),
                ('status', models.CharField(blank=True, choices=[('prueft', 'is examining it'), ('plant', 'plans it'), ('fuehrt-ein', 'is introducing it'), ('nutzt', 'uses it'), ('beendet', 'has ended it')], max_length=10, verbose_name='status that counts after it')),
                ('note', models.TextField(blank=True, verbose_name='note or reason')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'audit entry of a re-use',
                'verbose_name_plural': 'audit of re-uses',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('adopter', 'the municipality that takes it over'), ('origin', 'the municipality where it comes from'), ('third', 'a public source')], max_length=7, verbose_name='said by')),
                ('state', models.CharField(choices=[('unproven', 'the link in the mail was not used yet'), ('waiting', 'waits for publication'), ('objection', 'objection'), ('published', 'public'), ('superseded', 'replaced'), ('refused', 'refused'), ('withdrawn', 'withdrawn')], editable=False, max_length=10, verbose_name='state')),
                ('status', models.CharField(choices=[('prueft', 'is examining it'), ('plant', 'plans it'), ('fuehrt-ein', 'is introducing it'), ('nutzt', 'uses it'), ('beendet', 'has ended it')], max_length=10, verbose_name='stage of the re-use')),
                ('since', models.PositiveSmallIntegerField(blank=True, null=True, validators=[municipalities.plausible_dates.plausible_year], verbose_name='since (year)')),
                ('ended', models.PositiveSmallIntegerField(blank=True, null=True, validators=[municipalities.plausible_dates.plausible_year], verbose_name='ended (year)')),
                ('is_productive', models.BooleanField(blank=True, null=True, verbose_name='in productive use')),
                ('adapted', models.TextField(blank=True, max_length=1500, verbose_name='what was adapted')),
                ('effort', models.CharField(blank=True, max_length=300, verbose_name='effort and costs')),
                ('software_version', models.CharField(blank=True, max_length=60, verbose_name='version')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='link')),
                ('contact', municipalities.mail_addresses.MailAddressField(blank=True, max_length=254, verbose_name='functional mailbox')),
                ('source_url', models.URLField(blank=True, max_length=500, verbose_name='source')),
                ('evidence', models.CharField(blank=True, max_length=500, verbose_name='what the source says')),
                ('remark', models.TextField(blank=True, max_length=1500, verbose_name='remark, not public')),
                ('email', municipalities.mail_addresses.AccountAddressField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='said')),
                ('published_at', models.DateTimeField(null=True, verbose_name='published')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='closed')),
                ('lapsed_at', models.DateTimeField(null=True, verbose_name='does not count any more since')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reuse', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='measures.reuse', verbose_name='re-use')),
            ],
            options={
                'verbose_name': 'statement on a re-use',
                'verbose_name_plural': 'statements on re-uses',
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='reuse',
            constraint=models.UniqueConstraint(fields=('measure', 'municipality'), name='reuse_once'),
        ),
        migrations.AddConstraint(
            model_name='reuse',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['', 'prueft', 'plant', 'fuehrt-ein', 'nutzt', 'beendet'])), name='reuse_status_known'),
        ),
        migrations.AddIndex(
            model_name='reuseauditentry',
            index=models.Index(fields=['reuse_key'], name='reuse_audit'),
        ),
        migrations.AddConstraint(
            model_name='reuseauditentry',
            constraint=models.CheckConstraint(condition=models.Q(('verb__in', ['declare', 'prove', 'state', 'confirm', 'object', 'publish', 'refuse', 'withdraw', 'ask', 'renew', 'lapse'])), name='reuse_audit_verb_known'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ['adopter', 'origin', 'third'])), name='statement_side_known'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['unproven', 'waiting', 'objection', 'published', 'superseded', 'refused', 'withdrawn'])), name='statement_state_known'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['prueft', 'plant', 'fuehrt-ein', 'nutzt', 'beendet'])), name='statement_status_known'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('reuse', 'side'), name='statement_one_public'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'objection'])), fields=('reuse', 'side'), name='statement_one_open'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('since__isnull', True), ('since__range', (1990, 2100)), _connector='OR'), models.Q(('ended__isnull', True), ('ended__range', (1990, 2100)), _connector='OR'), models.Q(('since__isnull', True), ('ended__isnull', True), ('ended__gte', models.F('since')), _connector='OR')), name='statement_years_plausible'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended__isnull', False), ('status', 'beendet')), models.Q(models.Q(('status', 'beendet'), _negated=True), ('ended__isnull', True)), _connector='OR'), name='statement_ended_dated'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('side', 'third'), _negated=True), models.Q(models.Q(('source_url', ''), _negated=True), ('email', '')), _connector='OR'), name='statement_third_has_source'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'unproven'), _negated=True), models.Q(('side', 'adopter'), models.Q(('email', ''), _negated=True)), _connector='OR'), name='statement_proved_by_mail'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'objection'), _negated=True), ('side', 'origin'), _connector='OR'), name='statement_objection_side'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', False), ('state__in', ['published', 'superseded', 'withdrawn'])), models.Q(('published_at__isnull', True), ('state__in', ['unproven', 'waiting', 'objection', 'superseded', 'refused'])), _connector='OR'), name='statement_published_dated'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state__in', ['superseded', 'refused', 'withdrawn'])), models.Q(('closed_at__isnull', True), ('state__in', ['unproven', 'waiting', 'objection', 'published'])), _connector='OR'), name='statement_closed_dated'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('published_at__isnull', True), ('closed_at__gte', models.F('published_at')), _connector='OR'), name='statement_closed_after_publication'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('lapsed_at__isnull', True), models.Q(('lapsed_at__gte', models.F('published_at')), ('published_at__isnull', False)), _connector='OR'), name='statement_lapsed_in_public'),
        ),
        migrations.RunPython(add_guard, remove_guard),
    ]
