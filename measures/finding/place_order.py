"""Orders results by a place: the nearest first, or those of the most similar places first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from pyroaring import BitMap

from measures.finding.cards import Card
from municipalities.known_places import KnownPlace
from municipalities.similarity import weights_for

if TYPE_CHECKING:
    from measures.finding.snapshot import Snapshot


class PlaceOrder:
    """`values` has a number for each document: the smaller, the earlier; infinite if nothing is known."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    def first(self, documents: BitMap, start: int, end: int) -> list[int]:
        """Return the documents from place `start` to before `end`; the newest first among equals."""
        numbers = np.array(documents, dtype=int)[::-1]
        order = np.argsort(self.values[numbers], kind="stable")
        return numbers[order][start:end].tolist()


def place_order(snapshot: Snapshot, near: str, alike: str) -> PlaceOrder | None:
    """Return the order by nearness to one place or else by similarity to another, given by their keys; or None."""
    if place := known_place(snapshot, near):
        return PlaceOrder(least(snapshot, km_to_places(snapshot, place)))
    if place := known_place(snapshot, alike):
        differences = snapshot.choices.places.similarity.differences(place.number, weights_for({}))  # type: ignore[union-attr]
        differences[place.number] = 0  # its own measures come first
        return PlaceOrder(least(snapshot, differences))
    return None


def known_place(snapshot: Snapshot, key: str) -> KnownPlace | None:
    """Return the place with this key, or None."""
    places = snapshot.choices.places if snapshot.choices else None
    return places.by_key.get(key) if places else None


def km_to_places(snapshot: Snapshot, place: KnownPlace) -> np.ndarray:
    """Return the km from a place to each known place."""
    return snapshot.choices.places.distances(place)  # type: ignore[union-attr]


def least(snapshot: Snapshot, of_places: np.ndarray) -> np.ndarray:
    """Return for each document the least number that one of its places has; infinite without any."""
    documents, places = snapshot.place_numbers
    values = np.full(len(snapshot), np.inf)
    found = of_places[places]
    np.minimum.at(values, documents, np.where(np.isnan(found), np.inf, found))
    return values


def distances_of(snapshot: Snapshot, place: KnownPlace, cards: Iterable[Card]) -> dict[str, int]:
    """Return {slug: km from a place to the nearest place of the measure} of those where it is known."""
    values = least(snapshot, km_to_places(snapshot, place))
    found = {}
    for card in cards:
        number = snapshot.by_short_key.get(card.key)
        if number is not None and np.isfinite(values[number]):
            found[card.slug] = round(float(values[number]))
    return found
