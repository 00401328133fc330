"""Import the official register of municipalities.

The reading is done by municipalities/register. The command stands here because visitors see the new figures, so
the catalogue has to be told, which is a matter of measures.
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
            help="go on even if more than one in twenty of our bodies is missing from GV100AD",
        )
        parser.add_argument(
            "--accept-older", action="store_true", help="go on even if GV100AD is older than what is here"
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
            self.write(summary)

    def write(self, summary):
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
