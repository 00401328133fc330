"""Forget what has run out."""

import time

from django.core.management.base import BaseCommand

from measures.persons import expiry


class Command(BaseCommand):
    help = (
        "Take named persons out of entries once their last day is over, warn the editors 30 days before, and delete "
        "uploaded tables, counted sign-ins and sessions that have run out. To be run every day."
    )

    def add_arguments(self, parser):
        parser.add_argument("--every", type=float, metavar="SECONDS", help="go on, and look again after so long")

    def handle(self, *, every, **options):
        while True:
            removed, warned = expiry.remove_persons(), expiry.warn_of_persons()
            expiry.forget_leftovers()
            if removed or warned or not every:
                self.stdout.write(f"Persons: removed from {removed} entries, warned of {warned} more.")
            if not every:
                return
            time.sleep(every)
