"""All places of the register in memory: found while somebody types, told apart, measured and compared.

Read once for each version of the catalogue (measures/finding/offered_choices.py) and made anew only if a row has
changed. A page then needs no query for any of them.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from municipalities.folding import spellings
from municipalities.models import Municipality, State
from municipalities.place_words import LONGEST_BEGINNING, LONGEST_TEXT, NAME_END, search_words, written_out
from municipalities.similarity import Figures, Similarity
from municipalities.surroundings import kilometres

COLUMNS = (
    "ars", "slug", "name", "kind", "level", "district", "population", "area_km2", "urbanisation", "latitude",
    "longitude", "name_words", "area_words",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place of the register. `number` is its place in all arrays, `label` its name, told apart from others."""

    number: int
    key: str
    slug: str
    name: str
    label: str
    kind: str
    level: str
    district: str
    state: str
    population: int | None


class KnownPlaces:
    """All places with a regional key that are not gone, the largest first."""

    def __init__(self, rows: list[tuple], states: dict[str, str]) -> None:
        self.rows = rows
        columns = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(COLUMNS, ())
        labels = labels_of(columns)
        self.places = [
            KnownPlace(
                number,
                row[0],
                row[1],
                row[2],
                labels[number],
                row[3],
                row[4],
                row[5],
                states.get(row[0][:2], ""),
                row[6],
            )
            for number, row in enumerate(rows)
        ]
        self.by_key = {place.key: place for place in self.places}
        self.by_slug = {place.slug: place for place in self.places}
        self.name_words: tuple[str, ...] = columns["name_words"]
        self.words = [row[-2] + row[-1] for row in rows]
        self.figures = filled(columns)

    def __len__(self) -> int:
        return len(self.places)

    @cached_property
    def similarity(self) -> Similarity:
        return Similarity(self.figures)

    def distances(self, place: KnownPlace) -> np.ndarray:
        """Return the km from one place to each, NaN where the coordinates are not known."""
        figures = self.figures
        point = figures.latitude[place.number], figures.longitude[place.number]
        return kilometres(figures.latitude, figures.longitude, *point)

    def find(self, text: str, limit: int) -> list[KnownPlace]:
        """Return the places whose names, or those of their areas, have all words of a text.

        Those of exactly this name come first, then those whose names begin with it, then those with all words in their
        names; the largest first among equals.
        """
        needles = [[part_of(form) for form in forms] for forms in search_words(text)]
        if not needles:
            return []
        begun = beginnings(text)
        matching = [number for form in needles[0] for number, words in enumerate(self.words) if form in words]
        for forms in needles[1:]:
            matching = [number for number in matching if any(form in self.words[number] for form in forms)]
        ranked = []
        for number in set(matching):
            words = self.name_words[number]
            if any(f"{name} {NAME_END} " in words for name in begun):
                rank = 0
            elif any(name in words for name in begun):
                rank = 1
            else:
                rank = 2 if all(any(form in words for form in forms) for forms in needles) else 3
            ranked.append((rank, self.places[number].level != "municipality", number))
        return [self.places[number] for *_, number in sorted(ranked)[:limit]]

    def named(self, text: str) -> list[KnownPlace]:
        """Return the places of exactly this name, folded, the largest first."""
        names = [f"{name} {NAME_END} " for name in beginnings(text)]
        return [
            self.places[number] for number, words in enumerate(self.name_words) if any(name in words for name in names)
        ]


def beginnings(text: str) -> list[str]:
    """Return how the stored words of a place begin whose name begins with a text, in both spellings."""
    words = written_out(text[:LONGEST_TEXT])
    if not words:
        return []
    names = {" ".join(words), " ".join(spellings(word)[-1] for word in words)}
    return [f" {NAME_END} {name}" for name in names]


def part_of(form: str) -> str:
    """Return what the words of a name must contain for a searched word: short ones only match at a beginning."""
    return form if len(form) > LONGEST_BEGINNING else f" {form}"


def labels_of(columns: dict[str, tuple]) -> list[str]:
    """Return the name of each place, with its district or legal form where others have the same name."""
    shared = Counter(columns["name"])
    rows = zip(columns["name"], columns["district"], columns["kind"], strict=True)
    labels = [f"{name} ({where or kind})" if shared[name] > 1 else name for name, where, kind in rows]
    same = Counter(labels)
    return [f"{label}, {key}" if same[label] > 1 else label for label, key in zip(labels, columns["ars"], strict=True)]


def filled(columns: dict[str, tuple]) -> Figures:
    """Return the figures of all places.

    Coordinates and degree of urbanisation of a district or association that has none are the mean of its
    municipalities, weighed by their inhabitants.
    """
    numbers = {
        name: np.array([np.nan if value is None else float(value) for value in columns[name]], dtype=float)
        for name in ("population", "area_km2", "urbanisation", "latitude", "longitude")
    }
    keys, levels = columns["ars"], np.array(columns["level"], dtype=object)
    members: dict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        if len(key) == 12:
            members[key[:5]].append(number)
            members[key[:9]].append(number)
    for number, key in enumerate(keys):
        inside = members.get(key, [])
        for name in ("urbanisation", "latitude", "longitude"):
            if np.isnan(numbers[name][number]) and inside:
                values, weights = numbers[name][inside], numbers["population"][inside]
                known = ~np.isnan(values) & (weights > 0)
                if known.any():
                    numbers[name][number] = np.average(values[known], weights=weights[known])
    return Figures(
        levels,
        numbers["population"],
        numbers["area_km2"],
        numbers["urbanisation"],
        numbers["latitude"],
        numbers["longitude"],
    )


def read_known_places(before: KnownPlaces | None = None) -> KnownPlaces:
    """Return all known places; `before` itself if no row has changed since."""
    rows = Municipality.objects.exclude(ars="").filter(gone_since=None).order_by("-population", "ars")
    found = list(rows.values_list(*COLUMNS))
    if before is not None and before.rows == found:
        return before
    return KnownPlaces(found, dict(State.objects.values_list("key", "code")))
