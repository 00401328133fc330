"""Backups: what is refused, and that a restore changes nothing then. tests/drills/test_restore.py moves whole sites."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, connection

from measures.backup import backup
from measures.backup.folder import BackupError
from measures.backup.rows import all_models
from measures.models import CatalogueVersion, Edition, Upload
from municipalities.accounts.models import User
from tests.factories import make_editor, make_picture, make_project, make_public

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
MOMENT = datetime(2026, 3, 4, 5, 6, 7, 123_456, tzinfo=UTC)
TEXT = "„Grün“ 😀\n\tund \\n\r\nweiter"


@pytest.fixture
def folder(tmp_path):
    """Return a backup of a database that holds what a format could lose."""
    project = make_project("Musterstadt")
    edition = make_public("Ampeln", project=project, by=make_editor(project), **make_picture())
    Edition.objects.filter(pk=edition.pk).update(edited_at=MOMENT, summary=TEXT)
    result = {"z": 0.1, "a": [1, None, True, "\\n"]}
    Upload.objects.create(user=User.objects.get(), file_name="t.csv", table=[["", "ß"]], result=result)
    backup.back_up(tmp_path / "backup")
    return tmp_path / "backup"


def empty():
    """Empty the database as it is after `migrate`, with other keys in the tables that migrations fill."""
    # The next tests find the rows of the migrations again, whose keys must not be given a second time.
    call_command("flush", interactive=False, verbosity=0, reset_sequences=False)
    for name in default_storage.listdir("")[0]:
        for file in default_storage.listdir(name)[1]:
            default_storage.delete(f"{name}/{file}")
    CatalogueVersion.objects.create(number=1)


def test_a_restored_database_has_what_the_backup_has(folder, tmp_path):
    image = Edition.objects.get().image
    name, data = image.name, image.read()
    empty()
    backup.restore(folder)
    edition = Edition.objects.get()
    assert edition.edited_at == MOMENT
    assert edition.summary == TEXT
    assert (edition.image.name, edition.image.read()) == (name, data)
    assert Upload.objects.get().result == {"z": 0.1, "a": [1, None, True, "\\n"]}
    backup.back_up(tmp_path / "again")
    first, again = (json.loads((path / "manifest.json").read_text()) for path in (folder, tmp_path / "again"))
    assert first["hashes"] == again["hashes"]
    assert len(first["rows"]) == len(all_models())
    assert make_public("Noch eine").pk > edition.pk
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE measures_auditentry SET note = 'x'")


def test_a_backup_of_another_version_is_refused(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["migrations"].remove("measures.0004_audit_guard")
    (folder / "manifest.json").write_text(json.dumps(manifest))
    empty()
    with pytest.raises(BackupError, match="another version"):
        backup.restore(folder)
    assert not User.objects.exists()


def test_a_database_in_use_is_not_written_over(folder):
    with pytest.raises(BackupError, match="not empty"):
        backup.back_up(folder)
    with pytest.raises(BackupError, match="in use"):
        backup.restore(folder)
    assert Edition.objects.count() == 1


def test_another_file_of_the_same_name_is_kept(folder):
    name = Edition.objects.get().image.name
    empty()
    default_storage.save(name, ContentFile(b"other"))
    with pytest.raises(BackupError, match="Another file"):
        backup.restore(folder)
    assert default_storage.open(name).read() == b"other"
    assert not User.objects.exists()


@contextmanager
def changed_when_stored():
    """Let the database itself change each account that is stored."""
    changes = "UPDATE accounts_user SET first_name = 'x' WHERE id = NEW.id;"
    if connection.vendor == "postgresql":
        body = f"$$ BEGIN {changes} RETURN NULL; END $$"
        made = [
            f"CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS {body}",
            "CREATE TRIGGER spoil AFTER INSERT ON accounts_user FOR EACH ROW EXECUTE FUNCTION spoil()",
        ]
        end = "DROP FUNCTION spoil CASCADE"
    else:
        made = [f"CREATE TRIGGER spoil AFTER INSERT ON accounts_user BEGIN {changes} END"]
        end = "DROP TRIGGER spoil"
    with connection.cursor() as cursor:
        for statement in made:
            cursor.execute(statement)
        try:
            yield
        finally:
            cursor.execute(end)


def test_rows_that_are_not_the_same_once_they_are_stored_are_refused(folder):
    empty()
    with changed_when_stored(), pytest.raises(BackupError, match="accounts_user is not the same"):
        backup.restore(folder)
    assert not User.objects.exists()
