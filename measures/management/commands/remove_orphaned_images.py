"""Delete image files that no edition uses."""

from django.core.management.base import BaseCommand

from measures.images.stored_files import remove_orphans
from municipalities.repeating import repeat


class Command(BaseCommand):
    help = "Delete image files older than a day that no edition uses, such as those of an interrupted save."

    def add_arguments(self, parser):
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="repeat after so many seconds, instead of ending"
        )

    def handle(self, *, every, verbosity, **options):
        if every:
            repeat(lambda: self.remove(verbosity, only_news=True), every)
        self.remove(verbosity, only_news=False)

    def remove(self, verbosity, *, only_news):
        """Remove them once and say how many; with `only_news`, say nothing if there were none."""
        removed = remove_orphans()
        if verbosity > 1:
            self.stdout.writelines(removed)
        if removed or not only_news:
            self.stdout.write(f"{len(removed)} files removed.")
