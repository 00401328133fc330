"""Records with the content of the official files, and errors for lines and files that are refused."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

# The first two digits of every regional key, Schleswig-Holstein to Thuringia (as in the model State).
STATE_KEYS = frozenset(f"{number:02d}" for number in range(1, 17))
# Far above Berlin (3.8 million inhabitants, 891 km²), far below what the database columns hold.
MOST_INHABITANTS = 10_000_000
LARGEST_AREA_KM2 = 10_000


class RegisterError(Exception):
    """A file cannot be imported at all. The message is for the person who runs the import."""


class LineError(ValueError):
    """A line cannot be imported. The message says why."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not, or not completely, imported. `ars` is "" if the key of the line cannot be read."""

    line: int
    reason: str
    ars: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """One line of the register. `kind` is the legal form; only municipalities have figures of their own."""

    line: int
    ars: str
    level: str
    official_name: str
    kind: str
    population: int | None = None
    area_km2: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the excerpt: a municipality with its area, its centre in degrees (WGS 84) and its travel region.

    `urbanisation` is its degree: 1 densely populated, 2 intermediate, 3 thinly populated, or None.
    """

    line: int
    ars: str
    name: str
    area_km2: Decimal | None
    latitude: float | None
    longitude: float | None
    travel_region: str = ""
    urbanisation: int | None = None


@dataclass
class Register:
    """A whole GV100AD file; `as_of` is the date of its boundaries (Gebietsstand)."""

    path: Path
    as_of: date
    bodies: list[Body] = field(default_factory=list)
    unincorporated: list[Body] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


@dataclass
class Excerpt:
    """A whole GV4Q file."""

    path: Path
    places: list[Place] = field(default_factory=list)
    unincorporated: int = 0
    refusals: list[Refusal] = field(default_factory=list)


def check_most_taken(path: Path, refusals: list[Refusal], taken: list[Body] | list[Place]) -> None:
    """Raise RegisterError if more lines of a file are refused than taken: the cause is then the file, not a line.

    Lines that were taken without an impossible value count as taken.
    """
    lines = {row.line for row in taken}
    refused = [refusal for refusal in refusals if refusal.line not in lines]
    if len(refused) > len(lines):
        first = min(refused, key=lambda refusal: refusal.line)
        raise RegisterError(
            f"{path}: {len(refused)} of {len(refused) + len(lines)} lines cannot be taken, so none was. "
            f"The first is line {first.line}: {first.reason}."
        )


def ags_of(ars: str) -> str:
    """Return the AGS (eight digits) of a municipality's ARS (twelve): the same key without the association."""
    return ars[:5] + ars[9:]


def is_key(text: str, length: int) -> bool:
    """Return whether `text` consists of `length` ASCII digits."""
    return len(text) == length and text.isascii() and text.isdigit()


def check_line(line: str, ars: str) -> None:
    """Raise LineError if a line of either file has unreadable characters, no key, or the key of an unknown state."""
    if not line.isprintable() or "\ufffd" in line:
        raise LineError("it has unreadable characters")
    if not ars:
        raise LineError("its regional key is not made of digits")
    if ars[:2] not in STATE_KEYS:
        raise LineError(f"unknown state {ars[:2]}")
