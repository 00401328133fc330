"""Remove persons whose last day has passed, and delete expired rows."""

from django.core.management.base import BaseCommand

from measures.persons import expiry
from municipalities.repeating import repeat


class Command(BaseCommand):
    help = (
        "Remove named persons from entries once their last day has passed, warn the editors 30 days before, and delete "
        "expired uploads, subscriptions and questions to municipalities that nobody has confirmed, the texts of old "
        "questions, counted questions, counted sign-in attempts and sessions. To be run every day."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="repeat after so many seconds, instead of ending"
        )

    def handle(self, *, every, **options):
        if every:
            repeat(lambda: self.forget(only_news=True), every)
        self.forget(only_news=False)

    def forget(self, *, only_news):
        """Do it once and say what was done; with `only_news`, say nothing if there was nothing to do."""
        removed, warned = expiry.remove_persons(), expiry.warn_of_persons()
        expiry.delete_expired_rows()
        if removed or warned or not only_news:
            self.stdout.write(f"Persons: removed from {removed} entries, warned of {warned} more.")
