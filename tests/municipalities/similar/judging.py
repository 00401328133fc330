"""Judge which of the nearest places are alike, from facts of the register, by the rule that README.md says in words.

The rule does not know the distance of `municipalities.similarity`, its weights, or its variables on people around, and
has facts that the formula lacks: who runs the administration, whether a place is the centre of its area, how many
municipalities belong to a body.

    python -m tests.municipalities.similar.judging      writes places.csv and judged.csv anew, to be read through
"""

import csv
from collections import Counter
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from municipalities.known_places import KnownPlace, KnownPlaces
from municipalities.similarity import weights_for
from tests.municipalities.similar.register_places import chosen_towns, register_places

HERE = Path(__file__).parent
JUDGED_OF_EACH = 15
CITY = 100_000  # inhabitants
BY_ITSELF, WITH_OTHERS, FREE = "by itself", "with others", "district-free"


@dataclass(frozen=True)
class Facts:
    """What the register says of a place. `largest` and `administration` are of municipalities, `members` of others."""

    key: str
    name: str
    level: str
    kind: str
    inhabitants: int
    area: float  # km²
    urbanisation: float  # 1 to 3, the mean of the members where there are any
    city: int  # km to the next municipality of 100,000
    administration: str
    largest: str  # whether no municipality within 10 km has more inhabitants
    members: int


class FactsOfPlaces:
    """The facts of all places."""

    def __init__(self, places: KnownPlaces) -> None:
        self.places, self.figures = places, places.figures
        self.is_municipality = places.figures.levels == "municipality"

    @cached_property
    def members(self) -> Counter:
        """{key: number of municipalities} of districts and associations."""
        keys = [place.key for place in self.places.places if place.level == "municipality"]
        return Counter(key[:length] for key in keys for length in (5, 9))

    def of(self, place: KnownPlace) -> Facts:
        number, figures = place.number, self.figures
        distances = self.places.distances(place)
        people = np.where(self.is_municipality, figures.inhabitants, 0)
        larger = (distances <= 10) & (people > figures.inhabitants[number])
        administration = WITH_OTHERS if self.members[place.key[:9]] > 1 else BY_ITSELF
        if place.kind in ("Kreisfreie Stadt", "Stadtkreis"):
            administration = FREE
        alone = place.level == "municipality"
        return Facts(
            place.key,
            place.name,
            place.level,
            place.kind,
            int(figures.inhabitants[number]),
            round(float(figures.area[number]), 2),
            round(float(figures.urbanisation[number]), 2),
            round(float(distances[people >= CITY].min())),
            administration if alone else "",
            ("no" if larger.any() else "yes") if alone else "",
            0 if alone else self.members[place.key],
        )


def against(town: Facts, other: Facts) -> tuple[list[str], list[str]]:
    """Return what speaks against calling two places alike: main reasons, and lesser ones."""
    times = ratio(town.inhabitants, other.inhabitants)
    most = 2 if town.level == "municipality" and town.inhabitants >= CITY else 1.6
    main = [f"{times:.2f} times the inhabitants"] if times > most else []
    lesser = [f"{area:.1f} times the area"] if (area := ratio(town.area, other.area)) > 3 else []
    if (town.city <= 25) != (other.city <= 25):
        lesser.append(f"{other.city} instead of {town.city} km to a city")
    if town.level == "municipality":
        if town.urbanisation != other.urbanisation:
            main.append("degree of urbanisation")
        if town.administration != other.administration:
            lesser.append(f"administration {other.administration}")
        if town.largest != other.largest:
            lesser.append("a centre" if other.largest == "yes" else "no centre")
    else:
        if abs(town.urbanisation - other.urbanisation) > 0.5:
            lesser.append("degree of urbanisation")
        if ratio(town.members, other.members) > 2:
            lesser.append(f"{other.members} instead of {town.members} municipalities")
    return main, lesser


def ratio(one: float, other: float) -> float:
    return max(one, other) / min(one, other)


def grade(town: Facts, other: Facts) -> int:
    """Return 1 if two places are alike: no main reason speaks against it, and at most one lesser one."""
    main, lesser = against(town, other)
    return int(not main and len(lesser) <= 1)


def write() -> None:
    """Write the facts and the judgements of the nearest places of each chosen town."""
    places = register_places()
    facts, pairs, seen = FactsOfPlaces(places), [], {}
    for town in chosen_towns(places):
        differences = places.similarity.differences(town.number, weights_for({}))
        for number in np.argsort(differences, kind="stable")[:JUDGED_OF_EACH]:
            both = [facts.of(place) for place in (town, places.places[number])]
            seen |= {each.key: each for each in both}
            main, lesser = against(*both)
            pairs.append([*(each.key for each in both), grade(*both), "; ".join(main + lesser)])
    with (HERE / "judged.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["town", "other", "alike", "against"])
        rows.writerows(sorted(pairs, key=lambda pair: pair[0]))
    with (HERE / "places.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(asdict(next(iter(seen.values()))))
        rows.writerows(asdict(each).values() for _, each in sorted(seen.items()))


if __name__ == "__main__":
    write()
