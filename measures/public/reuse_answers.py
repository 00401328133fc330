"""What another municipality asks first about a measure, and whom it can ask where the entry does not say."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.completeness import completeness, unfilled
from measures.content import CONTENT
from measures.markup.rendering import plain
from measures.models import Edition
from measures.steckbrief import BY_NAME
from municipalities.models import Municipality

LONG_AGO = timedelta(days=2 * 365)
COSTS = ("costs", "running_costs")
SHORT_COSTS = 160  # characters; longer costs have a section of their own
MAY_CHANGE = ("", Edition.Status.PLANNED, Edition.Status.IN_PROGRESS, Edition.Status.RUNNING)
OPEN_SOURCE = re.compile(r"(?<![\w-])(?:quelloffen\w*|open[ -]?source)(?!\w)", re.IGNORECASE)
DENIAL = re.compile(r"\b(?:nicht|kein\w*|weder|ohne|statt|not|no)\s+(?:\w+\s+)?$", re.IGNORECASE)
TEXTS = ("title", "summary", "description", "goals", "partners", "operation", "what_worked", "transfer_hints")
AT_PROJECT, AT_EDITORS = gettext_lazy("ask the project"), gettext_lazy("ask the editors of this site")


@dataclass(frozen=True)
class Way:
    """A way to ask about a measure. `address` is a mail address if `is_mail`, else a web address."""

    label: str
    address: str
    is_mail: bool


@dataclass(frozen=True)
class Whereabouts:
    """The places of a measure taken together. `population` is None unless it is known of each of them."""

    population: int | None
    sizes: list[str]
    states: list[str]


def way_to_ask(edition: Edition) -> Way | None:
    """Return the nearest way to ask: a mailbox or website of the project, else the mailbox of this site, or None."""
    if edition.contact_email:
        return Way(str(AT_PROJECT), edition.contact_email, is_mail=True)
    website = edition.website or edition.measure.project.website
    if website:
        return Way(str(AT_PROJECT), website, is_mail=False)
    if settings.MASSWERK_CONTACT:
        return Way(str(AT_EDITORS), settings.MASSWERK_CONTACT, is_mail=True)
    return None


def whereabouts(places: list[Municipality]) -> Whereabouts:
    """Return size and states of places that do not contain each other. Prefetch their states."""
    figures = [place.population for place in places]
    classes = {place.size_class for place in places} - {""}
    return Whereabouts(
        population=sum(figures) if figures and None not in figures else None,
        # without the range in brackets behind the name: the figure stands beside it
        sizes=[str(label).split(" (")[0] for value, label in Municipality.SizeClass.choices if value in classes],
        states=sorted({str(state) for place in places for state in place.states.all()}),
    )


def open_source_claimed(edition: Edition) -> bool:
    """Return whether the texts call the measure open source, though the entry has no link to its source code."""
    if edition.source_code_url:
        return False
    return any(_claims(plain(getattr(edition, name))) for name in TEXTS)


def _claims(text: str) -> bool:
    return any(not DENIAL.search(text[: found.start()]) for found in OPEN_SOURCE.finditer(text))


def doubts(edition: Edition, today: date) -> list[str]:
    """Return sentences on why the status may no longer hold."""
    found, year = [], today.year
    if edition.status == Edition.Status.PLANNED and edition.start_year and edition.start_year < year:
        sentence = _("The beginning was planned for %(year)s; whether it came is not known.")
        found.append(sentence % {"year": edition.start_year})
    elif edition.status == Edition.Status.IN_PROGRESS and edition.end_year and edition.end_year < year:
        found.append(_("The end was given as %(year)s; nothing newer is known.") % {"year": edition.end_year})
    checked = max(filter(None, [last_checked(edition), edition.runs_confirmed_on]), default=None)
    if edition.status in MAY_CHANGE and checked and today - checked > LONG_AGO:
        found.append(_("This statement is more than two years old."))
    return found


def last_checked(edition: Edition) -> date | None:
    """Return the last day that the statements are known to be of: their date, or when somebody confirmed them."""
    confirmed = timezone.localdate(edition.confirmed_at) if edition.confirmed_at else None
    return max(filter(None, [edition.as_of, confirmed]), default=None)


def short_costs(edition: Edition) -> dict[str, str]:
    """Return {name of the field: costs in at most SHORT_COSTS characters}, one-off and per year, if they are known."""
    texts = {name: plain(getattr(edition, name)) for name in COSTS}
    return {name: clipped(text, SHORT_COSTS) for name, text in texts.items() if text}


def is_said_in_short(edition: Edition, name: str) -> bool:
    """Return whether the short form of a text about costs says all of it, so that it needs no section of its own."""
    return name in COSTS and getattr(edition, name) == short_costs(edition).get(name)


def clipped(text: str, most: int) -> str:
    """Return a text in one line of at most `most` characters, cut between words with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[most // 2 :] else cut).rstrip(" ,;:–-") + "…"


def filled_in(edition: Edition, named: dict[str, list]) -> tuple[int, list[str]]:
    """Return how complete an entry is in percent, and the labels of what is missing, the most useful first."""
    content = {name: getattr(edition, name) for name in CONTENT} | named
    return completeness(content).percent, [str(BY_NAME[name].label) for name in unfilled(content)]
