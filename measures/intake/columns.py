"""The columns of a table of entries. Headers are part of the file format, so they are German in every language."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from measures import steckbrief, steckbrief_fields
from measures.steckbrief_fields import Text

LONGEST_HEADER = 200  # characters


@dataclass(frozen=True)
class Column:
    name: str  # of a field of the Steckbrief; or "key", "project"
    header: str
    kind: str  # "key", "project", or the kind of a steckbrief_fields.Column
    hint: Text
    also: tuple[str, ...] = ()  # other headers that are accepted
    width: int = 24  # in characters


def content_columns():
    """Return the Columns of all fields of the Steckbrief that have one."""
    described = [(field.name, field.column) for field in steckbrief.FIELDS]
    return [
        Column(name, column.header, column.kind, column.hint, column.also, column.width)
        for name, column in described
        if isinstance(column, steckbrief_fields.Column)
    ]


COLUMNS = [
    Column("key", "Kennung", "key", _("Empty for a new measure. Leave it alone for one that exists."), ("Slug",), 30),
    Column(
        "project",
        "Modellprojekt",
        "project",
        _("Name of the project. May be left out if you write for one project only."),
        ("Projekt",),
    ),
    *content_columns(),
]
BY_NAME = {column.name: column for column in COLUMNS}
HEADERS = [column.header for column in COLUMNS]
CONTENT_NAMES = [column.name for column in COLUMNS if column.name not in ("key", "project")]


def fold(text):
    """Return `text` without differences of case, spaces, soft hyphens and the two ways to write an umlaut."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\xad", "").split()).casefold()


def fold_header(text):
    """Return a header folded, without an explanation in brackets, a colon and the star of a required column."""
    return fold(re.sub(r"\([^()]*\)|[*:]", " ", text))


KNOWN = {fold_header(header): column for column in COLUMNS for header in (column.header, *column.also, column.name)}


def column_of(header):
    """Return the Column with this header, or None."""
    return KNOWN.get(fold_header(header)) if len(header) <= LONGEST_HEADER else None
