"""Load documented re-uses from a CSV file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations

from measures.intake.documented_reuses import SHIPPED, ReusesError, import_reuses


class Command(BaseCommand):
    help = (
        "Load re-uses that public sources document. They are public at once, as documented by their source and "
        "confirmed by nobody. What is here already is kept. Load the official register before: a town that it does "
        "not know is named and left out."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default=SHIPPED, type=Path, help="without it, the shipped one")

    @no_translations
    def handle(self, *, file, **options):
        try:
            summary = import_reuses(file)
        except ReusesError as error:
            raise CommandError(f"Nothing was written. {error}") from error
        self.stdout.write(f"re-uses: {summary.created} created, {summary.unchanged} unchanged")
        for text in summary.left_out:
            self.stdout.write(f"left out, {text}")
