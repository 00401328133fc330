"""Reset the second factor of the last moderator, which no other moderator can do."""

from django.core.management.base import BaseCommand, CommandError

from municipalities.accounts import second_factor
from municipalities.accounts.models import User


class Command(BaseCommand):
    help = (
        "Remove the second factor of an account: the app and the recovery codes. The owner is told by mail, their "
        "sessions end, and a moderator has to set up a new one at the next sign-in."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", help="the address of the account")

    def handle(self, *, email, **options):
        user = User.objects.filter(email=email).first()
        if user is None:
            raise CommandError(f"There is no account with the address {email}.")
        if not second_factor.remove(user, by=None):
            raise CommandError(f"{user.email} has no second factor.")
        self.stdout.write(f"The second factor of {user.email} is removed. Make sure that the owner asked for it.")
