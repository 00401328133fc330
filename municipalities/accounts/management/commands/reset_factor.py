"""The way in for a moderator who has lost phone and recovery codes, when nobody else can reset her second factor."""

from django.core.management.base import BaseCommand, CommandError

from municipalities.accounts import second_factor
from municipalities.accounts.models import User


class Command(BaseCommand):
    help = (
        "Take the second factor away from an account: the app and its recovery codes. The person is told by mail, "
        "her sessions end, and at the next sign-in a moderator sets up a new one."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", help="the address she signs in with")

    def handle(self, *, email, **options):
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"There is no account with the address {email}.")
        if not second_factor.take_away(user, by=None):
            raise CommandError(f"{user.email} has no second factor.")
        self.stdout.write(f"The second factor of {user.email} is gone. Make sure that it was she who asked for it.")
