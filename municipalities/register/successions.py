"""Find which body continues one that is gone: a new body of the same official name, level and state.

A town gets a new key when it joins a district or when districts are redrawn (Gebietsreform).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from municipalities.models import Municipality
from municipalities.place_words import written_out


@dataclass(frozen=True, slots=True)
class Succession:
    """A row that is gone from the register, and the one that continues it."""

    gone: Municipality
    successor: Municipality


def find_successions(gone: Iterable[Municipality], new: Iterable[Municipality]) -> list[Succession]:
    """Return the Successions between rows that are gone and rows that are new, where only one of each has the name."""
    by_identity: dict[tuple, tuple[list, list]] = defaultdict(lambda: ([], []))
    for place, rows in enumerate((gone, new)):
        for row in rows:
            by_identity[identity(row)][place].append(row)
    return [Succession(*before, *after) for before, after in by_identity.values() if len(before) == len(after) == 1]


def identity(row: Municipality) -> tuple:
    """Return what stays the same when a body gets a new key. The title after the comma may change."""
    name = tuple(written_out((row.official_name or row.name).partition(",")[0]))
    # Places of a name may lie in one state; the legal form of an association or a district is part of its name.
    kind = "" if row.level == Municipality.Level.MUNICIPALITY else row.kind
    return row.level, row.ars[:2], kind, name
