"""The changes that the rows of a table would make, shortened to limit the size of the page."""

from collections.abc import Iterable
from copy import copy
from dataclasses import replace

from measures.content import CONTENT, LISTS, RELATIONS
from measures.desk.comparison import Change, compare
from measures.intake.planned_rows import PlannedRow
from measures.models import Source

LONGEST_PIECE = 400  # characters
MOST_ITEMS = 40


def changes_of(rows: Iterable[PlannedRow]) -> list[tuple[PlannedRow, list[Change]]]:
    """Return each row with its Changes. This makes no queries, because the plan has loaded all related objects."""
    return [(row, [_shortened(change) for change in _changes(row)]) for row in rows]


def _changes(row):
    """Compare the stored edition with a copy that has the values of the row."""
    old = row.entry.edition
    new = copy(old)
    for name, value in row.content.items():
        if name in CONTENT:
            setattr(new, name, value)
    before = {name: list(getattr(old, name).all()) for name in LISTS}
    after = before | {name: value for name, value in row.content.items() if name in RELATIONS}
    if "sources" in row.content:
        after["sources"] = [Source(edition=old, **source) for source in row.content["sources"]]
    return compare(old, new, old_named=before, new_named=after)


def _shortened(change):
    pieces = [replace(piece, text=_cut(piece.text)) for piece in change.pieces]
    return replace(change, pieces=pieces, added=change.added[:MOST_ITEMS], removed=change.removed[:MOST_ITEMS])


def _cut(text):
    return text if len(text) <= LONGEST_PIECE else text[:LONGEST_PIECE] + " …"
