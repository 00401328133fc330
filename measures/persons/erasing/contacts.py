"""The contacts that entries name: persons, and persons whom somebody has put in the place of an office."""

from measures import workflow
from measures.content import NOBODY
from measures.models import Edition

NAMES = ("person_name", "person_email", "contact_name", "contact_email")


def erase_contacts(sought):
    """Empty the contacts that are the person sought, in editions of whatever state; return in how many editions."""
    number = 0
    for key, *values in Edition.objects.order_by("pk").values_list("pk", *NAMES):
        found = [name for name, value in zip(NAMES, values, strict=True) if sought.equals(value)]
        if found:
            emptied = {name: "" for name in found if name.startswith("contact_")}
            emptied |= NOBODY if any(name.startswith("person_") for name in found) else {}
            workflow.erase(edition=Edition.objects.select_related("measure").get(pk=key), by=None, values=emptied)
            number += 1
    return number
