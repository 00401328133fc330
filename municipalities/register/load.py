"""Open the official files, compare them with our rows and write what differs, in one transaction."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from ..models import Municipality
from .gv4q_file import looks_like_gv4q, read_gv4q
from .gv100ad_file import looks_like_gv100ad, read_gv100ad
from .names import short_name
from .records import Excerpt, Refusal, Register, RegisterError, ags_of
from .stock import Stock

COORDINATE_SOURCE = "Destatis-Gemeindeverzeichnis"
FIRST_MONTH_WITH_LAST_YEARS_FIGURES = 7
# No reform takes away so many at once; a file that has been cut off does.
MOST_GONE = 0.05


@dataclass
class Summary:
    """What became of one file. `gone` are names; `refusals` are all lines not, or not wholly, taken."""

    path: Path
    title: str
    refusals: list[Refusal]
    unincorporated: int
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, changed):
        if changed:
            self.changed += 1
        else:
            self.unchanged += 1


def import_files(paths, *, population_date=None, accept_gone=False, accept_older=False):
    """Import the files, the register first whatever their order, and return a Summary for each.

    `population_date` overrules the one derived from the register's date. Raises RegisterError for a file that
    cannot be read, is of another format, or is of the same format as another one, and for a register that lacks
    many of our bodies or is older than what we have, unless that is accepted; nothing is written then.
    """
    files = [read_file(Path(path)) for path in paths]
    registers = [file for file in files if isinstance(file, Register)]
    excerpts = [file for file in files if isinstance(file, Excerpt)]
    for same in (registers, excerpts):
        if len(same) > 1:
            raise RegisterError(f"{same[0].path} and {same[1].path} have the same format; give one of them.")
    if population_date and any(population_date > register.as_of for register in registers):
        raise RegisterError(f"The population date {population_date} is later than the register itself.")
    with transaction.atomic():
        stock = Stock()
        summaries = []
        for register in registers:
            day = population_date or derived_population_date(register.as_of)
            if not accept_older:
                check_not_older(register, stock, day)
            summary = apply_register(register, stock, day)
            if not accept_gone:
                check_not_cut_off(register, stock, summary)
            summaries.append(summary)
        summaries += [apply_excerpt(excerpt, stock) for excerpt in excerpts]
        stock.save()
    return summaries


def read_file(path):
    """Return the Register or the Excerpt in a file, recognised by its content; raises RegisterError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise RegisterError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise RegisterError(f"{path} is not encoded in UTF-8 (see line {line}); convert it first.") from error
    lines = [line.rstrip("\r") for line in text.split("\n")]
    if looks_like_gv4q(lines):
        return read_gv4q(path, lines)
    if looks_like_gv100ad(lines):
        return read_gv100ad(path, lines)
    raise RegisterError(f"{path} is of an unknown format: neither GV100AD nor GV4Q with its header line.")


def derived_population_date(as_of):
    """Return the day for which the population in a register of the date `as_of` was counted.

    The file does not say. Destatis puts in the last 31 December that has been published, and publishing takes
    until the summer: the edition of 31.03.2021 has the figures of 31.12.2019, that of 30.11.2023 those of
    31.12.2022, that of 31.12.2025 (4th quarter) those of 31.12.2024. The yearly edition alone, published
    later, has those of its own day, which nothing in the file tells: its date must be given.
    """
    return date(as_of.year - (1 if as_of.month >= FIRST_MONTH_WITH_LAST_YEARS_FIGURES else 2), 12, 31)


def check_not_older(register, stock, population_date):
    """Raise RegisterError if what is stored comes from later: its figures, or the day on which a body was missed.

    Nothing else tells how old our rows are.
    """
    known = f"{register.path} is of {register.as_of}, with the population of {population_date}"
    figures = max((row.population_date for row in stock.rows if row.population_date), default=date.min)
    missed = max((row.gone_since for row in stock.rows if row.gone_since), default=date.min)
    if population_date < figures:
        newer = f"figures of {figures} are here already"
    elif register.as_of < missed:
        newer = f"a register of {missed} has been here already"
    else:
        return
    raise RegisterError(f"{known}, but {newer}. Nothing was written; --accept-older takes it all the same.")


def check_not_cut_off(register, stock, summary):
    """Raise RegisterError if so many of our bodies are not in the register that it cannot be whole."""
    gone = len(summary.gone)
    known = gone + sum(not row.gone_since for row in stock.rows)
    if gone > MOST_GONE * known:
        raise RegisterError(
            f"{register.path} lacks {gone} of the {known} bodies that are here. Has the file been cut off? "
            "Nothing was written; --accept-gone marks them as gone all the same."
        )


def apply_register(register, stock, population_date):
    """Note in `stock` what the register makes new or different, and who is no longer in it."""
    summary = Summary(
        path=register.path,
        title=f"GV100AD, register of {register.as_of}, population of {population_date}",
        refusals=register.refusals,
        unincorporated=len(register.unincorporated),
    )
    totals = totals_by_key(register)
    new, seen = [], set()
    for body in register.bodies:
        values = official_values(body, totals, population_date)
        row = stock.find(body.ars)
        if row is None:
            new.append((body, values))
            continue
        seen.add(row.pk)
        changed = stock.change(row, values)
        moved = stock.move(row)
        summary.count(changed or moved)
    mark_gone(register, stock, seen, summary)
    add_new(register, new, stock, summary)
    return summary


def official_values(body, totals, population_date):
    """Return what the register says of a body; no figures where its total is not sure."""
    values = {
        "ars": body.ars,
        "official_name": body.official_name,
        "kind": body.kind,
        "gone_since": None,
    }
    figures = totals.get(body.ars)
    if body.level == Municipality.Level.MUNICIPALITY:
        figures = (body.population, body.area_km2)
    if figures:
        values |= {"population": figures[0], "population_date": population_date, "area_km2": figures[1]}
    return values


def totals_by_key(register):
    """Return population and area (km²) of districts and associations: the sums over all that lies in them.

    Unincorporated areas count, as in the official figures; a few are inhabited. Where the line of a
    municipality was refused, the sum would be too small: that key is left out, or all if it cannot be told.
    """
    population, area = defaultdict(int), defaultdict(Decimal)
    for body in [*register.bodies, *register.unincorporated]:
        if body.level == Municipality.Level.MUNICIPALITY:
            for key in (body.ars[:5], body.ars[:9]):
                population[key] += body.population
                area[key] += body.area_km2
    refused = [refusal.ars for refusal in register.refusals if len(refusal.ars) in (0, 12)]
    if "" in refused:
        return {}
    unsure = {ars[:length] for ars in refused for length in (5, 9)}
    return {key: (population[key], area[key]) for key in population if key not in unsure}


def mark_gone(register, stock, seen, summary):
    """Mark the rows the register no longer has; one whose line was refused is still in it."""
    if not all(refusal.ars for refusal in register.refusals):
        summary.notes.append(
            "As some lines have no readable key, nothing was marked as gone"
            " and the figures of districts and associations were left as they were."
        )
        return
    refused = {refusal.ars for refusal in register.refusals}
    refused |= {ags_of(ars) for ars in refused if len(ars) == 12}
    for row in stock.rows:
        if row.pk in seen or row.gone_since or row.ars in refused or row.ags in refused:
            continue
        stock.change(row, {"gone_since": register.as_of})
        summary.gone.append(f"{row.ars} {row.name}")


def add_new(register, new, stock, summary):
    """Create bodies. The largest of a name gets the plain address, the others that of their district too."""
    districts = {body.ars: short_name(body) for body in register.bodies if len(body.ars) == 5}
    new.sort(key=lambda pair: -pair[1].get("population", 0))
    for body, values in new:
        suffix = districts.get(body.ars[:5], "") if len(body.ars) > 5 else ""
        stock.add(name=short_name(body), suffix=suffix, level=body.level, **values)
    summary.created = len(new)


def apply_excerpt(excerpt, stock):
    """Note in `stock` the coordinates, and the area where there is none; other people's coordinates stay."""
    summary = Summary(
        path=excerpt.path,
        title="GV4Q, excerpt with area and coordinates",
        refusals=excerpt.refusals,
        unincorporated=excerpt.unincorporated,
    )
    for place in excerpt.places:
        row = stock.find(place.ars)
        if row is None:
            reason = f"{place.ars} {place.name} is not in the database"
            summary.refusals.append(Refusal(place.line, reason, place.ars))
            continue
        values = {}
        if row.area_km2 is None and place.area_km2:
            values["area_km2"] = place.area_km2
        if place.latitude and (row.latitude is None or row.coordinate_source == COORDINATE_SOURCE):
            values |= {
                "latitude": place.latitude,
                "longitude": place.longitude,
                "coordinate_source": COORDINATE_SOURCE,
            }
        summary.count(stock.change(row, values))
    summary.refusals.sort(key=lambda refusal: refusal.line)
    return summary
