"""Erasing a person from the contacts of entries, also where they were written in the place of an office."""

from measures import workflow
from measures.content import NOBODY
from measures.models import Edition
from measures.steckbrief import names_with
from measures.steckbrief_fields import Personal

PERSON = names_with(Personal.PERSON)
OFFICE = names_with(Personal.OFFICE)


def erase_contacts(sought):
    """Empty the contacts that are the person sought, in editions of every state. Return the number of editions."""
    number = 0
    for row in Edition.objects.order_by("pk").values("pk", *PERSON, *OFFICE):
        emptied = {name: "" for name in OFFICE if sought.equals(row[name])}
        if any(sought.equals(row[name]) for name in PERSON):
            emptied |= NOBODY
        if emptied:
            workflow.erase(edition=Edition.objects.select_related("measure").get(pk=row["pk"]), by=None, values=emptied)
            number += 1
    return number
