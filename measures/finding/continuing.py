"""Continues a list of results behind a given entry, also if the catalogue has changed since.

The place of an entry is what it was sorted by, not its number. So the entry itself may be gone, and others may have
come. Entries that did not change keep their order: none of them is left out, none comes twice.
"""

from bisect import bisect_left
from typing import NamedTuple

import numpy as np
from pyroaring import BitMap

from measures.finding.documents import Document, NewestKey
from measures.finding.results import BY_PLACE, BY_PROJECT, BY_REUSE, BY_TITLE, RELEVANCE, Search
from measures.finding.snapshot import Snapshot
from municipalities.ordering import sort_key


class Place(NamedTuple):
    """The place of an entry in a list: what it is sorted by.

    published, start_year  as in Document
    score                  how well it meets the search text; None in other orders
    distance               to the place that was asked for (see PlaceOrder); None in other orders, or if it is unknown
    reuses                 how many re-uses count; None in other orders
    """

    published: int
    start_year: int
    title: str
    slug: str
    project: str = ""
    score: int | None = None
    distance: float | None = None
    reuses: int | None = None

    @property
    def newest_key(self) -> NewestKey:
        return -self.published, -self.start_year, sort_key(self.title), self.slug


def place_of(search: Search, document: Document) -> Place:
    """Return the place of one of the results."""
    number, order = search.snapshot.by_measure[document.measure], search.order
    score = distance = None
    if order == RELEVANCE:
        score = next(score for score, documents in search.ranked or () if number in documents)
    if order == BY_PLACE and search.place_order:
        value = float(search.place_order.values[number])
        distance = value if np.isfinite(value) else None
    card = document.card
    project = card.project if order == BY_PROJECT else ""
    reuses = document.reuse_count if order == BY_REUSE else None
    return Place(document.published, document.start_year, card.title, card.slug, project, score, distance, reuses)


def results_until(search: Search, place: Place) -> int:
    """Return how many results come before a place, or are at it."""
    snapshot, results = search.snapshot, search.results
    older = older_than(snapshot, place.newest_key)
    if search.order in (BY_TITLE, BY_PROJECT):
        return len(results & sorted_until(snapshot, search.order, place))
    if search.order == BY_PLACE and search.place_order:
        numbers = np.array(results, dtype=int)
        values, distance = search.place_order.values[numbers], np.inf if place.distance is None else place.distance
        return int(((values < distance) | ((values == distance) & (numbers >= older))).sum())
    if search.order == BY_REUSE:
        counts = {number: snapshot.documents[number].reuse_count for number in results}
        least = place.reuses or 0
        return sum(count > least or (count == least and number >= older) for number, count in counts.items())
    if search.order == RELEVANCE:
        score = place.score or 0
        ranks = [(rank, documents & results) for rank, documents in search.ranked or () if rank >= score]
        return sum(len(found) if rank > score else not_older(found, older) for rank, found in ranks)
    return not_older(results, older)


def older_than(snapshot: Snapshot, key: NewestKey, *, or_same: bool = False) -> int:
    """Return how many documents are older; their numbers are those below."""
    documents = snapshot.documents
    if or_same:
        return bisect_left(range(len(documents)), True, key=lambda number: documents[number].newest_key < key)
    return bisect_left(range(len(documents)), True, key=lambda number: documents[number].newest_key <= key)


def not_older(documents: BitMap, older: int) -> int:
    return len(documents) - documents.range_cardinality(0, older)


def sorted_until(snapshot: Snapshot, order: str, place: Place) -> BitMap:
    """Return the documents of the catalogue until a place, in the order of titles or of projects."""
    documents = snapshot.documents
    number = older_than(snapshot, place.newest_key, or_same=True)  # of equal titles, the oldest comes first
    if order == BY_TITLE:
        numbers, title = snapshot.title_order, (sort_key(place.title), number)
        end = bisect_left(numbers, title, key=lambda other: (documents[other].title_key, other))
    else:
        numbers, project = snapshot.project_order, (sort_key(place.project), sort_key(place.title), number)
        end = bisect_left(
            numbers, project, key=lambda other: (documents[other].project_key, documents[other].title_key, other)
        )
    return BitMap(numbers[:end])
