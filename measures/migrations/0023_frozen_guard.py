"""The database itself refuses to change or delete a file of a frozen catalogue.

The one exception is a file whose checksum has been noted among the erasures of its catalogue before, as
measures/public/freezing.py does. On SQLite, an operation that changes this table makes it anew and drops the triggers:
such a migration has to run `add_guard` again.
"""

from django.db import migrations

REFUSAL = "A frozen file is never altered."


def add_guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"""
            CREATE FUNCTION frozen_file_stays() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.catalogue_id = OLD.catalogue_id
                    AND NEW.name = OLD.name AND NEW.media_type = OLD.media_type AND EXISTS (
                        SELECT 1 FROM measures_frozencatalogue
                        WHERE id = OLD.catalogue_id AND position(OLD.sha256 in erasures::text) > 0
                    )
                THEN RETURN NEW;
                END IF;
                RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
            END $$;
            CREATE TRIGGER frozen_file_stays BEFORE UPDATE OR DELETE ON measures_frozenfile
            FOR EACH ROW EXECUTE FUNCTION frozen_file_stays();
            """
        )
    else:
        schema_editor.execute(
            f"""
            CREATE TRIGGER frozen_file_stays BEFORE UPDATE ON measures_frozenfile
            WHEN NEW.id <> OLD.id OR NEW.catalogue_id <> OLD.catalogue_id OR NEW.name <> OLD.name
                OR NEW.media_type <> OLD.media_type OR NOT EXISTS (
                    SELECT 1 FROM measures_frozencatalogue
                    WHERE id = OLD.catalogue_id AND instr(erasures, OLD.sha256) > 0
                )
            BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
            """
        )
        schema_editor.execute(
            f"""
            CREATE TRIGGER frozen_file_is_not_deleted BEFORE DELETE ON measures_frozenfile
            BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
            """
        )


def remove_guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION frozen_file_stays() CASCADE")
    else:
        schema_editor.execute("DROP TRIGGER frozen_file_stays")
        schema_editor.execute("DROP TRIGGER frozen_file_is_not_deleted")


class Migration(migrations.Migration):
    dependencies = [("measures", "0022_reminders")]
    operations = [migrations.RunPython(add_guard, remove_guard)]
