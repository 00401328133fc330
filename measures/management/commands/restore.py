"""Restore a backup into an empty database."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from measures.backup.backup import restore
from measures.backup.folder import BackupError


class Command(BaseCommand):
    help = (
        "Restore a backup that `backup` has made, on SQLite or PostgreSQL, into an empty database and storage folder. "
        "The tables are made first; all rows and files are compared with the backup by their hashes."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="the folder of the backup")

    def handle(self, *, folder, **options):
        call_command("migrate", verbosity=0, interactive=False)
        try:
            manifest = restore(folder)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        files = len(manifest.hashes) - len(manifest.rows)
        self.stdout.write(
            f"{sum(manifest.rows.values())} rows of {len(manifest.rows)} tables and {files} files, "
            f"the same as in the backup of {manifest.made_at}."
        )
