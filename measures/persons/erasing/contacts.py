"""Erase a person from the contacts of editions, including those that were typed into the fields of an office."""

from measures import workflow
from measures.content import NOBODY
from measures.models import Edition
from measures.persons.erasing.person_matcher import PersonMatcher
from measures.steckbrief import names_with
from measures.steckbrief_fields import Personal

PERSON = names_with(Personal.PERSON)
OFFICE = names_with(Personal.OFFICE)


def erase_contacts(person: PersonMatcher) -> int:
    """Empty the contacts that are this person, in editions of every state. Return the number of editions."""
    number = 0
    for row in Edition.objects.order_by("pk").values("pk", *PERSON, *OFFICE):
        emptied = {name: "" for name in OFFICE if person.equals(row[name])}
        if any(person.equals(row[name]) for name in PERSON):
            # All fields of the named person at once: the database refuses, say, an address without a name.
            emptied |= NOBODY
        if emptied:
            edition = Edition.objects.select_related("measure").get(pk=row["pk"])
            workflow.erase(edition=edition, by=None, values=emptied)
            number += 1
    return number
