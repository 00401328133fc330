"""Make a backup of all tables and files, and restore it into an empty database of either kind."""

from contextlib import contextmanager
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from measures.backup import rows
from measures.backup.folder import (
    BackupError,
    Manifest,
    blocks_of,
    hash_of,
    read_manifest,
    table_path,
    write_blocks,
    write_manifest,
)
from measures.images.storage import names_of_files
from measures.models import AuditEntry, Measure
from municipalities.accounts.models import User

# A database with a row in one of these is in use. The others get rows from migrations.
IN_USE = User, Measure, AuditEntry


def back_up(folder: Path) -> Manifest:
    """Write all tables, as they are at one moment, and then all files, into the new or empty `folder`.

    The site can stay up while this runs. Raises BackupError.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    manifest = Manifest(made_at=timezone.now().isoformat(), migrations=applied_migrations())
    with _snapshot():
        for model in rows.all_models():
            table = model._meta.db_table
            path = table_path(table)
            manifest.rows[table], manifest.hashes[path] = write_blocks(folder / path, rows.lines_of(model))
    for name in names_of_files(default_storage):
        try:
            with default_storage.open(name) as file:
                manifest.hashes[f"files/{name}"] = write_blocks(folder / "files" / name, blocks_of(file))[1]
        except FileNotFoundError:  # deleted while the backup was made
            continue
    write_manifest(folder, manifest)
    return manifest


def restore(folder: Path) -> Manifest:
    """Restore a backup into a database that has all tables and is not in use yet, and check that it is the same.

    Nothing of the database is changed if anything fails. Files that are there already, and are the same, are kept.
    Raises BackupError.
    """
    manifest = read_manifest(folder)
    if manifest.migrations != applied_migrations():
        raise BackupError(
            "The backup was made by another version of Masswerk. Restore it with that version, then upgrade."
        )
    for model in IN_USE:
        if model._base_manager.exists():
            raise BackupError(f"The database is in use: {model._meta.db_table} has rows. Restore into an empty one.")
    _restore_files(folder, manifest)
    with transaction.atomic():
        _restore_tables(folder, manifest)
    return manifest


def applied_migrations() -> list[str]:
    """Return the names of the migrations of all apps that the database has."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _restore_files(folder, manifest):
    for path, expected in manifest.hashes.items():
        if not path.startswith("files/"):
            continue
        name = path.removeprefix("files/")
        if default_storage.exists(name):
            with default_storage.open(name) as file:
                if hash_of(blocks_of(file)) != expected:
                    raise BackupError(f"Another file has the name {name} already.")
            continue
        with (folder / path).open("rb") as file:
            if (stored := default_storage.save(name, File(file))) != name:
                raise BackupError(f"The storage calls {name} {stored}.")


def _restore_tables(folder, manifest):
    models = rows.all_models()
    for model in models:
        rows.delete_all(model)
    for model in models:
        with (folder / table_path(model._meta.db_table)).open("rb") as lines:
            rows.insert(model, lines)
    rows.continue_keys()
    for model in models:
        path = table_path(model._meta.db_table)
        if hash_of(rows.lines_of(model)) != manifest.hashes[path]:
            raise BackupError(f"{model._meta.db_table} is not the same after it was restored. Nothing was changed.")


@contextmanager
def _snapshot():
    """Give all statements of the block one snapshot of the database, without blocking writers."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")  # atomic() would lock out all writers (config/settings.py)
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
