"""Erase a person who was named as a contact."""

from django.core.management.base import BaseCommand, CommandError

from measures.persons.erasing.erasing import erase, forget_deleted_bytes
from measures.persons.erasing.sought import Sought


class Command(BaseCommand):
    help = (
        "Erase a person, by name or e-mail address, from the contacts of all editions and from mails, uploaded "
        "tables, sessions, invitations, the log and images; and tell which texts still name her."
    )

    def add_arguments(self, parser):
        parser.add_argument("person", nargs="*", help="full name or e-mail address; without any, one is asked for")
        parser.add_argument("--texts", action="store_true", help="write [entfernt] over her in all other texts as well")
        parser.add_argument("--dry-run", action="store_true", help="tell what would be done, and change nothing")

    def handle(self, *, person, texts, dry_run, **options):
        names = [Sought(text) for text in person or [input("Full name or e-mail address: ")]]
        if not all(sought.is_whole for sought in names):
            raise CommandError("Give the full name (first name and surname) or the e-mail address.")
        for number, sought in enumerate(names, start=1):
            self.stdout.write(f"{number} of {len(names)}:")  # without the name, for what is printed may be kept
            self._tell(erase(sought, texts=texts, dry_run=dry_run), texts)
        if dry_run:
            self.stdout.write("Nothing was changed.")
        elif problem := forget_deleted_bytes():
            raise CommandError(problem)

    def _tell(self, report, texts):
        for what, number in report.counts.items():
            self.stdout.write(f"{number:6} {what}")
        for file in report.files_left:
            self.stdout.write(f"Look at this file, which could not be cleaned: {file}")
        if report.left:
            self.stdout.write(f"Still named in {len(report.left)} places:")
            self.stdout.writelines(f"  {place}" for place in report.left)
            advice = "change these by hand" if texts else "change them by hand, or run again with --texts"
            self.stdout.write(f"Please look at them, and {advice}. Accounts are changed by a moderator.")
