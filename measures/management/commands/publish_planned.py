"""Publish the entries that moderators have planned for a day."""

from django.core.management.base import BaseCommand

from measures.planned_publications import publish_planned
from municipalities.repeating import repeat


class Command(BaseCommand):
    help = (
        "Publish the entries that moderators have planned for today or an earlier day. Entries that have changed since "
        "stay in review. To be run every hour."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="repeat after so many seconds, instead of ending"
        )

    def handle(self, *, every, **options):
        if every:
            repeat(lambda: self.publish(only_news=True), every)
        self.publish(only_news=False)

    def publish(self, *, only_news):
        """Do it once and say what was done; with `only_news`, say nothing if there was nothing to do."""
        published, left = publish_planned()
        if published or left or not only_news:
            self.stdout.write(f"Planned entries: {len(published)} published, {len(left)} left in review.")
