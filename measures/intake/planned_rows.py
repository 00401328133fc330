"""One row of a table and what becomes of it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from measures.content import LISTS
from measures.intake.columns import BY_NAME
from measures.intake.entries import Entry
from municipalities.models import ModelProject

NEW, CHANGED, UNCHANGED, ERROR = "new", "changed", "unchanged", "error"
OUTCOMES = (ERROR, CHANGED, NEW, UNCHANGED)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell: where, what stands there, why, and what might have been meant."""

    address: str
    header: str
    value: str
    reason: str
    nearest: str = ""


@dataclass
class PlannedRow:
    number: int
    title: str
    outcome: str = UNCHANGED
    entry: Entry | None = None  # None: a new measure
    project: ModelProject | None = None
    content: dict = field(default_factory=dict)  # only what changes
    problems: list = field(default_factory=list)
    hint: str = ""


def key_of(row):
    return row["cells"].get("key", "").lower()


def why_broken(why):
    if why == "formula":
        return _("The formula has no result. Open the file in your spreadsheet program, save it, upload it again.")
    return _("The formula in this cell gives an error.")


def shortened(text):
    return text if len(text) <= 120 else text[:120] + " …"


def emptied(name):
    if name in LISTS:
        return []
    return None if BY_NAME[name].kind in ("year", "date") else ""


def fixed(value):
    """Return a value of content as something that can be told apart by its text."""
    return sorted(item.pk for item in value) if isinstance(value, list) and value and hasattr(value[0], "pk") else value
