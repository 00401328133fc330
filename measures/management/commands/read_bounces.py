"""Read a report that a mail could not be delivered."""

import sys

from django.core.management.base import BaseCommand

from measures.database.availability import UNAVAILABLE
from measures.subscriptions.bounces import take_report

LONGEST = 1024 * 1024  # bytes; reports may have the whole mail in them, behind what is read
TRY_AGAIN = 75  # EX_TEMPFAIL: a mail server keeps the mail and calls again later


class Command(BaseCommand):
    help = (
        "Read one mail from the standard input, as a mail server hands it to a command. If it is a report that a mail "
        "about a subscription could not be delivered, end or count. Everything else is ignored."
    )

    def add_arguments(self, parser):
        parser.add_argument("--to", default="", help="the address that the report was sent to; else its header is read")

    def handle(self, *, to, **options):
        try:
            self.stdout.write(take_report(sys.stdin.buffer.read(LONGEST), to))
        except UNAVAILABLE:
            self.stderr.write("The database does not answer.")
            sys.exit(TRY_AGAIN)
