"""Import the official register of municipalities.

municipalities/register reads the files. The command is in `measures`, which `municipalities` may not import, because
public pages show the new figures and the version of the catalogue has to change.
"""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from measures.succession import dependents, move_to_successor, unmoved
from measures.workflow import catalogue_changed
from municipalities.labels import described
from municipalities.register.import_files import import_files
from municipalities.register.records import RegisterError


class Command(BaseCommand):
    help = (
        "Create and update municipalities, associations and districts from the official files of Destatis: "
        "GV100AD (the register, fixed width) and GV4Q (area and coordinates, CSV), both in UTF-8. "
        "The format is recognised by the content. Without a file, the extract that the project ships. "
        "Names and addresses of existing rows stay as they are."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", metavar="FILE", help="GV100AD, GV4Q or both, in any order")
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
        parser.add_argument(
            "--move-to-successors",
            action="store_true",
            help="move projects and entries of bodies that are gone to the new bodies that continue them",
        )

    def handle(self, *, files, population_date, accept_gone, accept_older, move_to_successors, **options):
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
                reports = [succession_report(gone, move_to_successors) for gone in unmoved()]
        except RegisterError as error:
            raise CommandError(str(error)) from error
        for summary in summaries:
            self.write_summary(summary)
        for report in reports:
            self.stdout.write(f"  {report}")
        if reports and not move_to_successors:
            self.stdout.write(
                "  To move these to the successors, run the same import with --move-to-successors, or use “Nachfolge”"
                " on the page of each old body in the editors' room."
            )

    def write_summary(self, summary):
        self.stdout.write(self.style.MIGRATE_HEADING(f"{summary.path}: {summary.title}"))
        self.stdout.write(
            f"  created {summary.created}, changed {summary.changed}, unchanged {summary.unchanged},"
            f" marked as gone {len(summary.gone)}, unincorporated areas left out {summary.unincorporated}"
        )
        for name in summary.gone:
            self.stdout.write(f"  gone: {name}")
        for each in summary.successions:
            new = f"{each.successor.ars} {described(each.successor, shared=True)}"
            self.stdout.write(f"  {each.gone.ars} {each.gone.name} is continued by {new}")
        for note in summary.notes:
            self.stdout.write(f"  {note}")
        self.stdout.write(f"  lines not, or not wholly, taken: {len(summary.refusals)}")
        for refusal in summary.refusals:
            self.stdout.write(f"  {summary.path.name}, line {refusal.line}: {refusal.reason}")


def succession_report(gone, move):
    """Return a sentence on what names a body that is gone; move that to its successor if asked to."""
    successor, found = gone.successor, dependents(gone)
    if move:
        move_to_successor(gone=gone, successor=successor, by=None)
    projects = ", ".join(project.name for project in found.projects) or "none"
    names = f"projects: {projects}; entries: {found.entries}"
    if move:
        return f"moved from {gone.ars} {gone.name} to {successor.ars} {described(successor, shared=True)}: {names}"
    return f"{gone.ars} {gone.name} is still named by {names}"
