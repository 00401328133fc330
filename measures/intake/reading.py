"""From an uploaded file to a table: rows of texts under known columns. What the texts mean is not asked here."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from measures.intake import csv_files, xlsx_files
from measures.intake.columns import BY_NAME, column_of
from measures.intake.refusal import Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_CHARACTERS = 12_000_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # also what wraps a workbook with a password
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass
class Table:
    """`columns` maps names to letters; a row is {"row": number, "cells": {name: text}, "broken": {name: why}}."""

    columns: dict
    rows: list
    unread: list = field(default_factory=list)  # headers nobody knows


def read_table(file):
    """Return the Table in an uploaded file. Raises Refused, with words for who uploaded it."""
    if file.size > MOST_BYTES:
        raise Refused(_("The file is larger than 10 MB. Please split it."))
    data = file.read()
    if not data.strip():
        raise Refused(_("The file is empty."))
    if data.startswith(OLD_EXCEL):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused(_("The file is protected by a password. Please remove the password and upload it again."))
        raise Refused(_("This is an old Excel file (.xls). Please save it as .xlsx and upload it again."))
    reader = xlsx_files if data.startswith(b"PK") else csv_files
    return _table(reader.read(data))


def _table(grid):
    """`grid` maps row numbers to {number of the column: text or Broken}."""
    header_row, found = _headers(grid)
    columns, unread = {}, []
    for number, text in sorted(found.items()):
        column = column_of(text)
        if column is None:
            unread.append(text[:80])
        elif column.name in columns:
            raise Refused(
                _("Two columns mean “%(header)s”: %(first)s and %(second)s. Please remove one of them.")
                % {"header": column.header, "first": columns[column.name], "second": get_column_letter(number)}
            )
        else:
            columns[column.name] = get_column_letter(number)
    if not columns.keys() & {"title", "key"}:
        raise Refused(
            _("The table has no column “%(title)s”. Please begin with the template, which has all headers.")
            % {"title": BY_NAME["title"].header}
        )
    names = {number: column_of(text).name for number, text in found.items() if column_of(text)}
    rows = [_row(number, grid[number], names) for number in sorted(grid) if number > header_row]
    rows = [row for row in rows if row["cells"] or row["broken"]]
    if not rows:
        raise Refused(_("The table has no rows below its headers."))
    if sum(len(text) for row in rows for text in row["cells"].values()) > MOST_CHARACTERS:
        raise Refused(_("The table holds more than 12 million characters. Please split it."))
    return Table(columns, rows, unread)


def _headers(grid):
    """Return the number of the row with the most known headers near the top, and its texts."""
    best = (0, 0, {})
    for row in sorted(grid)[:20]:
        texts = {number: clean(cell) for number, cell in grid[row].items() if isinstance(cell, str) and clean(cell)}
        known = sum(column_of(text) is not None for text in texts.values())
        if known > best[0]:
            best = (known, row, texts)
    return best[1:]


def _row(number, cells, names):
    row = {"row": number, "cells": {}, "broken": {}}
    for position, name in names.items():
        cell = cells.get(position, "")
        if not isinstance(cell, str):
            row["broken"][name] = cell.why
        elif text := clean(cell):
            row["cells"][name] = text
    return row


def clean(text):
    """Return the text of a cell with plain line ends and without what no table has a use for."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")).strip()
