"""An editor who saves an entry, whatever the clock of the site says; tells what became of the text.

Then a measure is published, from a process with the right clock.
"""

from django.urls import reverse

from tests.drills.person import Person
from tests.drills.prepare import new_draft, new_public, people
from tests.forms import filled

TYPED = "Getippt, als die Uhr sprang."


def run(url):
    report = save(url)
    new_public("Zeppelinlandeplatzreservierung")
    return report


def save(url):
    anna, *_ = people()
    person, draft = Person(url, anna), new_draft("Stand 0")
    address = reverse("admin:entry_edit", args=[draft.pk])
    opened = person.get(address)
    if opened.status != 200:  # the session has ended already
        return {"opened": opened.status, "saved": None, "stored": False, "kept": True}
    answer = person.post(address, opened.form | {"description": TYPED})
    draft.refresh_from_db()
    kept = answer.status != 302 and TYPED in str(filled(answer.html, None))
    return {"opened": 200, "saved": answer.status, "stored": draft.description == TYPED, "kept": kept}
