"""What the rows of a table would change or create, shortened to limit the size of the page."""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import replace

from measures.content import CONTENT, LISTS, RELATIONS
from measures.desk.comparison import Change, Value, compare, filled
from measures.intake.planned_rows import PlannedRow
from measures.models import Edition, Effect, Source

LONGEST_PIECE = 400  # characters
MOST_ITEMS = 40


def changes_of(rows: Iterable[PlannedRow]) -> list[tuple[PlannedRow, list[Change]]]:
    """Return each row with its Changes. This makes no queries, because the plan has loaded all related objects."""
    return [(row, [_shortened(change) for change in _changes(row)]) for row in rows]


def values_of(rows: Iterable[PlannedRow], places_of: Callable) -> list[tuple[PlannedRow, list[Value]]]:
    """Return each new row with the Values of all its fields; `places_of` gives the places of a project."""
    return [(row, _values(row, places_of(row.project))) for row in rows]


def _values(row, places):
    edition = Edition(**{name: value for name, value in row.content.items() if name in CONTENT})
    named = {name: row.content.get(name, []) for name in RELATIONS}
    named["places"] = row.content.get("places", places)
    named["sources"] = [Source(**source) for source in row.content.get("sources", ())]
    named["effects"] = [Effect(**effect) for effect in row.content.get("effects", ())]
    full, _empty = filled(edition, named=named)
    return [replace(value, text=_cut(value.text), items=_cut_list(value.items)) for value in full]


def _cut_list(items):
    return items if len(items) <= MOST_ITEMS else [*items[:MOST_ITEMS], f"+ {len(items) - MOST_ITEMS}"]


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
    if "effects" in row.content:
        after["effects"] = [Effect(edition=old, **effect) for effect in row.content["effects"]]
    return compare(old, new, old_named=before, new_named=after)


def _shortened(change):
    pieces = [replace(piece, text=_cut(piece.text)) for piece in change.pieces]
    return replace(change, pieces=pieces, added=_cut_list(change.added), removed=_cut_list(change.removed))


def _cut(text):
    return text if len(text) <= LONGEST_PIECE else text[:LONGEST_PIECE] + " …"
