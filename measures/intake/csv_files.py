"""CSV as spreadsheet programs write it: in UTF-8, UTF-16 or Windows-1252, with semicolons, commas or tabs."""

import codecs
import csv
import io
import re
from itertools import islice

from django.utils.translation import gettext as _

from measures.intake.columns import column_of
from measures.intake.refusal import Refused, check_size

DELIMITERS = ";,\t"
LONGEST_CELL = 1_000_000


def read(data):
    """Return {number of the row: {number of the column: text}} without empty cells and rows."""
    text = _decoded(data)
    text, announced = _without_announcement(text)
    delimiter = max(DELIMITERS, key=lambda candidate: _known_headers(text, candidate))
    grid, number = {}, announced
    records = _records(text, delimiter)
    try:
        for number, record in enumerate(records, start=1 + announced):
            cells = {column: cell for column, cell in enumerate(record, start=1) if cell.strip()}
            if cells:
                grid[number] = cells
                check_size(len(grid), max(cells))
    except csv.Error as error:
        raise Refused(
            _("The quotation marks in row %(row)s do not match, so the cells cannot be told apart.")
            % {"row": number + 1}
        ) from error
    return grid


def _decoded(data):
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if data.startswith(mark):
            return _strictly(data, "utf-16")
    if b"\0" in data:
        raise Refused(_("This is not a table. Please upload a file of the kind CSV or XLSX."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _strictly(data, "cp1252")


def _strictly(data, encoding):
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(_("The characters of the file cannot be read. Please save it as CSV UTF-8 or XLSX.")) from error
    if "\0" in text:
        raise Refused(_("This is not a table. Please upload a file of the kind CSV or XLSX."))
    return text


def _without_announcement(text):
    """Excel is told the delimiter by a first line like `sep=;`. Return the text after it, and its number of lines."""
    found = re.match(r'"?sep=.?"?\r?\n', text, re.IGNORECASE)
    return (text[found.end() :], 1) if found else (text, 0)


def _records(text, delimiter):
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _known_headers(text, delimiter):
    """Return how many headers are known in the best of the first rows, and how many cells that row has."""
    best = (0, 0)
    try:
        for record in islice(_records(text, delimiter), 20):
            best = max(best, (sum(column_of(cell) is not None for cell in record), len(record)))
    except csv.Error:
        pass
    return best
