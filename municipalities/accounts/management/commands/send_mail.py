"""Send the queued mails that are due."""

from django.core.management.base import BaseCommand

from municipalities.accounts.mail_queue import send_due_mails
from municipalities.repeating import repeat


class Command(BaseCommand):
    help = "Send the queued mails that are due; what fails is tried again later, or given up with its reason."

    def add_arguments(self, parser):
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="keep running, and send again after so many seconds"
        )

    def handle(self, *, every, **options):
        if every:
            repeat(lambda: self.send(only_news=True), every)
        self.send(only_news=False)

    def send(self, *, only_news):
        """Send what is due and say how many; with `only_news`, say nothing if there was nothing to do."""
        sent, failed = send_due_mails()
        if sent or failed or not only_news:
            self.stdout.write(f"{sent} sent, {failed} failed.")
