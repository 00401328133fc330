"""Write a backup of the database and the images into a folder."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from measures.backup.backup import back_up
from measures.backup.folder import BackupError


class Command(BaseCommand):
    help = "Write all tables and images, with a manifest of hashes, into a new folder. The site can stay up."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="a folder that does not exist yet, or is empty")

    def handle(self, *, folder, **options):
        try:
            manifest = back_up(folder)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        files = len(manifest.hashes) - len(manifest.rows)
        self.stdout.write(f"{sum(manifest.rows.values())} rows of {len(manifest.rows)} tables, {files} files.")
