"""Reading CSV files in the encodings and with the delimiters that spreadsheet programs use."""

import codecs
import csv
import io
import re
from itertools import islice

from django.utils.translation import gettext as _

from measures.intake.columns import column_of
from measures.intake.problems import Refused, check_size

DELIMITERS = ";,\t"
LONGEST_CELL = 1_000_000


def read_csv(data):
    """Return {row number: {column number: text}} without empty cells and rows. Raises Refused."""
    text, skipped = _without_announcement(_decoded(data))
    delimiter = max(DELIMITERS, key=lambda candidate: _known_headers(text, candidate))
    grid = {}
    for number, (_line, record) in enumerate(records(text, delimiter, skipped), start=1 + skipped):
        cells = {column: cell for column, cell in enumerate(record, start=1) if cell.strip()}
        if cells:
            grid[number] = cells
            check_size(len(grid), max(cells))
    return grid


def records(text, delimiter, skipped=0):
    """Yield (number of its first line, list of cells) for each record of a CSV file. Raises Refused.

    `skipped` is the number of lines before `text`.
    """
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = skipped + 1
    try:
        for record in reader:
            yield line, record
            # A cell may hold line breaks, so the next record starts after the last line of this one.
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        reason = _("The quotation marks from line %(line)s on do not match, so the cells cannot be told apart.")
        raise Refused(reason % {"line": line}, line=line) from error


def _decoded(data):
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if data.startswith(mark):
            return _decoded_as(data, "utf-16")
    if b"\0" in data:
        raise Refused(_("This is not a table. Please upload a file of the kind CSV or XLSX."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded_as(data, "cp1252")


def _decoded_as(data, encoding):
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(_("The characters of the file cannot be read. Please save it as CSV UTF-8 or XLSX.")) from error
    if "\0" in text:
        raise Refused(_("This is not a table. Please upload a file of the kind CSV or XLSX."))
    return text


def _without_announcement(text):
    """Return the text without a first line like `sep=;`, which tells Excel the delimiter, and its number of lines."""
    found = re.match(r'"?sep=.?"?\r?\n', text, re.IGNORECASE)
    return (text[found.end() :], 1) if found else (text, 0)


def _known_headers(text, delimiter):
    """Return how many headers are known in the best of the first rows, and how many cells that row has."""
    best = (0, 0)
    try:
        for _line, record in islice(records(text, delimiter), 20):
            best = max(best, (sum(column_of(cell) is not None for cell in record), len(record)))
    except Refused:
        pass  # with another delimiter, the quotation marks may match
    return best
