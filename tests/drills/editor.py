"""An editor of an entry, and what they must see when another user was faster."""

import time

from django.urls import reverse

from measures.models import Edition
from tests.drills.person import Answer, Person

BUTTONS = ("_recall", "_start")  # what the page of a conflict offers, where saving alone is not possible
TRIES = 4  # how often somebody presses the button of such a page, before giving up


class Broken(Exception):
    """A pair whose outcome is against the promise."""


class Lost(Broken):
    """Something that was acknowledged, or typed, is gone."""


def require(holds, text, error=Broken):
    if not holds:
        raise error(text)


class Editor:
    """Fills in the form of an entry: a summary that both change, and one field of their own."""

    def __init__(self, url, user, own):
        self.user, self.person, self.own = user, Person(url, user), own
        self.seconds = 0.1  # that the last save took

    def open(self, edition, number):
        """Open the form and type; remember what."""
        self.typed = {"summary": f"Text von {self.user}, {number}", self.own: f"Nur von {self.user}, {number}"}
        page = self.person.get(address("entry_edit", edition))
        require(page.status == 200, f"the form is answered with {page.status}")
        self.form = page.form | self.typed

    def save(self, edition, *buttons):
        began = time.monotonic()
        answer = self.person.post(address("entry_edit", edition), self.form | dict.fromkeys(buttons, ""))
        self.seconds = time.monotonic() - began
        return answer

    def submit(self, edition):
        """Submit the version in the open form, without a change."""
        seen = {name: self.form[name] for name in ("version", "csrfmiddlewaretoken")}
        return self.person.post(address("entry_submit", edition), seen)

    def check_conflict(self, answer, *, seen=()):
        """Check that a conflict shows the typed text and the texts in `seen`; return the edition and the buttons."""
        require(isinstance(answer, Answer), f"no answer but {answer!r}")
        require(answer.status == 409, f"{answer.status} instead of 409")
        self.form = answer.form
        for name, text in self.typed.items():
            require(self.form[name] == text, f"what {self.user} typed is not in the page: {name}", Lost)
        for text in seen:
            require(text in answer.html, f"{self.user} does not see “{text}”", Lost)
        return self.form_action(answer), [button for button in BUTTONS if f'name="{button}"' in answer.html]

    def form_action(self, answer):
        path = answer.html.partition('id="eintrag"')[2].partition('action="')[2].partition('"')[0]
        return Edition.objects.get(pk=int(path.split("/")[-3]))

    def save_after_conflict(self, answer, *, seen=()):
        """Save again from the page of the conflict until the text is stored; return the edition that has it."""
        for _ in range(TRIES):
            edition, buttons = self.check_conflict(answer, seen=seen)
            seen = ()  # shown once; the form has the new version now
            answer = self.save(edition, *buttons)
            if isinstance(answer, Answer) and answer.status == 302:
                return self.stored(Edition.objects.get(pk=int(answer.location.split("/")[-3])))
        raise Lost(f"{self.user} could not store the text")

    def stored(self, edition, *names):
        for name in names or self.typed:
            require(getattr(edition, name) == self.typed[name], f"{name} of {self.user} is not stored", Lost)
        return edition


def address(name, edition):
    return reverse(f"admin:{name}", args=[edition.pk])
