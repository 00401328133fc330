"""All places of the shipped register without a database, and the thirty towns that the similarity is judged by."""

from functools import cache

from municipalities.known_places import COLUMNS, KnownPlace, KnownPlaces
from municipalities.register.applying import totals_by_key
from municipalities.register.extract_file import EXTRACT, read_extract

SIZES = (1_000, 5_000, 10_000, 20_000, 50_000, 100_000)  # inhabitants, between which there are seven classes
OF_CLASS = 3  # municipalities of each class
OF_LEVEL = {"association": 5, "district": 4}


@cache
def register_places() -> KnownPlaces:
    """Return all places of the register, the largest first, as read_known_places does after the first start."""
    register, excerpt = read_extract(EXTRACT)
    totals, points = totals_by_key(register), {place.ars: place for place in excerpt.places}
    rows = []
    for body in register.bodies:
        values = dict.fromkeys(COLUMNS, "") | {"ars": body.ars, "slug": body.ars, "name": body.official_name}
        population, area = (body.population, body.area_km2) if len(body.ars) == 12 else totals[body.ars]
        point = points.get(body.ars)
        values |= {"kind": body.kind, "level": body.level, "population": population, "area_km2": area}
        for name in ("urbanisation", "latitude", "longitude"):
            values[name] = getattr(point, name) if point else None
        rows.append(tuple(values[name] for name in COLUMNS))
    rows.sort(key=lambda row: (-row[COLUMNS.index("population")], row[0]))
    return KnownPlaces(rows, {})


def size_class(inhabitants: int) -> int:
    return sum(inhabitants >= size for size in SIZES)


def chosen_towns(places: KnownPlaces) -> list[KnownPlace]:
    """Return thirty places by rule: of each size class of municipalities three, five associations, four districts.

    The places of a group are put in the order of their keys, which go through the states from north to south, and cut
    into as many equal parts as places are wanted; the middle one of each part is taken.
    """
    groups: dict[tuple[str, int], list[KnownPlace]] = {}
    for place in places.places:
        size = size_class(place.population or 0) if place.level == "municipality" else 0
        groups.setdefault((place.level, size), []).append(place)
    found = []
    for level, size in [*(("municipality", size) for size in range(len(SIZES) + 1)), *((name, 0) for name in OF_LEVEL)]:
        group = sorted(groups[level, size], key=lambda place: place.key)
        wanted = OF_LEVEL.get(level, OF_CLASS)
        found += [group[(2 * part + 1) * len(group) // (2 * wanted)] for part in range(wanted)]
    return found
