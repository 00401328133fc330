"""Erasing a person in one transaction, and then from the bytes of the database files."""

from dataclasses import dataclass, field

from django.db import connection, transaction

from measures import workflow
from measures.persons.erasing.contacts import erase_contacts
from measures.persons.erasing.copies import delete_copies
from measures.persons.erasing.files import clean_files
from measures.persons.erasing.texts import places_of, replace


@dataclass
class Report:
    """The number of cleaned rows by kind; the Places and the files that still contain the person."""

    counts: dict = field(default_factory=dict)
    left: list = field(default_factory=list)
    files_left: list = field(default_factory=list)


@transaction.atomic
def erase(sought, *, texts=False, dry_run=False):
    """Erase the person from contacts, copies and files; with `texts` from all other texts as well.

    A `dry_run` changes nothing, and leaves the files out of the Report.
    """
    report = Report()
    # It makes every process render its pages again. First, to lock in the same order as a publication does.
    workflow.catalogue_changed()
    report.counts["contacts"] = erase_contacts(sought)
    report.counts |= delete_copies(sought)
    if texts:
        places = [place for place in places_of(sought) if place.can_be_replaced]
        replace(places, sought)
        report.counts["texts"] = len(places)
    if not dry_run:
        report.counts["images"], report.files_left = clean_files(sought)
    report.left = places_of(sought)
    transaction.set_rollback(dry_run)
    return report


def forget_deleted_bytes():
    """Remove deleted and overwritten values from the database files; return "", or a sentence if that failed.

    Call it outside of a transaction. It does not reach backups, nor the write-ahead log of PostgreSQL.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM (FULL, ANALYZE)")  # the statistics of the planner hold values, too
            return ""
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
    return "Another process was reading: run this command again to clean the write-ahead log." if busy else ""
