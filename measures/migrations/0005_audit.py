"""The audit is only added to, and begins with what every edition is when it is introduced."""

from django.db import migrations

VERBS = {
    "draft": "create", "submitted": "submit", "returned": "return", "published": "publish",
    "superseded": "supersede", "archived": "archive", "withdrawn": "withdraw",
}  # fmt: skip
# Editions have the decisions' times and authors in fields of these names.
DECIDED = {
    "draft": "created", "submitted": "submitted", "returned": "returned", "published": "published",
    "superseded": "superseded", "archived": "closed", "withdrawn": "closed",
}  # fmt: skip
REFUSAL = "The audit is only added to."


def begin(apps, schema_editor):
    AuditEntry = apps.get_model("measures", "AuditEntry")
    editions = apps.get_model("measures", "Edition").objects.select_related("measure").order_by("pk")
    AuditEntry.objects.bulk_create((first_entry(AuditEntry, edition) for edition in editions.iterator()), 500)


def first_entry(AuditEntry, edition):
    decision = DECIDED[edition.state]
    return AuditEntry(
        at=getattr(edition, f"{decision}_at"),
        by_id=getattr(edition, f"{decision}_by_id", None),
        verb=VERBS[edition.state],
        project_id=edition.measure.project_id,
        measure_key=edition.measure_id,
        edition_key=edition.pk,
        edition_number=edition.number,
        state=edition.state,
    )


def guard(apps, schema_editor):
    """SQLite's guard lets rows be deleted, since Django empties a database there row by row."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"""
            CREATE FUNCTION audit_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
            CREATE TRIGGER audit_only_added_to BEFORE UPDATE OR DELETE ON measures_auditentry
            FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added_to();
            """
        )
    else:
        schema_editor.execute(
            f"""
            CREATE TRIGGER audit_only_added_to BEFORE UPDATE ON measures_auditentry
            BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END;
            """
        )


def open_up(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION audit_only_added_to() CASCADE")
    else:
        schema_editor.execute("DROP TRIGGER audit_only_added_to")


class Migration(migrations.Migration):
    dependencies = [("measures", "0004_decisions")]

    operations = [
        migrations.RunPython(begin, migrations.RunPython.noop),
        migrations.RunPython(guard, open_up),
    ]
