"""Load re-uses that public sources document, from a CSV file: what `measures/data/reuses.csv` holds, or one like it.

They come in as statements of a third party and are public at once, with their source: *belegt*, confirmed by nobody.
"""

import csv
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from measures.models import Edition, Measure, Reuse, Statement
from measures.reuse import verbs
from measures.transitions import catalogue_changed
from municipalities.models import Municipality
from municipalities.visible_text import visible

SHIPPED = Path(__file__).parents[1] / "data" / "reuses.csv"
COLUMNS = ["measure_id", "municipality", "ags", "status", "since", "evidence", "source_url"]
STATUSES = {
    "prüft": Reuse.Status.EXAMINES,
    "plant": Reuse.Status.PLANS,
    "führt ein": Reuse.Status.INTRODUCES,
    "nutzt": Reuse.Status.USES,
}


class ReusesError(Exception):
    """A file that is no table of re-uses, or a row of it that cannot be read."""


@dataclass
class Summary:
    """How many re-uses were created and were there before, and what was left out: texts with line and reason."""

    created: int = 0
    unchanged: int = 0
    left_out: list[str] = field(default_factory=list)


@transaction.atomic
def import_reuses(path: Path) -> Summary:
    """Write the re-uses of a file that are not here yet and return a Summary. Raises ReusesError."""
    catalogue_changed(past_stays=True)
    summary = Summary()
    measures = measures_by_reference()
    by_ags, by_name = towns()
    stored = {
        (reuse, town): url
        for reuse, town, url in Statement.objects.filter(side=Statement.Side.THIRD)
        .values_list("reuse__measure", "reuse__municipality", "source_url")
        .order_by("pk")
    }
    found = []
    for line, row in rows_of(path):
        measure = measures.get(row["measure_id"])
        town = by_ags.get(row["ags"]) if row["ags"] else by_name.get(row["municipality"])
        if measure is None:
            summary.left_out.append(f"line {line}: no public measure {row['measure_id']}")
        elif town is None:
            summary.left_out.append(f"line {line}: {row['municipality']} is not in the register")
        elif (measure.pk, town.pk) in stored:
            summary.unchanged += 1
        else:
            found.append((measure, town, content_of(line, row)))
    made = verbs.state_all(side=Statement.Side.THIRD, by=None, statements=found)
    verbs.publish_all(by=None, reuses=[(one.reuse, one.reuse.version) for one in made], at=timezone.now())
    summary.created = len(made)
    return summary


def rows_of(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return pairs of a line and its cells by column. Raises ReusesError."""
    try:
        text = visible(Path(path).read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise ReusesError(f"{path} cannot be read as UTF-8: {error}.") from error
    reader = csv.DictReader(text.splitlines(keepends=True), restval="")
    if reader.fieldnames != COLUMNS:
        raise ReusesError(f"The columns must be: {', '.join(COLUMNS)}.")
    return [(reader.line_num, {name: row[name].strip() for name in COLUMNS}) for row in reader]


def content_of(line: int, row: dict[str, str]) -> verbs.Content:
    if row["status"] not in STATUSES:
        raise ReusesError(f"line {line}: the status “{row['status']}” is none of {', '.join(STATUSES)}.")
    if row["since"] and not row["since"].isdigit():
        raise ReusesError(f"line {line}: “{row['since']}” is no year.")
    return {
        "status": STATUSES[row["status"]],
        "since": int(row["since"]) if row["since"] else None,
        "evidence": row["evidence"],
        "source_url": row["source_url"],
    }


def measures_by_reference() -> dict[str, Measure]:
    """Return {key in the imported catalogue, and address: measure} of those that visitors can read."""
    readable = Measure.objects.filter(pk__in=Edition.objects.readable().values("measure"))
    found = {measure.slug: measure for measure in readable}
    return found | {measure.reference: measure for measure in readable if measure.reference}


def towns() -> tuple[dict[str, Municipality], dict[str, Municipality]]:
    """Return the municipalities of the register by their keys (AGS and ARS), and by names that only one of them has.

    A municipality that another continues stands for that.
    """
    rows = Municipality.objects.select_related("successor").only(
        "pk", "ars", "name", "level", "gone_since", "successor"
    )
    by_key: dict[str, Municipality] = {}
    by_name: dict[str, Municipality | None] = {}
    for row in rows:
        current = row.successor or row
        for key in filter(None, (row.ags, row.ars)):
            by_key[key] = current if key not in by_key or not row.gone_since else by_key[key]
        if not row.gone_since:
            by_name[row.name] = None if row.name in by_name else row
    return by_key, {name: town for name, town in by_name.items() if town}
