"""Ask whether re-uses still run, and let those lapse that nobody has answered for."""

from django.core.management.base import BaseCommand

from measures.reuse.yearly import ask_and_lapse
from municipalities.repeating import repeat


class Command(BaseCommand):
    help = (
        "Ask by mail, a year after it was last said, whether a re-use still runs. A year after the question, without "
        "an answer, it does not count any more. To be run every day."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="keep running, and look again after so many seconds"
        )

    def handle(self, *, every, **options):
        if every:
            repeat(lambda: self.ask(only_news=True), every)
        self.ask(only_news=False)

    def ask(self, *, only_news):
        """Do it once and say what was done; with `only_news`, say nothing if there was nothing to do."""
        asked, lapsed = ask_and_lapse()
        if asked or lapsed or not only_news:
            self.stdout.write(f"Re-uses: asked about {asked}, {lapsed} do not count any more.")
