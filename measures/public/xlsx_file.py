"""Tables as XLSX files."""

import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter
from django.conf import settings
from django.http import FileResponse
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from measures.public.csv_file import FORMULA_STARTS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 24  # characters
HEADER_HEIGHT = 34  # points: two lines
BESIDE_WORD = 4  # characters: what a header needs beside its longest word, for the button of its filter
MOST_ON_PAPER = 8  # columns that are printed on one page
A4 = 9
LONGEST_CELL = 32_000  # units of UTF-16; Excel allows 32,767
LONGEST_LINK = 2_000  # characters; Excel allows 2,079
MOST_LINKS = 60_000  # on one sheet; Excel allows 65,530
WEB_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook. Its first row stays in view.

    name     at most 31 characters
    header   the first row
    rows     texts, numbers, dates or None
    kinds    for each column "link", "date", "year" or another; empty: all are texts
    widths   of the columns, in characters
    filters  whether the header offers filters
    frozen   number of columns that stay in view
    wrap     whether long texts are shown in several lines
    height   of the rows below the first, in points; 0: as high as their texts need
    """

    name: str
    header: Sequence[Any]
    rows: Iterable[Sequence[Any]]
    kinds: Sequence[str] = ()
    widths: Sequence[int] = ()
    filters: bool = False
    frozen: int = 1
    wrap: bool = False
    height: int = 0


def xlsx_file(name: str, sheets: Iterable[Sheet], day: date) -> FileResponse:
    """Return a workbook as a response that browsers save under `name`. `day` is the date of its content.

    Rows are written to a temporary file as they come, so that memory does not grow with them.
    """
    os.makedirs(settings.STORAGE, exist_ok=True)
    file = tempfile.TemporaryFile(dir=settings.STORAGE)  # noqa: SIM115 - the response closes it
    options = {"constant_memory": True, "tmpdir": str(settings.STORAGE)}
    book = xlsxwriter.Workbook(file, options)
    # Not the present time: the same content gives the same file.
    book.set_properties({"created": datetime(day.year, day.month, day.day, tzinfo=UTC)})
    for sheet in sheets:
        write_sheet(book, sheet)
    book.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def write_sheet(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    top = {"valign": "top", "text_wrap": sheet.wrap}
    formats = {
        "header": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EAF2"}),
        "text": book.add_format(top),
        "safe": book.add_format({**top, "quote_prefix": True}),
        # On the left, like texts: a number at the right end of its cell runs into the text behind it.
        "number": book.add_format({**top, "align": "left"}),
        "date": book.add_format({**top, "align": "left", "num_format": "yyyy-mm-dd"}),
        "link": book.add_format({**top, "font_color": "#0B3D91", "underline": 1}),
    }
    page = book.add_worksheet(sheet.name)
    page.freeze_panes(1, sheet.frozen)
    page.set_landscape()
    page.set_paper(A4)
    page.repeat_rows(0)
    if len(sheet.header) <= MOST_ON_PAPER:
        page.fit_to_pages(1, 0)
    if sheet.height:
        page.set_default_row(sheet.height)
    page.set_row(0, HEADER_HEIGHT)
    for column, value in enumerate(sheet.header):
        longest_word = max(map(len, str(value).split()), default=0)
        page.set_column(
            column, column, max(sheet.widths[column] if sheet.widths else WIDTH, longest_word + BESIDE_WORD)
        )
        page.write_string(0, column, cell_text(value), formats["header"])
    kinds = sheet.kinds or ["text"] * len(sheet.header)
    last = links = 0
    for last, row in enumerate(sheet.rows, start=1):
        for column, (value, kind) in enumerate(zip(row, kinds, strict=True)):
            if value is None or value == "":
                continue
            if isinstance(value, date):
                page.write_datetime(last, column, value, formats["date"])
            elif isinstance(value, int | float):
                page.write_number(last, column, value, formats["number"])
            elif kind == "link" and links < MOST_LINKS and is_link(value):
                page.write_url(last, column, value, formats["link"], cell_text(value))
                links += 1
            else:
                write_text(page, last, column, cell_text(value), formats)
    if sheet.filters:
        page.autofilter(0, 0, last, len(sheet.header) - 1)


def write_text(page: Worksheet, row: int, column: int, text: str, formats: dict[str, Format]) -> None:
    """Write a text, never a formula, also after somebody has edited the cell."""
    page.write_string(row, column, text, formats["safe" if text.startswith(FORMULA_STARTS) else "text"])


def is_link(value: str) -> bool:
    return len(value) <= LONGEST_LINK and bool(WEB_ADDRESS.fullmatch(value))


def cell_text(value: Any) -> str:
    """Return a value as the text of a cell, cut to what Excel can hold."""
    text = str(value)
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "  # XlsxWriter would write it as XML of its own
    if len(text) * 2 <= LONGEST_CELL or len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL:
        return text
    return text.encode("utf-16-le")[: 2 * LONGEST_CELL].decode("utf-16-le", "ignore") + "…"
