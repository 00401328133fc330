"""From an uploaded file to a table: rows of texts under known columns. What the texts mean is not asked here."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from measures.intake.columns import BY_NAME, column_of
from measures.intake.csv_files import read_csv
from measures.intake.problems import Refused
from measures.intake.xlsx_files import BrokenCell, read_xlsx
from municipalities.visible_text import visible

MOST_BYTES = 10 * 1024 * 1024
MOST_CHARACTERS = 12_000_000
HEADERS_WITHIN = 20  # rows from the top
OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # also what wraps a workbook with a password
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass
class Table:
    """`columns` maps names to letters; a row is {"row": number, "cells": {name: text}, "broken": {name: why}}."""

    columns: dict
    rows: list
    unread: list = field(default_factory=list)  # headers that are not known


def read_table(file):
    """Return the Table in an uploaded file. Raises Refused with a reason for the user."""
    if file.size > MOST_BYTES:
        raise Refused(_("The file is larger than 10 MB. Please split it."))
    data = file.read()
    if not data.strip():
        raise Refused(_("The file is empty."))
    if data.startswith(OLD_EXCEL):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused(_("The file is protected by a password. Please remove the password and upload it again."))
        raise Refused(_("This is an old Excel file (.xls). Please save it as .xlsx and upload it again."))
    return _table(read_xlsx(data) if data.startswith(b"PK") else read_csv(data))


def _table(grid):
    """Return the Table in {row number: {column number: text or BrokenCell}}."""
    header_row, headers = _headers(grid)
    found = {number: column for number, text in sorted(headers.items()) if (column := column_of(text))}
    columns = {}
    for number, column in found.items():
        letter = get_column_letter(number)
        if column.name in columns:
            raise Refused(
                _("Two columns mean “%(header)s”: %(first)s and %(second)s. Please remove one of them.")
                % {"header": column.header, "first": columns[column.name], "second": letter}
            )
        columns[column.name] = letter
    if not columns.keys() & {"title", "key"}:
        raise Refused(
            _("The table has no column “%(title)s”. Please begin with the template, which has all headers.")
            % {"title": BY_NAME["title"].header}
        )
    rows = [_row(number, grid[number], found) for number in sorted(grid) if number > header_row]
    rows = [row for row in rows if row["cells"] or row["broken"]]
    if not rows:
        raise Refused(_("The table has no rows below its headers."))
    if sum(len(text) for row in rows for text in row["cells"].values()) > MOST_CHARACTERS:
        raise Refused(_("The table holds more than 12 million characters. Please split it."))
    unread = [text[:80] for number, text in sorted(headers.items()) if number not in found]
    return Table(columns, rows, unread)


def _headers(grid):
    """Return the number of the row with the most known headers near the top, and its {column number: text}."""
    best = (0, 0, {})
    for number in sorted(grid)[:HEADERS_WITHIN]:
        texts = {column: clean(cell) for column, cell in grid[number].items() if isinstance(cell, str)}
        texts = {column: text for column, text in texts.items() if text}
        known = sum(column_of(text) is not None for text in texts.values())
        if known > best[0]:
            best = (known, number, texts)
    return best[1:]


def _row(number, cells, columns):
    row = {"row": number, "cells": {}, "broken": {}}
    for position, column in columns.items():
        cell = cells.get(position, "")
        if isinstance(cell, BrokenCell):
            row["broken"][column.name] = cell.why
        elif text := clean(cell):
            row["cells"][column.name] = text
    return row


def clean(text):
    """Return the text of a cell with plain line ends, without control and invisible characters."""
    return CONTROL.sub("", visible(text).replace("\r\n", "\n").replace("\r", "\n")).strip()
