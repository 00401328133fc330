"""What a list of measures shows of each one: plain data of the index, so that a list needs no query."""

from base64 import b32encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s
from typing import Any

from measures.models.local_text import LocalText, local
from municipalities.models import Municipality

SHORT_KEY = "[a-z2-7]{8}"
TEXT_END = "\0"  # between the longer texts of a card; no text contains it, since forms and databases refuse it

# The solution types that static/solution-types.svg has a drawing of, by their slugs
DRAWN = {
    "app", "beteiligungstool", "bildungsangebot", "dashboard", "datenplattform", "digitaler-service",
    "digitaler-zwilling", "infrastruktur", "innovationsort", "plattform", "reallabor", "sensorik-iot", "sonstiges",
    "strategie-konzept", "veranstaltung-netzwerk", "website-portal",
}  # fmt: skip
NOT_DRAWN = "other"  # the drawing of a type that a moderator has added, and of an entry without a type


@dataclass(slots=True, frozen=True)
class Card:
    """One public edition as an item of a list.

    slug            address of the measure
    long_texts      the longer texts, joined by TEXT_END
    status          a value of Edition.Status, or ""
    project         name of the model project
    place           name of the only place; "" if the project's name already says it, or if there are several places
    place_count     number of places, without those that contain another of them
    states          codes of the states
    solution_types  names, the main one first
    drawing         id of the drawing of its main solution type, as `drawing_of` returns it
    is_reused       whether it has the badge of re-use (`has_badge` in reuses.py)
    title_en, summary_en  translations, or ""
    """

    slug: str
    title: str
    summary: str
    long_texts: str
    status: str
    project: str
    place: str
    place_count: int
    states: tuple[str, ...]
    solution_types: tuple[LocalText, ...]
    drawing: str
    is_reused: bool = False
    title_en: str = ""
    summary_en: str = ""

    @property
    def local_title(self) -> str:
        """The title in the language of the page, or in German."""
        return local(self.title, self.title_en)

    @property
    def local_summary(self) -> str:
        return local(self.summary, self.summary_en)

    @property
    def key(self) -> str:
        return short_key(self.slug)

    @property
    def texts(self) -> list[str]:
        """The longer texts, each on its own."""
        return self.long_texts.split(TEXT_END)


@lru_cache(maxsize=10_000)
def short_key(slug: str) -> str:
    """Return what stands for a measure in the address of a shortlist: eight letters and digits.

    The key of the database would tell visitors how many drafts there are. Of 100,000 measures, two have the same key
    with a probability of one in 200; the older one then takes its place.
    """
    return b32encode(blake2s(slug.encode(), digest_size=5).digest()).decode().lower()


def drawing_of(slug: str) -> str:
    """Return the id of the drawing of a solution type, given by its slug."""
    return slug if slug in DRAWN else NOT_DRAWN


def place_shown(places: list[Any], project: str) -> tuple[str, int]:
    """Return `place` and `place_count` of a Card; `places` have the columns of Municipality."""
    innermost = [place for place in places if not any(Municipality.contains(place, other) for other in places)]
    if len(innermost) != 1:
        return "", len(innermost)
    name = innermost[0].name
    said_already = name in project or project in name
    return ("" if said_already else name), 1
