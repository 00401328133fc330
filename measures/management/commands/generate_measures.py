"""Fill the database with made-up measures."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from measures.sample.generate import GenerateError, generate_measures, remove_made_up_measures


class Command(BaseCommand):
    help = "Publish made-up measures for the existing model projects, to test the site with many entries."

    def add_arguments(self, parser):
        parser.add_argument("number", type=int, help="how many measures")
        parser.add_argument("--seed", type=int, default=1, help="another seed gives other measures (default: 1)")
        parser.add_argument("--replace", action="store_true", help="first delete all made-up measures")
        parser.add_argument("--yes", action="store_true", help="allow it outside debug mode")

    def handle(self, *, number, seed, replace, yes, **options):
        if number < 0:
            raise CommandError("The number of measures cannot be negative.")
        if not settings.DEBUG and not yes:
            raise CommandError(
                "This publishes invented entries for everyone to see. "
                "It does so in debug mode (MASSWERK_DEBUG=1) or with --yes."
            )
        try:
            with transaction.atomic():
                removed = remove_made_up_measures() if replace else 0
                generate_measures(number, seed=seed)
        except GenerateError as error:
            raise CommandError(str(error)) from error
        if replace:
            self.stdout.write(f"{removed} made-up measures removed.")
        self.stdout.write(f"{number} made-up measures published.")
