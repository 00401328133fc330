"""Send the queued mails that are due."""

import time

from django.core.management.base import BaseCommand

from municipalities.accounts.mail_queue import send_due_mails


class Command(BaseCommand):
    help = "Send the queued mails that are due; what fails is tried again later, or given up with its reason."

    def add_arguments(self, parser):
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="keep running, and send again after so many seconds"
        )

    def handle(self, *, every, verbosity, **options):
        while True:
            sent, failed = send_due_mails()
            if sent or failed or not every:
                self.stdout.write(f"{sent} sent, {failed} failed.")
            if not every:
                return
            time.sleep(every)
