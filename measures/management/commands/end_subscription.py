"""End all subscriptions of an address."""

from django.core.management.base import BaseCommand

from measures.subscriptions.verbs import end_all


class Command(BaseCommand):
    help = (
        "Delete all subscriptions of an e-mail address, and the mails about them: it bounces, or its owner asks for it."
    )

    def add_arguments(self, parser):
        parser.add_argument("address", nargs="?", help="without one, it is asked for")

    def handle(self, *, address, **options):
        # Asking keeps the address out of the history of the shell.
        self.stdout.write(f"{end_all(address or input('E-mail address: '))} subscriptions ended.")
