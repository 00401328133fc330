"""What the measures of one solution type or action field say about costs and experience, and how they compare.

`related` is the name of the relation of an edition: "solution_types" or "action_fields".
"""

from dataclasses import dataclass

from django.utils.text import Truncator
from pyroaring import BitMap

from measures.finding.cards import Card
from measures.finding.documents import Document
from measures.finding.snapshot import Snapshot
from measures.finding.software import documents_naming
from measures.markup.rendering import plain
from measures.models import Edition
from measures.models.edition import EditionQuerySet
from measures.models.vocabularies import DescribedVocabulary

MOST_QUOTES = 4
MOST_STOPPED = 5
LENGTH = 220  # characters of a quote


@dataclass(frozen=True)
class Quote:
    """The beginning of what a measure says."""

    edition: Edition
    text: str


@dataclass(frozen=True)
class Quotes:
    """What the newest measures say in one field, and how many say something at all."""

    quotes: list[Quote]
    number: int


@dataclass(frozen=True)
class CostRange:
    """The least and the largest amount in euros, and the number of measures that name one."""

    least: int
    most: int
    number: int


@dataclass(frozen=True)
class Row:
    """A measure in a comparison, with the software that its texts name."""

    card: Card
    document: Document
    software: list[str]

    @property
    def has_source_code(self) -> bool:
        return "ja" in self.document.values["offen"]


def editions_of(value: DescribedVocabulary, related: str) -> EditionQuerySet:
    return Edition.objects.public().filter(**{related: value})


def quotes(editions: EditionQuerySet, name: str) -> Quotes:
    """Return what these editions say in a text field, newest first."""
    saying = editions.exclude(**{name: ""})
    newest = saying.select_related("measure").newest_first()[:MOST_QUOTES]
    found = [Quote(edition, beginning(getattr(edition, name))) for edition in newest]
    return Quotes(found, saying.count())


def beginning(text: str) -> str:
    return Truncator(" ".join(plain(text).split())).chars(LENGTH)


def reasons_of(editions: EditionQuerySet) -> dict[str, str]:
    """Return {slug: what did not work, or the note on the status} of the newest of these that say so."""
    rows = editions.newest_first().values_list("measure__slug", "lessons", "status_note")[:MOST_STOPPED]
    return {slug: beginning(lessons or note) for slug, lessons, note in rows if lessons or note}


def cost_range(snapshot: Snapshot, measures: BitMap) -> CostRange | None:
    """Return the range of the amounts in the texts on costs; None if fewer than two measures name one."""
    named = [snapshot.documents[number].costs or () for number in snapshot.with_costs & measures]
    if len(named) < 2:
        return None
    return CostRange(min(map(min, named)), max(map(max, named)), len(named))


def compared(snapshot: Snapshot, cards: list[Card]) -> list[Row]:
    """Return the rows of a comparison of these measures."""
    naming = documents_naming(snapshot)
    rows = []
    for card in cards:
        number = snapshot.by_slug[card.slug]
        software = [name for name, documents in naming.items() if number in documents]
        rows.append(Row(card, snapshot.documents[number], software))
    return rows
