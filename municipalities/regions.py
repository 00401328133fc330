"""Names of regions that people say and that the official register does not name, such as Lausitz.

data/regions.csv lists them with the keys of the districts, or of the larger areas, that lie in them, and the source.
"""

import csv
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "regions.csv"


@cache
def regions() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return pairs of a name and the first digits of the regional keys (ARS) of what lies in the region."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple((row["name"], tuple(row["keys"].split())) for row in csv.DictReader(file))


def regions_of(ars: str) -> list[str]:
    """Return the names of the regions in which the body with this regional key lies."""
    return [name for name, keys in regions() if ars.startswith(keys)]
