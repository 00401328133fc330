"""Send the mails that wait in the database."""

import time

from django.core.management.base import BaseCommand

from municipalities.accounts.mail_queue import send_waiting


class Command(BaseCommand):
    help = "Send the mails that wait; what fails is tried again later, after a longer wait each time."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=float, metavar="SECONDS", help="go on, and look again after so long")

    def handle(self, *, every, verbosity, **options):
        while True:
            sent, failed = send_waiting()
            if sent or failed or not every:
                self.stdout.write(f"{sent} sent, {failed} failed and will be tried again.")
            if not every:
                return
            time.sleep(every)
