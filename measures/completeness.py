"""How complete an entry is, and which field to fill in next. This is a hint for editors; nothing depends on it."""

from collections.abc import Mapping
from dataclasses import dataclass

from measures.steckbrief import FIELDS
from measures.steckbrief_fields import Text

# Not all fields count: entries can be complete without those that have no `worth`.
WEIGHED = [(field.name, field.worth) for field in FIELDS if field.worth]
TOTAL = sum(worth.points for _name, worth in WEIGHED)


@dataclass
class Completeness:
    """How complete an entry is.

    `percent` is from 0 to 100. `missing` is the name of the empty field that would help readers most, or "" if no
    field is empty. `why` says what that field is good for.
    """

    percent: int
    missing: str = ""
    why: Text = ""


def unfilled(content: Mapping) -> list[str]:
    """Return the names of the empty fields that count, those first that would help readers most."""
    missing = [(name, worth.points) for name, worth in WEIGHED if not content.get(name)]
    return [name for name, _points in sorted(missing, key=lambda pair: -pair[1])]


def completeness(content: Mapping) -> Completeness:
    """Return the Completeness of `content`, a mapping of field names to values."""
    missing = [(name, worth) for name, worth in WEIGHED if not content.get(name)]
    if not missing:
        return Completeness(100)
    missing_points = sum(worth.points for _name, worth in missing)
    name, worth = max(missing, key=lambda pair: pair[1].points)  # max() returns the first one in the form
    return Completeness(round(100 * (TOTAL - missing_points) / TOTAL), name, worth.why)
