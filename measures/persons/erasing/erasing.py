"""Erase a person in one transaction, then remove the deleted bytes from the database files."""

from dataclasses import dataclass, field

from django.db import connection, transaction

from measures import workflow
from measures.persons.erasing.contacts import erase_contacts
from measures.persons.erasing.copies import delete_copies
from measures.persons.erasing.files import clean_files
from measures.persons.erasing.person_matcher import PersonMatcher
from measures.persons.erasing.texts import Place, places_with, replace


@dataclass
class Report:
    """What was erased, and what still contains the person.

    `counts` maps kinds of rows to numbers of cleaned rows. `remaining` are the Places in the database and
    `remaining_files` the paths of the files that still contain the person.
    """

    counts: dict[str, int] = field(default_factory=dict)
    remaining: list[Place] = field(default_factory=list)
    remaining_files: list[str] = field(default_factory=list)


@transaction.atomic
def erase(person: PersonMatcher, *, texts: bool = False, dry_run: bool = False) -> Report:
    """Erase the person from contacts, copies and files; with `texts` from all other texts as well.

    A `dry_run` changes nothing, and does not look at files.
    """
    report = Report()
    # Every process has to render its pages again. This comes first, to take locks in the same order as a publication.
    workflow.catalogue_changed()
    report.counts["contacts"] = erase_contacts(person)
    report.counts |= delete_copies(person)
    if texts:
        places = [place for place in places_with(person) if place.can_be_replaced]
        replace(places, person)
        report.counts["texts"] = len(places)
    if not dry_run:  # a changed file cannot be rolled back
        report.counts["images"], report.remaining_files = clean_files(person)
    report.remaining = places_with(person)
    transaction.set_rollback(dry_run)
    return report


def vacuum_database(*, rewrite: bool = False) -> str:
    """Remove deleted and overwritten values from the database. Return "", or what prevented it as a sentence.

    On SQLite they are gone from the files afterwards. On PostgreSQL no statement and no dump has them any more, but
    their bytes may stay in the free space of the files until that is used again. With `rewrite` they do not; meanwhile
    all readers of a table wait until its file is written anew.

    Call it outside of a transaction. It does not reach backups, nor the write-ahead log of PostgreSQL.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # ANALYZE, because the statistics of the planner hold values, too. To give free space at the end of a file
            # back to the system would lock readers out.
            cursor.execute("VACUUM (FULL, ANALYZE)" if rewrite else "VACUUM (ANALYZE, TRUNCATE FALSE)")
            return ""
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
    if busy:
        return "Another process was reading: run this command again to clean the write-ahead log."
    return ""
