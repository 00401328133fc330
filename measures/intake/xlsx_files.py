"""Reading XLSX files: the values that a spreadsheet program has stored, cell by cell."""

import io
import warnings
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from measures.intake.columns import column_of
from measures.intake.problems import Refused, check_size

MOST_UNPACKED = 60 * 1024 * 1024  # bytes
MOST_TAGS = 2_000_000  # of XML, in all sheets; a cell has two to eight
MOST_MERGED = 5_000
LAST_ROW = 1_048_576  # in Excel
MOST_SHEETS = 20
ODS = b"application/vnd.oasis.opendocument"
ROW, CELL, FORMULA, VALUE, MERGED = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("row", "c", "f", "v", "mergeCell"))


@dataclass(frozen=True)
class BrokenCell:
    """A cell without a value: a "formula" that was never computed, or one that gave an "error"."""

    why: str


def read_xlsx(data):
    """Return {row number: {column number: text or BrokenCell}} of the first sheet that has our headers.

    Raises Refused. Empty cells and rows are left out.
    """
    _check_archive(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of drawings and the like that it leaves out
            return _first_table(io.BytesIO(data))
    except Refused:
        raise
    # A file from anywhere, in a format of many parts: openpyxl raises nearly everything.
    except Exception as error:
        raise Refused(_("The file is damaged or not a workbook. Please save it as XLSX once more.")) from error


def _check_archive(data):
    """Refuse other archives than workbooks, and what would fill the memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "mimetype" in archive.namelist() and ODS in archive.open("mimetype").read(200):
                raise Refused(_("This is an OpenDocument file (.ods). Please save it as .xlsx or CSV."))
            # Python reads no more of a member than it announces here.
            if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
                raise Refused(_("Unpacked, the file is larger than 60 MB. Please remove pictures, or split it."))
            if "[Content_Types].xml" not in archive.namelist():
                raise Refused(_("This is not a table. Please upload a file of the kind CSV or XLSX."))
            # An element takes three bytes in the file and a hundred times as much in memory.
            if sum(archive.read(member).count(b"<") for member in archive.infolist()) > MOST_TAGS:
                raise _too_large()
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        raise Refused(_("The file is damaged or not a workbook. Please save it as XLSX once more.")) from error


def _too_large():
    return Refused(_("The file is too large, counting empty cells with a format. Copy the table into the template."))


def _first_table(file):
    # What load_workbook does. It returns the workbook only, and merged cells have to be read from the archive.
    reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
    reader.read()
    members = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
    first = None
    for sheet in reader.wb.worksheets[:MOST_SHEETS]:
        with reader.archive.open(members[sheet.title]) as xml:
            outline = _outline(xml)
        grid = _grid(sheet, outline)
        if _has_headers(grid):
            return grid
        first = grid if first is None else first
    return first or {}


@dataclass
class Outline:
    """What openpyxl does not return for a sheet that it reads row by row.

    It would if it read the whole sheet at once, but then it creates each cell of a merged area: 17 billion of them
    for one line of XML.
    """

    last_row: int = 0  # with content
    last_column: int = 0
    formulas: set = field(default_factory=set)  # (row, column) of those without a stored value
    merged: list = field(default_factory=list)  # (first column, first row, last column, last row)


def _outline(xml):
    outline = Outline()
    for _event, element in iterparse(xml):
        if element.tag == CELL and len(element) and element.get("r"):
            row, column = coordinate_to_tuple(element.get("r"))
            outline.last_row = max(outline.last_row, row)
            outline.last_column = max(outline.last_column, column)
            # The type "str" is a text, be it the empty one.
            if element.find(FORMULA) is not None and not element.findtext(VALUE) and element.get("t") != "str":
                outline.formulas.add((row, column))
        elif element.tag == ROW:
            element.clear()
        elif element.tag == MERGED:
            outline.merged.append(range_boundaries(element.get("ref")))
    if len(outline.merged) > MOST_MERGED or outline.last_row > LAST_ROW:
        raise _too_large()
    check_size(0, outline.last_column)
    return outline


def _grid(sheet, outline):
    if not outline.last_row:
        return {}
    grid = {}
    sheet.reset_dimensions()  # some programs store wrong ones
    rows = sheet.iter_rows(max_row=outline.last_row, max_col=outline.last_column)
    for number, cells in enumerate(rows, start=1):
        texts = {column: _text(cell) for column, cell in enumerate(cells, start=1) if cell.value is not None}
        texts = {column: text for column, text in texts.items() if isinstance(text, BrokenCell) or text.strip()}
        if texts:
            grid[number] = texts
            check_size(len(grid), 0)
    for number, column in outline.formulas:
        grid.setdefault(number, {})[column] = BrokenCell("formula")
    check_size(len(grid), 0)
    for area in outline.merged:
        _spread(grid, *area)
    return grid


def _spread(grid, first_column, first_row, last_column, last_row):
    """Repeat the value of a merged area in each of its rows, in its first column."""
    value = grid.get(first_row, {}).get(first_column)
    for number, cells in grid.items():  # a row with nothing else stays empty
        if first_row <= number <= last_row:
            for column in [column for column in cells if first_column <= column <= last_column]:
                del cells[column]  # what lies under a merged cell cannot be seen
            if value is not None:
                cells[first_column] = value


def _has_headers(grid):
    return any(
        sum(isinstance(cell, str) and column_of(cell) is not None for cell in grid[row].values()) > 1
        for row in sorted(grid)[:20]
    )


def _text(cell):
    """Return the value of a cell as a person would type it, or a BrokenCell."""
    value = cell.value
    if cell.data_type == "e":
        return BrokenCell("error")
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.15g}".replace(".", ",")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat(" ", "minutes")
    text = str(value)
    # In a workbook nobody escapes an apostrophe; two of them would otherwise lose one (see cells.unescaped).
    return "'" + text if text.startswith("''") else text
