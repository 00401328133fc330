"""Ask whether re-uses still run, and let those lapse that nobody has answered for."""

from django.core.management.base import BaseCommand

from measures.reuse.yearly import ask_and_lapse


class Command(BaseCommand):
    help = (
        "Ask by mail, a year after it was last said, whether a re-use still runs. A year after the question, without "
        "an answer, it does not count any more. To be run every day."
    )

    def handle(self, **options):
        asked, lapsed = ask_and_lapse()
        self.stdout.write(f"Re-uses: asked about {asked}, {lapsed} do not count any more.")
