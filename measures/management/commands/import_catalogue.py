"""Load model projects, municipalities and measures from a folder of CSV files."""

from django.core.management.base import BaseCommand, CommandError, no_translations

from measures.intake.catalogue.files import CatalogueError
from measures.intake.catalogue.importing import import_catalogue
from measures.intake.catalogue.records import SHIPPED, read_catalogue
from measures.workflow import WorkflowError


class Command(BaseCommand):
    help = (
        "Load model_projects.csv, municipalities.csv and measures.csv from a folder. Nothing is written if "
        "anything in them is wrong. A second run only writes what has changed. Measures that were edited here are "
        "kept; model projects, municipalities and participations follow the files. Nothing is ever deleted."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", default=SHIPPED, help="the folder (without it, the shipped catalogue)")

    @no_translations  # the same messages are translated on the upload page; commands write English
    def handle(self, *, folder, **options):
        try:
            summary = import_catalogue(read_catalogue(folder))
        except CatalogueError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            raise CommandError(f"Nothing was written. Problems found: {len(error.problems)}.") from error
        except WorkflowError as error:
            raise CommandError(f"Nothing was written, please try again. {error}") from error
        for kind, counts in summary.counts.items():
            self.stdout.write(
                f"{kind}: {counts['created']} created, {counts['changed']} changed, {counts['unchanged']} unchanged"
            )
        if summary.kept:
            self.stdout.write(f"kept, because edited here ({len(summary.kept)}): {', '.join(summary.kept)}")
        if summary.not_in_files:
            names = ", ".join(summary.not_in_files)
            self.stdout.write(f"kept, though not in the files any more ({len(summary.not_in_files)}): {names}")
        if not summary.wrote:
            self.stdout.write("Everything was up to date; nothing was written.")
