"""Reading CSV files with the delimiters that spreadsheet programs use."""

import csv
import io
import re
from itertools import islice

from django.utils.translation import gettext as _

from measures.intake.columns import column_of
from measures.intake.grids import Sheet, limited
from measures.intake.problems import Refused

DELIMITERS = ";,\t|"
LONGEST_RECORD_CELL = 1_000_000
MOST_BROKEN = 20  # places that are named; each takes a look at the rest of the file
SHOWN_AROUND = 80  # characters


def read_csv(text):
    """Return the Sheet in the text of a CSV file. Raises Refused."""
    text, skipped = _without_announcement(text)
    delimiter = max(DELIMITERS, key=lambda candidate: _known_headers(text, candidate))
    _check_quotes(text, delimiter, skipped)
    sheet = Sheet()
    for number, (_line, record) in enumerate(records(text, delimiter, skipped), start=1 + skipped):
        for column, cell in enumerate(record, start=1):
            if cell.strip():
                sheet.put(number, column, limited(cell))
        if sheet.refused:
            raise sheet.refused
    return sheet


def records(text, delimiter, skipped=0):
    """Yield (number of its first line, list of cells) for each record of a CSV file. Raises Refused.

    `skipped` is the number of lines before `text`.
    """
    csv.field_size_limit(LONGEST_RECORD_CELL)
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


def _check_quotes(text, delimiter, skipped):
    """Raise Refused with all places where quotation marks do not match."""
    lines = io.StringIO(text, newline="").readlines()
    first, broken = 0, []
    while first < len(lines) and len(broken) <= MOST_BROKEN:
        # After a broken record, go on with the line after the one that it starts in.
        start = _first_broken(lines, first, delimiter)
        if start is None:
            break
        if len(lines[start]) > LONGEST_RECORD_CELL and '"' not in lines[start]:
            raise Refused(
                _("This text is longer than 100,000 characters. Please shorten it."),
                line=skipped + start + 1,
                places=[(skipped + start + 1, lines[start][:SHOWN_AROUND] + " …")],
            )
        broken.append((skipped + start + 1, _around(lines[start])))
        first = start + 1
    if broken:
        number = len(broken)
        raise Refused(
            _("In some lines the quotation marks do not match, so the cells cannot be told apart.")
            if number > 1
            else _("The quotation marks from line %(line)s on do not match, so the cells cannot be told apart.")
            % {"line": broken[0][0]},
            line=broken[0][0],
            places=broken[:MOST_BROKEN],
            has_more=number > MOST_BROKEN,
        )


def _first_broken(lines, first, delimiter):
    """Return the position of the line in which the first broken record starts, None if there is none."""
    reader = csv.reader(islice(lines, first, None), delimiter=delimiter, strict=True)
    start = first
    try:
        for _record in reader:
            start = first + reader.line_num
    except csv.Error:
        return start
    return None


def _around(line):
    quote = max(line.find('"'), 0)
    begin = max(0, quote - SHOWN_AROUND // 2)
    piece = line[begin : quote + SHOWN_AROUND].strip()
    return ("… " if begin else "") + piece + (" …" if quote + SHOWN_AROUND < len(line.rstrip()) else "")


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
