"""Tables as XLSX files."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMN_WIDTH = 40  # characters


def xlsx_file(name: str, sheet: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Return a table as a response that browsers save under `name`. Its first row and first column stay in view."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    page.freeze_panes = "B2"
    for number in range(len(header)):
        page.column_dimensions[chr(ord("A") + number)].width = COLUMN_WIDTH
    page.append([text_cell(page, value, bold=True) for value in header])
    for row in rows:
        page.append([text_cell(page, value) for value in row])
    response = HttpResponse(content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    book.save(response)
    return response


def text_cell(page: Any, value: Any, *, bold: bool = False) -> WriteOnlyCell:
    """Return a cell with a text, never a formula."""
    cell = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub(" ", str(value)))
    cell.data_type = "s"
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
