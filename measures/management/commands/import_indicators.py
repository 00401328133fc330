"""Load recommended indicators from a CSV file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations

from measures.intake.recommended_indicators import SHIPPED, IndicatorsError, import_indicators


class Command(BaseCommand):
    help = (
        "Load the indicators that are recommended for each solution type, so that the effects of measures can be "
        "compared. What is here already is kept; moderators change it in the admin."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default=SHIPPED, type=Path, help="without it, the shipped one")

    @no_translations
    def handle(self, *, file, **options):
        try:
            added, there = import_indicators(file)
        except IndicatorsError as error:
            raise CommandError(f"Nothing was written. {error}") from error
        self.stdout.write(f"recommended indicators: {added} created, {there} unchanged")
