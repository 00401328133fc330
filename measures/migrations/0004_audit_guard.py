"""The database itself refuses to change a row of the audit.

On SQLite, an operation that changes the table of the audit makes it anew and drops the trigger: such a migration has
to run `add_guard` again.
"""

from django.db import migrations

REFUSAL = "The audit is only added to."


def add_guard(apps, schema_editor):
    """Add the trigger. On SQLite rows can still be deleted, because Django empties a database there row by row."""
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


def remove_guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION audit_only_added_to() CASCADE")
    else:
        schema_editor.execute("DROP TRIGGER audit_only_added_to")


class Migration(migrations.Migration):
    dependencies = [("measures", "0003_synonyms")]
    operations = [migrations.RunPython(add_guard, remove_guard)]
