"""Import the official register of municipalities.

municipalities/register reads the files. The command is in `measures`, which `municipalities` may not import, because
public pages show the new figures and the version of the catalogue has to change.
"""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from measures.workflow import catalogue_changed
from municipalities.register.import_files import import_files
from municipalities.register.records import RegisterError


class Command(BaseCommand):
    help = (
        "Create and update municipalities, associations and districts from the official files of Destatis: "
        "GV100AD (the register, fixed width) and GV4Q (area and coordinates, CSV), both in UTF-8. "
        "The format is recognised by the content. Names and addresses of existing rows stay as they are."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE", help="GV100AD, GV4Q or both, in any order")
        parser.add_argument(
            "--population-date",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="day of the population in GV100AD; derived from its date, but needed for the yearly edition",
        )
        parser.add_argument(
            "--accept-gone",
            action="store_true",
            help="import even if more than one in twenty of the stored bodies is missing from GV100AD",
        )
        parser.add_argument(
            "--accept-older", action="store_true", help="import even if GV100AD is older than the stored data"
        )

    def handle(self, *, files, population_date, accept_gone, accept_older, **options):
        try:
            with transaction.atomic():
                summaries = import_files(
                    files,
                    population_date=population_date,
                    accept_gone=accept_gone,
                    accept_older=accept_older,
                )
                if any(summary.created or summary.changed or summary.gone for summary in summaries):
                    catalogue_changed()
        except RegisterError as error:
            raise CommandError(str(error)) from error
        for summary in summaries:
            self.write_summary(summary)

    def write_summary(self, summary):
        self.stdout.write(self.style.MIGRATE_HEADING(f"{summary.path}: {summary.title}"))
        self.stdout.write(
            f"  created {summary.created}, changed {summary.changed}, unchanged {summary.unchanged},"
            f" marked as gone {len(summary.gone)}, unincorporated areas left out {summary.unincorporated}"
        )
        for name in summary.gone:
            self.stdout.write(f"  gone: {name}")
        for note in summary.notes:
            self.stdout.write(f"  {note}")
        self.stdout.write(f"  lines not, or not wholly, taken: {len(summary.refusals)}")
        for refusal in summary.refusals:
            self.stdout.write(f"  {summary.path.name}, line {refusal.line}: {refusal.reason}")
