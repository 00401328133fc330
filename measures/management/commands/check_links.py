"""Check the web addresses that entries and software name, and read the publiccode.yml of repositories."""

from django.core.management.base import BaseCommand

from measures.links.checking import check_links
from measures.links.fetching import LinkClient
from measures.links.publiccode import read_due
from municipalities.repeating import repeat


class Command(BaseCommand):
    help = (
        "Check the web addresses of current entries and of software, each at most once in six days and one request a "
        "second to a host; only addresses of the public internet. Then read the publiccode.yml of repositories. To be "
        "run every week. The desk shows which addresses are dead."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="repeat after so many seconds, instead of ending"
        )

    def handle(self, *, every, **options):
        if every:
            repeat(lambda: self.check_all(only_news=True), every)
        self.check_all(only_news=False)

    def check_all(self, *, only_news):
        """Check once and say how many; with `only_news`, say nothing if none was due."""
        client = LinkClient()
        checked, dead = check_links(client)
        if checked or not only_news:
            self.stdout.write(f"{checked} addresses checked, {dead} are dead.")
        asked, read = read_due(client)
        if asked or not only_news:
            self.stdout.write(f"{asked} repositories asked, {read} have a publiccode.yml that can be read.")
