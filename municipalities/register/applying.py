"""Compare the official files with the stored rows, and collect the differences in StoredRows."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from municipalities.models import Municipality
from municipalities.register.names import short_name
from municipalities.register.records import Excerpt, Refusal, Register, ags_of
from municipalities.register.stored_rows import StoredRows
from municipalities.register.successions import Succession, find_successions

COORDINATE_SOURCE = "Destatis-Gemeindeverzeichnis"


@dataclass
class Summary:
    """The result of importing one file.

    `gone` has key and name of bodies that are missing from the register, `successions` those of them that another body
    continues. `refusals` are all lines that were not, or not completely, imported.
    """

    path: Path
    title: str
    refusals: list[Refusal]
    unincorporated: int
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: list[str] = field(default_factory=list)
    successions: list[Succession] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, changed: bool) -> None:
        """Count one row as changed or unchanged."""
        if changed:
            self.changed += 1
        else:
            self.unchanged += 1


def apply_register(register: Register, stored: StoredRows, population_date: date) -> Summary:
    """Collect in `stored` the bodies that are new, changed, or missing from the register."""
    summary = Summary(
        path=register.path,
        title=f"GV100AD, register of {register.as_of}, population of {population_date}",
        refusals=register.refusals,
        unincorporated=len(register.unincorporated),
    )
    totals = totals_by_key(register)
    districts = {body.ars: short_name(body) for body in register.bodies if len(body.ars) == 5}
    new, seen = [], set()
    for body in register.bodies:
        values = official_values(body, totals, population_date) | district_of(body, districts, register)
        row = stored.find(body.ars)
        if row is None:
            new.append((body, values))
            continue
        seen.add(row.pk)
        changed = stored.change(row, values)
        moved = stored.move(row)
        summary.count(changed or moved)
    gone = mark_gone(register, stored, seen, summary)
    added = add_new(new, districts, stored)
    summary.created = len(added)
    summary.successions = find_successions(gone, added)
    for succession in summary.successions:
        stored.change(succession.gone, {"successor": succession.successor})
    return summary


def district_of(body, districts, register):
    """Return {"district": name of the district that a body lies in}, or {} if the line of that district was refused."""
    key = body.ars[:5]
    if key == body.ars or key in districts:
        return {"district": "" if key == body.ars else districts[key]}
    return {} if any(refusal.ars in ("", key) for refusal in register.refusals) else {"district": ""}


def official_values(body, totals, population_date):
    """Return the values of a body as fields of Municipality, without figures if the total is uncertain."""
    values = {
        "ars": body.ars,
        "official_name": body.official_name,
        "kind": body.kind,
        "gone_since": None,
        "successor": None,
    }
    figures = totals.get(body.ars)
    if body.level == Municipality.Level.MUNICIPALITY:
        figures = (body.population, body.area_km2)
    if figures:
        values |= {"population": figures[0], "population_date": population_date, "area_km2": figures[1]}
    return values


def totals_by_key(register):
    """Return population and area (km²) of districts and associations: the sums over all that lies in them.

    Unincorporated areas count, as in the official figures; a few are inhabited. If the line of a municipality was
    refused, the sums of its district and association would be too small. Their keys are left out, or all keys if the
    one of the refused line is unreadable.
    """
    population = defaultdict(int)
    area = defaultdict(Decimal)
    for body in [*register.bodies, *register.unincorporated]:
        if body.level == Municipality.Level.MUNICIPALITY:
            for key in (body.ars[:5], body.ars[:9]):
                population[key] += body.population
                area[key] += body.area_km2
    refused = [refusal.ars for refusal in register.refusals if len(refusal.ars) in (0, 12)]
    if "" in refused:
        return {}
    uncertain = {ars[:length] for ars in refused for length in (5, 9)}
    return {key: (population[key], area[key]) for key in population if key not in uncertain}


def mark_gone(register, stored, seen, summary):
    """Mark the rows that are missing from the register, and return them.

    Rows whose line was refused do not count as missing.
    """
    if not all(refusal.ars for refusal in register.refusals):
        summary.notes.append(
            "As some lines have no readable key, nothing was marked as gone"
            " and the figures of districts and associations were left as they were."
        )
        return []
    refused = {refusal.ars for refusal in register.refusals}
    # Also by AGS, since the stored ARS may be an older one (see StoredRows.find).
    refused |= {ags_of(ars) for ars in refused if len(ars) == 12}
    gone = []
    for row in stored.rows:
        if row.pk in seen or row.gone_since or row.ars in refused or row.ags in refused:
            continue
        stored.change(row, {"gone_since": register.as_of})
        summary.gone.append(f"{row.ars} {row.name}")
        gone.append(row)
    return gone


def add_new(new, districts, stored):
    """Collect in `stored` the rows to create, and return them.

    Of bodies with the same name, the largest gets the plain slug, and the others get one with their district.
    """
    # The largest first, as the first one gets the plain slug.
    new.sort(key=lambda pair: -pair[1].get("population", 0))
    return [
        stored.add(name=short_name(body), suffix=values.get("district", ""), level=body.level, **values)
        for body, values in new
    ]


def apply_excerpt(excerpt: Excerpt, stored: StoredRows) -> Summary:
    """Collect in `stored` coordinates, travel region, urbanisation, and the area of rows that have none.

    Coordinates from another source stay as they are.
    """
    summary = Summary(
        path=excerpt.path,
        title="GV4Q, excerpt with area and coordinates",
        refusals=excerpt.refusals,
        unincorporated=excerpt.unincorporated,
    )
    for place in excerpt.places:
        row = stored.find(place.ars)
        if row is None:
            reason = f"{place.ars} {place.name} is not in the database"
            summary.refusals.append(Refusal(place.line, reason, place.ars))
            continue
        values: dict[str, object] = {"travel_region": place.travel_region} if place.travel_region else {}
        if place.urbanisation:
            values["urbanisation"] = place.urbanisation
        if row.area_km2 is None and place.area_km2:
            values["area_km2"] = place.area_km2
        if place.latitude and (row.latitude is None or row.coordinate_source == COORDINATE_SOURCE):
            values |= {
                "latitude": place.latitude,
                "longitude": place.longitude,
                "coordinate_source": COORDINATE_SOURCE,
            }
        summary.count(stored.change(row, values))
    summary.changed += spread_travel_regions(excerpt, stored)
    summary.refusals.sort(key=lambda refusal: refusal.line)
    return summary


def spread_travel_regions(excerpt, stored):
    """Give districts and associations the travel region of most of their municipalities; return how many changed."""
    regions = defaultdict(Counter)
    for place in excerpt.places:
        for key in (place.ars[:5], place.ars[:9]):
            regions[key][place.travel_region] += 1
    changed = 0
    for key, counted in regions.items():
        row = stored.by_ars.get(key)
        # Of equally many, the first in the alphabet, so that a second import changes nothing.
        region = min(counted, key=lambda name: (-counted[name], name))
        if row is not None and region:
            changed += stored.change(row, {"travel_region": region})
    return changed
