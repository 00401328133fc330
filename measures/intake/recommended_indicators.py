"""Load recommended indicators from a CSV file: what `measures/data/indicators.csv` holds, or one like it."""

import csv
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from measures.models import Indicator, SolutionType
from measures.models.effects import compared_by
from measures.transitions import catalogue_changed
from municipalities.visible_text import visible

SHIPPED = Path(__file__).parents[1] / "data" / "indicators.csv"
COLUMNS = ["solution_type", "level", "name", "unit", "description", "name_en", "unit_en", "description_en"]
STEP = 10  # between the places of two indicators of a type, so that another one fits between them


class IndicatorsError(Exception):
    """A file that is no table of indicators, or a row of it that cannot be read."""


@transaction.atomic
def import_indicators(path: Path) -> tuple[int, int]:
    """Add the indicators of a file that are not here yet; return how many were added, and how many were here.

    Their order in the file is that of each type. Raises IndicatorsError, and adds nothing, if a row is wrong.
    """
    catalogue_changed(past_stays=True)
    types = {value.slug: value for value in SolutionType.objects.current()}
    stored = {(row.solution_type_id, *compared_by(row.name, row.unit)) for row in Indicator.objects.all()}
    places: dict[str, int] = {}
    added = there = 0
    for line, row in rows_of(path):
        slug = row.pop("solution_type")
        if slug not in types:
            raise IndicatorsError(f"Line {line}: there is no solution type {slug}.")
        places[slug] = places.get(slug, 0) + STEP
        key = (types[slug].pk, *compared_by(row["name"], row["unit"]))
        if key in stored:
            there += 1
            continue
        indicator = Indicator(solution_type=types[slug], order=places[slug], **row)
        try:
            indicator.full_clean()
        except ValidationError as error:
            raise IndicatorsError(f"Line {line}: {' '.join(error.messages)}") from error
        indicator.save()
        stored.add(key)
        added += 1
    return added, there


def rows_of(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return pairs of a line and its cells by column. Raises IndicatorsError."""
    try:
        text = visible(Path(path).read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise IndicatorsError(f"{path} cannot be read as UTF-8: {error}.") from error
    reader = csv.DictReader(text.splitlines(keepends=True), restval="")
    if reader.fieldnames != COLUMNS:
        raise IndicatorsError(f"The first row of {path} is not: {','.join(COLUMNS)}.")
    rows = []
    for row in reader:
        if None in row:
            raise IndicatorsError(f"Line {reader.line_num} has more cells than the header.")
        rows.append((reader.line_num, {name: cell.strip() for name, cell in row.items()}))
    return rows
