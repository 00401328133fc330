"""What the measures of one solution type or action field say about costs and experience, and how they compare.

`related` is the name of the relation of an edition: "solution_types" or "action_fields".
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.text import Truncator

from measures.finding.cards import Card
from measures.markup.rendering import plain
from measures.models import Edition
from measures.models.vocabularies import DescribedVocabulary

MOST_QUOTES = 4
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


def editions_of(value: DescribedVocabulary, related: str) -> QuerySet[Edition]:
    return Edition.objects.public().filter(**{related: value})


def quotes(editions: QuerySet[Edition], name: str) -> Quotes:
    """Return what these editions say in a text field, newest first."""
    saying = editions.exclude(**{name: ""})
    newest = saying.select_related("measure").newest_first()[:MOST_QUOTES]
    found = [
        Quote(edition, Truncator(" ".join(plain(getattr(edition, name)).split())).chars(LENGTH)) for edition in newest
    ]
    return Quotes(found, saying.count())


def compared(cards: list[Card]) -> list[tuple[Card, Any]]:
    """Return pairs of a card and its edition, for the rows of a comparison."""
    slugs = [card.slug for card in cards]
    editions = Edition.objects.public().filter(measure__slug__in=slugs).select_related("measure")
    columns = ["measure__slug", "start_year", "status", "source_code_url", "licence", "costs", "state", "version"]
    by_slug = {edition.measure.slug: edition for edition in editions.only(*columns)}
    return [(card, by_slug[card.slug]) for card in cards if card.slug in by_slug]
