"""The changes of changed rows, compared like two editions, shortened to limit the size of a page."""

from copy import copy
from dataclasses import replace

from measures.content import CONTENT, LISTS, RELATIONS
from measures.desk.comparison import compare
from measures.models import Source

LONGEST_PIECE = 400  # characters
MOST_ITEMS = 40


def changes_of(rows):
    """Return a list of (planned row, list of its Changes). Makes no queries: the plan has loaded what the rows name."""
    return [(row, [_shortened(change) for change in _changes(row)]) for row in rows]


def _changes(row):
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
