"""Queue the daily mails that remind users of what waits for them."""

from django.core.management.base import BaseCommand

from measures.reminders.sending import send_reminders
from municipalities.repeating import repeat


class Command(BaseCommand):
    help = (
        "Queue a mail to each user for whom something new waits: entries to review or to confirm, returned entries, "
        "idle drafts, funding that ends, accounts to confirm. To be run every day; nobody gets two mails a day. "
        "send_mail sends them."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="keep running, and look again after so many seconds"
        )

    def handle(self, *, every, **options):
        if every:
            repeat(lambda: self.send(only_news=True), every)
        self.send(only_news=False)

    def send(self, *, only_news):
        """Do it once and say what was done; with `only_news`, say nothing if there was nothing to do."""
        queued = send_reminders()
        if queued or not only_news:
            self.stdout.write(f"{queued} reminders queued.")
