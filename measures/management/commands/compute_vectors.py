"""Compute the vectors of all public editions that have none, or none of the present model and text."""

from django.core.management.base import BaseCommand, CommandError

from measures.finding.current import index
from measures.finding.embedders import embedder


class Command(BaseCommand):
    help = (
        "Compute the missing vectors for finding by meaning, in batches. The site does the same by itself, a few at a "
        "time; run this after an import of many entries or after a change of the model."
    )

    def handle(self, *, verbosity, **options):
        if embedder() is None:
            raise CommandError("MASSWERK_EMBEDDER is “none”, or the model does not work here.")
        done = 0
        while number := index.compute_vectors():
            done += number
            if verbosity > 1:
                self.stdout.write(f"{done} entries")
        table = index.catch_up().vectors
        if table is not None and not table.complete:
            raise CommandError("Another process is computing vectors at the moment.")
        if verbosity:
            self.stdout.write(f"{done} computed; all {len(table or ())} public entries have vectors.")
