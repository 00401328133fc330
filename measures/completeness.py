"""How much of an entry is there, and what would help its readers most: a hint to editors, never a condition."""

from collections.abc import Mapping
from dataclasses import dataclass

from measures.steckbrief import FIELDS
from measures.steckbrief_fields import Text

WEIGHED = [(field.name, field.worth) for field in FIELDS if field.worth]
TOTAL = sum(worth.points for _name, worth in WEIGHED)


@dataclass
class Completeness:
    """`percent` from 0 to 100; `missing` is the name of the most useful empty field ("": none), `why` its use."""

    percent: int
    missing: str = ""
    why: Text = ""


def completeness(content: Mapping) -> Completeness:
    """Return the Completeness of `content`, which maps names of fields and relations to values."""
    missing = [(name, worth) for name, worth in WEIGHED if not content.get(name)]
    if not missing:
        return Completeness(100)
    lacking = sum(worth.points for _name, worth in missing)
    name, worth = max(missing, key=lambda pair: pair[1].points)  # of several, the first in the form
    return Completeness(round(100 * (TOTAL - lacking) / TOTAL), name, worth.why)
