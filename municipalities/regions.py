"""Names of regions that people say and that the official register does not name, such as Lausitz.

data/regions.csv lists them with the keys of the districts, or of the larger areas, that lie in them, and the source.
"""

import csv
import re
from functools import cache
from pathlib import Path

from municipalities.folding import words_of

BETWEEN = re.compile(r"[,/.–-]| und | u\. ")
# Travel regions, and parts of their names, that are names of towns: "Köln und Rhein-Erft-Kreis", "Stadt Leipzig".
OF_DISTRICTS = re.compile(r"kreis|^städte ", re.IGNORECASE)
OF_TOWN = re.compile(r"\s*(?:stadt|städteregion|landeshauptstadt|region) ", re.IGNORECASE)
# Words that mean more than the region in whose name they are: "Bayerischer Wald", "Lüneburger Heide".
GENERIC = frozenset(
    """
    wald land heide umland inseln schweiz jura stadte stadtedreieck bergland elbland heideland seenland seenplatte
    thermenland weinland revier burgen golf strasse baden wurttemberg
    """.split()  # noqa: SIM905
)
# Towns and states in the names of travel regions: they have names of their own to be found by.
TOWNS = frozenset(
    """
    anhalt bentheim berlin biedenkopf bremen coburg halle hamburg hannover hersfeld hildesheim holstein kassel magdeburg
    marburg potsdam regensburg rotenburg saarland schleswig ubrig wittenberg
    """.split()  # noqa: SIM905
)

FILE = Path(__file__).parent / "data" / "regions.csv"


@cache
def regions() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return pairs of a name and the first digits of the regional keys (ARS) of what lies in the region."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple((row["name"], tuple(row["keys"].split())) for row in csv.DictReader(file))


def regions_of(ars: str) -> list[str]:
    """Return the names of the regions in which the body with this regional key lies."""
    return [name for name, keys in regions() if ars.startswith(keys)]


@cache
def index_words(region: str) -> tuple[str, ...]:
    """Return the words by which the measures of a region are found: "Eifel und Ahr" gives eifel and ahr.

    A name of several words counts as one word ("bayerischerwald"), since its words mean other things as well; the index
    joins neighbours in a question. Its last word counts, too, unless it is GENERIC or one of TOWNS: "Schwäbische Alb".
    """
    found: list[str] = []
    names = [] if OF_DISTRICTS.search(region) else BETWEEN.split(region)
    for name in names:
        words = [] if OF_TOWN.match(name) else words_of(name)
        if len(words) > 1:
            found.append("".join(words))
        found += [word for word in words[-1:] if word not in GENERIC | TOWNS]
    return tuple(dict.fromkeys(found))
