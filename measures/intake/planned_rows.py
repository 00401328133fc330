"""One row of an uploaded table and what becomes of it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from measures.content import LISTS
from measures.intake.entries import Entry
from measures.models import Edition
from municipalities.models import ModelProject

NEW, CHANGED, UNCHANGED, ERROR = "new", "changed", "unchanged", "error"
OUTCOMES = (ERROR, CHANGED, NEW, UNCHANGED)


@dataclass
class PlannedRow:
    number: int
    title: str
    outcome: str = UNCHANGED
    entry: Entry | None = None  # None for a new measure
    project: ModelProject | None = None
    content: dict = field(default_factory=dict)  # only what changes
    problems: list = field(default_factory=list)
    hint: str = ""


def key_of(row):
    """Return the key of the measure that a row of a Table names, "" for a new one."""
    return row["cells"].get("key", "").lower()


def why_broken(why):
    """Return the reason for a Problem; `why` as in BrokenCell."""
    reasons = {
        "formula": _("The formula has no result. Open the file in your spreadsheet program, save it, upload it again."),
        "error": _("The formula in this cell gives an error."),
        "long": _("This text is longer than 100,000 characters. Please shorten it."),
        "marks": _("One letter has more than 30 accents. Please type it anew."),
    }
    return reasons[why]


def emptied(name):
    """Return the value of a field whose cell is empty."""
    if name in LISTS:
        return []
    return Edition._meta.get_field(name).get_default()


def fixed(value):
    """Return a value of content in a form whose repr() is the same if the value is."""
    if isinstance(value, list) and value and hasattr(value[0], "pk"):
        return [item.pk for item in value]
    return value
