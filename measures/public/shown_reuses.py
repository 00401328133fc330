"""Re-uses as pages show them: in a sentence, as rows with the distance to a chosen town, and on a small map."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import ngettext

from measures.finding.cards import Card
from measures.finding.reuses import KnownReuse
from measures.finding.snapshot import Snapshot
from municipalities.known_places import KnownPlace
from municipalities.map_sheet import on_sheet


@dataclass(frozen=True)
class ShownReuse:
    """A re-use in a list: `label` is the name of the town, told apart from others, `km` the distance or None."""

    reuse: KnownReuse
    label: str
    km: int | None
    card: Card

    @property
    def is_last_known(self) -> bool:
        """Whether it only says what was last known: nobody has answered for a year."""
        return not self.reuse.counts


@dataclass(frozen=True)
class ShownReuses:
    """Re-uses of one measure, or by one town. `points` are those of the towns on the sheet of the map."""

    rows: list[ShownReuse]
    points: list[tuple[float, float]]

    @property
    def sentence(self) -> str:
        """What counts, such as “7 municipalities use it, 2 are introducing it”; "" if nothing does."""
        return summed_up(row.reuse for row in self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows)


def shown_reuses(snapshot: Snapshot, reuses: Sequence[KnownReuse], town: KnownPlace | None = None) -> ShownReuses:
    """Return re-uses as a page shows them, with the distance to `town`."""
    places = snapshot.choices.places if snapshot.choices else None
    distances = places.distances(town) if places and town else None
    rows, points = [], []
    for reuse in reuses:
        place = places.by_key.get(reuse.key) if places else None
        km = None
        if place and distances is not None and not np.isnan(distances[place.number]):
            km = round(float(distances[place.number]))
        card = snapshot.documents[snapshot.by_measure[reuse.measure]].card
        rows.append(ShownReuse(reuse, place.label if place else reuse.name, km, card))
        if places and place and not np.isnan(places.figures.latitude[place.number]):
            figures = places.figures
            points.append(on_sheet(figures.latitude[place.number], figures.longitude[place.number]))
    return ShownReuses(rows, points)


def reuses_of(snapshot: Snapshot, measure: int, town: KnownPlace | None = None) -> ShownReuses:
    """Return who re-uses a measure, given by its key."""
    return shown_reuses(snapshot, snapshot.reuses.get(measure, ()), town)


def reuses_by(snapshot: Snapshot, slug: str) -> ShownReuses:
    """Return what a municipality re-uses, given by its address."""
    return shown_reuses(snapshot, snapshot.reuses_by_town.get(slug, ()))


def reuses_near(snapshot: Snapshot, town: KnownPlace, within: int) -> list[ShownReuse]:
    """Return what other places within so many km re-use, the nearest first; without what has ended or lapsed."""
    counting = [
        reuse
        for reuses in snapshot.reuses.values()
        for reuse in reuses
        if reuse.counts and reuse.status != "beendet" and reuse.slug != town.slug
    ]
    rows = shown_reuses(snapshot, counting, town).rows
    near = [row for row in rows if row.km is not None and row.km <= within]
    return sorted(near, key=lambda row: (row.km, row.label, row.card.slug))


def summed_up(reuses: Iterable[KnownReuse]) -> str:
    """Return how many municipalities use it, introduce it, plan it, examine it or have ended it, as one sentence."""
    numbers = Counter(reuse.status for reuse in reuses if reuse.counts)
    said = [(numbers[status], first, more) for status, first, more in phrases(numbers) if numbers[status]]
    # Only the first part names municipalities: "7 municipalities use it, 2 are introducing it".
    return ", ".join(
        (first if place == 0 else more) % {"n": number} for place, (number, first, more) in enumerate(said)
    )


def phrases(numbers: Counter[str]) -> list[tuple[str, str, str]]:
    """Return (status, phrase for the beginning, phrase behind another), in the order of the sentence."""
    using, introducing = numbers["nutzt"], numbers["fuehrt-ein"]
    planning, examining, ended = numbers["plant"], numbers["prueft"], numbers["beendet"]
    return [
        (
            "nutzt",
            ngettext("%(n)s municipality uses it", "%(n)s municipalities use it", using),
            "",
        ),
        (
            "fuehrt-ein",
            ngettext("%(n)s municipality is introducing it", "%(n)s municipalities are introducing it", introducing),
            ngettext("%(n)s is introducing it", "%(n)s are introducing it", introducing),
        ),
        (
            "plant",
            ngettext("%(n)s municipality plans it", "%(n)s municipalities plan it", planning),
            ngettext("%(n)s plans it", "%(n)s plan it", planning),
        ),
        (
            "prueft",
            ngettext("%(n)s municipality is examining it", "%(n)s municipalities are examining it", examining),
            ngettext("%(n)s is examining it", "%(n)s are examining it", examining),
        ),
        (
            "beendet",
            ngettext("%(n)s municipality has ended it", "%(n)s municipalities have ended it", ended),
            ngettext("%(n)s has ended it", "%(n)s have ended it", ended),
        ),
    ]


def reused_among(snapshot: Snapshot, numbers: Iterable[int]) -> tuple[int, int, list[Card]]:
    """Return how many of these documents are re-used and by how many towns, and the Cards of the most re-used three."""
    reused = [snapshot.documents[number] for number in numbers if snapshot.documents[number].reuse_count]
    towns = {reuse.slug for document in reused for reuse in document.reuses if reuse.counts}
    reused.sort(key=lambda document: (-document.reuse_count, document.title_key))
    return len(reused), len(towns), [document.card for document in reused[:3]]
