"""Delete image files that no edition uses."""

from django.core.management.base import BaseCommand

from measures.images.stored_files import remove_orphans


class Command(BaseCommand):
    help = "Delete image files older than a day that no edition uses, such as those of an interrupted save."

    def handle(self, *, verbosity, **options):
        removed = remove_orphans()
        if verbosity > 1:
            self.stdout.writelines(removed)
        self.stdout.write(f"{len(removed)} files removed.")
