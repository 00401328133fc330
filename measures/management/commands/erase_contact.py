"""Erase a person who was named as a contact."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from measures.persons.erasing.erasing import erase, vacuum_database
from measures.persons.erasing.person_matcher import PersonMatcher
from measures.public import freezing


class Command(BaseCommand):
    help = (
        "Erase a person, by name or e-mail address, from the contacts of all editions and from mails, uploaded "
        "tables, sessions, invitations, the log and images; and list the texts that still name the person."
    )

    def add_arguments(self, parser):
        parser.add_argument("person", nargs="*", help="full name or e-mail address; without any, one is asked for")
        parser.add_argument("--texts", action="store_true", help="replace the person by [entfernt] in all other texts")
        parser.add_argument("--dry-run", action="store_true", help="report what would be done, and change nothing")

    def handle(self, *, person, texts, dry_run, **options):
        # Asking keeps the name out of the history of the shell.
        persons = [PersonMatcher(text) for text in person or [input("Full name or e-mail address: ")]]
        if not all(matcher.is_whole for matcher in persons):
            raise CommandError("Give the full name (first name and surname) or the e-mail address.")
        for number, matcher in enumerate(persons, start=1):
            self.stdout.write(f"{number} of {len(persons)}:")  # without the name, as the output may be logged
            self.write_report(self.erased(matcher, texts, dry_run), texts)
        if dry_run:
            self.stdout.write("Nothing was changed.")
        elif problem := vacuum_database():
            raise CommandError(problem)

    @transaction.atomic
    def erased(self, matcher, texts, dry_run):
        """Erase a person from the database and from the files of frozen catalogues; return the Report."""
        report = erase(matcher, texts=texts, dry_run=dry_run)
        if texts and not dry_run:
            report.counts["frozen editions"] = freezing.erase_person(matcher)
        report.remaining_files += [
            f"edition {catalogue.name} of the catalogue" for catalogue in freezing.frozen_with(matcher)
        ]
        return report

    def write_report(self, report, texts):
        for kind, number in report.counts.items():
            self.stdout.write(f"{number:6} {kind}")
        for path in report.remaining_files:
            self.stdout.write(f"Look at this file, which still names the person: {path}")
        if report.remaining:
            self.stdout.write(f"Still named in {len(report.remaining)} places:")
            self.stdout.writelines(f"  {place}" for place in report.remaining)
            advice = "change these by hand" if texts else "change them by hand, or run again with --texts"
            self.stdout.write(f"Please look at them, and {advice}. Accounts are changed by a moderator.")
