"""Read the publiccode.yml of the repositories that entries and software name."""

from django.core.management.base import BaseCommand, CommandError

from measures.links.fetching import LinkClient
from measures.links.publiccode import read_all, repositories


class Command(BaseCommand):
    help = (
        "Read the publiccode.yml of all repositories that current entries and the list of software name: licence, "
        "last release, state of development, and who is said to use it. Only from the public internet, one request a "
        "second to a host. check_links does so, too, every week."
    )

    def add_arguments(self, parser):
        parser.add_argument("repository", nargs="*", help="read only these, which an entry or a software must name")

    def handle(self, *, repository, **options):
        unknown = set(repository) - set(repositories())
        if unknown:
            raise CommandError(f"No entry and no software names this repository: {', '.join(sorted(unknown))}")
        asked, read = read_all(LinkClient(), repository or None)
        self.stdout.write(f"{asked} repositories asked, {read} have a publiccode.yml that can be read.")
