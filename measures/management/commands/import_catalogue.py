"""Load model projects, municipalities and measures from a folder of CSV files, or from a JSON export."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations

from measures.intake.catalogue.files import CatalogueError
from measures.intake.catalogue.importing import import_catalogue
from measures.intake.catalogue.records import SHIPPED, read_catalogue
from measures.intake.exported_catalogue import ExportError, import_export, read_export
from measures.workflow import WorkflowError


class Command(BaseCommand):
    help = (
        "Load model_projects.csv, municipalities.csv and measures.csv from a folder. Nothing is written if "
        "anything in them is wrong. A second run only writes what has changed. Measures that were edited here are "
        "kept; model projects, municipalities and participations follow the files. Nothing is ever deleted. "
        "Of a file massnahmen.json that a catalogue has exported, only what is missing here is added."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", nargs="?", default=SHIPPED, help="the folder or JSON file (without it, the shipped one)"
        )

    @no_translations  # the same messages are translated on the upload page; commands write English
    def handle(self, *, folder, **options):
        if Path(folder).suffix == ".json":
            self.load_export(Path(folder))
            return
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

    def load_export(self, path):
        try:
            summary = import_export(read_export(path))
        except (ExportError, WorkflowError) as error:
            raise CommandError(f"Nothing was written. {error}") from error
        for kind, number in summary.created.items():
            self.stdout.write(f"{kind}: {number} created")
        if summary.there:
            self.stdout.write(f"kept, because already here: {len(summary.there)} measures")
        if summary.without_image:
            names = ", ".join(summary.without_image)
            self.stdout.write(
                f"without their images, which are not in the file ({len(summary.without_image)}): {names}"
            )
