"""Queue the mails to those who follow a list."""

from django.core.management.base import BaseCommand

from measures.public.hub import HubFailed, tell_hub
from measures.subscriptions.digests import send_digests
from measures.subscriptions.verbs import end_refused
from municipalities.repeating import repeat


class Command(BaseCommand):
    help = (
        "Queue the mails about what is new in the lists that people follow, and end subscriptions whose address a mail "
        "server has refused for good. send_mail sends them. A WebSub hub, if one is set, is told of changes."
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
        ended, queued = end_refused(), send_digests()
        try:
            tell_hub()
        except HubFailed as error:
            self.stderr.write(f"The WebSub hub did not take the news: {error}.")
        if ended or queued or not only_news:
            self.stdout.write(f"{queued} mails queued, {ended} subscriptions ended.")
