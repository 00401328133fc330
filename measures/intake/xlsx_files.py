"""XLSX, read cell by cell with the values that its program has stored."""

import io
import warnings
import zipfile
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from measures.intake.columns import column_of
from measures.intake.refusal import Refused, check_size

MOST_UNPACKED = 60 * 1024 * 1024
MOST_SHEETS = 20
ODS = b"application/vnd.oasis.opendocument"


@dataclass(frozen=True)
class Broken:
    """A cell without a value of its own: a "formula" that was never computed, or one that gave an "error"."""

    why: str


class Parser(WorkSheetParser):
    """openpyxl cannot tell a formula without a stored value from an empty cell; nobody else may take it for one."""

    def parse_cell(self, element):
        cell = super().parse_cell(element)
        if cell["data_type"] == "e":
            cell["value"] = Broken("error")
        elif cell["value"] is None and element.find(FORMULA_TAG) is not None and element.get("t") != "str":
            cell["value"] = Broken("formula")  # as "str" it is a text, the empty one
        return cell


def read(data):
    """Return {number of the row: {number of the column: text or Broken}} of the first sheet that has our headers."""
    _check_archive(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of drawings and the like that it leaves out
            workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            grids = (_grid(workbook, sheet) for sheet in workbook.worksheets[:MOST_SHEETS])
            first = None
            for grid in grids:
                first = grid if first is None else first
                if _has_headers(grid):
                    return grid
    except Refused:
        raise
    # A file from anywhere, in a format of many parts: openpyxl raises nearly everything.
    except Exception as error:
        raise Refused(_("The file is damaged or not a workbook. Please save it as XLSX once more.")) from error
    return first or {}


def _check_archive(data):
    """Refuse what only looks like a workbook, and what would fill the memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "mimetype" in archive.namelist() and ODS in archive.open("mimetype").read(200):
                raise Refused(_("This is an OpenDocument file (.ods). Please save it as .xlsx or CSV."))
            # Python reads no more of a member than it announces here.
            if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
                raise Refused(_("Unpacked, the file is larger than 60 MB. Please remove pictures, or split it."))
            if "[Content_Types].xml" not in archive.namelist():
                raise Refused(_("This is not a table. Please upload a file of the kind CSV or XLSX."))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise Refused(_("The file is damaged or not a workbook. Please save it as XLSX once more.")) from error


def _grid(workbook, sheet):
    with sheet._get_source() as source:
        parser = Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=workbook.epoch,
            date_formats=workbook._date_formats,
            timedelta_formats=workbook._timedelta_formats,
        )
        grid = {}
        for number, row in parser.parse():
            cells = {cell["column"]: _text(cell["value"]) for cell in row if cell["value"] not in (None, "")}
            cells = {column: text for column, text in cells.items() if isinstance(text, Broken) or text.strip()}
            if cells:
                grid[number] = cells
                check_size(len(grid), max(cells))
    for area in parser.merged_cells.mergeCell if parser.merged_cells else ():
        _spread(grid, area)
    return grid


def _spread(grid, area):
    """A cell that was merged downwards is meant for each of its rows; merged sideways, for its first column."""
    value = grid.get(area.min_row, {}).get(area.min_col)
    for number, cells in grid.items():  # a row with nothing else stays empty
        if area.min_row <= number <= area.max_row:
            for column in [column for column in cells if area.min_col <= column <= area.max_col]:
                del cells[column]  # nobody sees what lies under a merged cell
            if value is not None:
                cells[area.min_col] = value


def _has_headers(grid):
    return any(
        sum(isinstance(cell, str) and column_of(cell) is not None for cell in grid[row].values()) > 1
        for row in sorted(grid)[:20]
    )


def _text(value):
    """Return a value as a person would type it."""
    if isinstance(value, Broken):
        return value
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.15g}".replace(".", ",")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat(" ", "minutes")
    text = str(value)
    # In a workbook nobody escapes an apostrophe; two of them would otherwise lose one (see values.unescaped).
    return "'" + text if text.startswith("''") else text
