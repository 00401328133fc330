"""Remove persons whose last day has passed, and delete expired rows."""

import time

from django.core.management.base import BaseCommand

from measures.persons import expiry


class Command(BaseCommand):
    help = (
        "Remove named persons from entries once their last day has passed, warn the editors 30 days before, and delete "
        "expired uploads, counted questions, counted sign-in attempts and sessions. To be run every day."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="repeat after so many seconds, instead of ending"
        )

    def handle(self, *, every, **options):
        while True:
            removed, warned = expiry.remove_persons(), expiry.warn_of_persons()
            expiry.delete_expired_rows()
            if removed or warned or not every:  # when repeating, only what is worth a line in the log
                self.stdout.write(f"Persons: removed from {removed} entries, warned of {warned} more.")
            if not every:
                return
            time.sleep(every)
