"""From an uploaded file to a table: rows of texts under known columns. What the texts mean is not asked here."""

import re
from dataclasses import dataclass, field, replace

from django.db import models
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from measures.intake.columns import BY_NAME, LONGEST_HEADER, column_of
from measures.intake.csv_files import read_csv
from measures.intake.encodings import mended_text, readings, twice_readings
from measures.intake.grids import BrokenCell, Formatted, Linked, shown
from measures.intake.kinds import CSV, ODS, kind_of
from measures.intake.left_out import cells_left_out, sheets_left_out
from measures.intake.ods_files import read_ods
from measures.intake.problems import Refused
from measures.intake.xlsx_files import read_xlsx
from measures.models import Edition
from municipalities.visible_text import has_piled_marks, visible

MOST_BYTES = 10 * 1024 * 1024
MOST_CHARACTERS = 12_000_000
MOST_JUDGED = 2_000_000  # characters of a workbook
HEADERS_WITHIN = 20  # rows from the top
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
ADDRESS = re.compile(r"(https?://|www\.)\S+|\S+@\S+\.\S+|\S+\.[A-Za-z]{2,}(/\S*)?")
ADDRESSES = {
    field.name for field in Edition._meta.get_fields() if isinstance(field, models.URLField | models.EmailField)
} | {"sources"}


@dataclass
class Table:
    """`columns` maps names to letters.

    A row is {"row": number, "cells": {name: text}, "broken": {name: [why, text]}, "extra": {letter: text}}; "extra" are
    the cells without a header. `left_out` maps kinds of `left_out.KINDS` to texts that say what was not read.
    """

    columns: dict
    rows: list
    unread: list = field(default_factory=list)  # headers that are not known
    left_out: dict = field(default_factory=dict)


def read_tables(file):
    """Return pairs of a Reading and the Table in an uploaded file, the likeliest first.

    There is more than one only if the umlauts can be read in several ways. Raises Refused with a reason for the user.
    """
    if file.size > MOST_BYTES:
        raise Refused(_("The file is larger than 10 MB. Please split it."))
    data = file.read()
    kind, archive = kind_of(data)
    if kind == CSV:
        return _likeliest([(reading, read_csv(reading.text), {}) for reading in readings(data)])
    sheets = list(read_ods(archive) if kind == ODS else read_xlsx(archive))
    sheet = _chosen(sheets)
    left_out = sheets_left_out(sheets, sheet, archive)
    texts = _foreign_texts(sheet)
    return _likeliest(
        [(reading, sheet if reading.text == texts else _mended(sheet), left_out) for reading in twice_readings(texts)]
    )


def _foreign_texts(sheet):
    """Return the texts of a sheet that have characters beyond ASCII, each once, as one text."""
    texts, left = {}, MOST_JUDGED
    for cells in sheet.cells.values():
        for cell in cells.values():
            if isinstance(cell, str) and cell not in texts and not cell.isascii() and left > 0:
                texts[cell] = None
                left -= len(cell)
    return "\n".join(texts)


def _likeliest(found):
    """Return pairs of Reading and Table: of several, those that know the most headers."""
    tables, reasons = [], []
    for reading, sheet, left_out in found:
        try:
            tables.append((replace(reading, text=""), _table(sheet, left_out)))
        except Refused as error:
            reasons.append(error)
    if not tables:
        raise reasons[0]
    most = max(len(table.columns) for _reading, table in tables)
    return [(reading, table) for reading, table in tables if len(table.columns) == most]


def _mended(sheet):
    cells = {
        row: {column: mended_text(cell) if isinstance(cell, str) else cell for column, cell in cells.items()}
        for row, cells in sheet.cells.items()
    }
    return replace(sheet, cells=cells)


def _chosen(sheets):
    """Return the first visible Sheet with a table of ours, else the first visible one that is not empty."""
    full = [sheet for sheet in sheets if sheet.cells or sheet.refused]
    visible = [sheet for sheet in full if not sheet.is_hidden]
    known = {id(sheet): _known_columns(sheet) for sheet in full}
    best = max(known.values(), default=0)
    # One header alone may be a word on a cover sheet.
    chosen = next((sheet for sheet in visible if known[id(sheet)] >= min(best, 2) > 0), None)
    if chosen is None:
        hidden = next((sheet for sheet in full if known[id(sheet)]), None)
        if hidden:
            raise Refused(
                _("The table is on the hidden sheet “%(name)s”. Please unhide it, or copy it into the template.")
                % {"name": hidden.name}
            )
        if not visible:
            raise Refused(_("The file is empty."))
        chosen = visible[0]
    if chosen.refused:
        raise chosen.refused
    return chosen


def _known_columns(sheet):
    """Return how many of our columns a sheet has, 0 if none of them tells the measures or no row is below."""
    header_row, headers = _headers(sheet.cells)
    names = {column.name for text in headers.values() if (column := column_of(text))}
    return len(names) if names & {"title", "key"} and max(sheet.cells, default=0) > header_row else 0


def _table(sheet, left_out):
    """Return the Table in a Sheet."""
    grid = sheet.cells
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
    rows, characters = [], 0
    for number in sorted(grid):
        if number <= header_row:
            continue
        row = _row(number, grid[number], found, headers)
        characters += sum(map(len, row["cells"].values()))
        if characters > MOST_CHARACTERS:
            raise Refused(_("The table holds more than 12 million characters. Please split it."))
        if row["cells"] or row["broken"] or row["extra"]:
            rows.append(row)
    if not rows:
        raise Refused(_("The table has no rows below its headers."))
    unread = [text[:80] for number, text in sorted(headers.items()) if number not in found]
    return Table(columns, rows, unread, {**left_out, **cells_left_out(sheet, header_row, found, ADDRESSES)})


def _headers(grid):
    """Return the number of the row with the most known headers near the top, and its {column number: text}."""
    best = (0, 0, {})
    for number in sorted(grid)[:HEADERS_WITHIN]:
        texts = {column: clean(shown(cell)[: LONGEST_HEADER + 1]) for column, cell in grid[number].items()}
        texts = {column: text for column, text in texts.items() if text}
        known = sum(column_of(text) is not None for text in texts.values())
        if known > best[0]:
            best = (known, number, texts)
    return best[1:]


def _row(number, cells, columns, headers):
    row = {"row": number, "cells": {}, "broken": {}, "extra": {}}
    for position, cell in sorted(cells.items()):
        column = columns.get(position)
        if column is None:
            if position not in headers and (text := clean(shown(cell).lstrip()[:200])):
                row["extra"][get_column_letter(position)] = text
        elif isinstance(cell, BrokenCell):
            row["broken"][column.name] = [cell.why, clean(cell.shown)]
        elif text := clean(_text(cell, column)):
            if not text.isascii() and has_piled_marks(text):
                row["broken"][column.name] = ["marks", text[:200]]
            else:
                row["cells"][column.name] = text
    return row


def _text(cell, column):
    """Return the text of a cell that its column stores."""
    if isinstance(cell, Formatted) and column.kind in ("date", "year"):
        return cell.plain
    if isinstance(cell, Linked) and column.name in ADDRESSES and not ADDRESS.fullmatch(cell.shown.strip()):
        return cell.address.removeprefix("mailto:")
    return shown(cell)


def clean(text):
    """Return the text of a cell with plain line ends, without control and invisible characters."""
    return CONTROL.sub("", visible(text).replace("\r\n", "\n").replace("\r", "\n")).strip()
