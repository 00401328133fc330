"""Reading the CSV files of a catalogue: every cell is checked, every problem is named with its place."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SHOWN = 60
check_url = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Problem:
    """Something wrong in a file. Line 0 is the file as a whole."""

    file: str
    line: int
    column: str
    value: str
    reason: str

    def __str__(self):
        place = [self.file]
        if self.line:
            place.append(f"line {self.line}")
        if self.column:
            place.append(f"column {self.column}")
        shown = f" “{_printable(self.value)}”" if self.value else ""
        return f"{', '.join(place)}:{shown} {self.reason}"


class CatalogueError(Exception):
    """A catalogue that cannot be imported; `problems` says why, in the order of the files."""

    def __init__(self, problems):
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class Row:
    """One row of a file. The methods return a cell as what it stands for; a bad one is noted as a problem."""

    def __init__(self, file, line, cells, problems):
        self.file = file
        self.line = line
        self.cells = cells
        self.problems = problems

    def problem(self, column, reason, value=None):
        return Problem(self.file, self.line, column, self.cells[column] if value is None else value, reason)

    def wrong(self, column, reason, value=None):
        self.problems.append(self.problem(column, reason, value))

    def filled(self, column):
        """Return whether the cell holds something; if not, that is a problem."""
        if not self.cells[column]:
            self.wrong(column, "must not be empty")
        return bool(self.cells[column])

    def text(self, column, *, most, required=False):
        value = self.cells[column]
        if required:
            self.filled(column)
        if len(value) > most:
            self.wrong(column, f"is too long: {len(value)} characters, allowed are {most}")
        if found := CONTROL_CHARACTER.search(value):
            self.wrong(column, f"contains the control character U+{ord(found[0]):04X}")
        return value

    def url(self, column, *, most=500):
        value = self.text(column, most=most)
        if value and len(value) <= most:
            try:
                check_url(value)
            except ValidationError:
                self.wrong(column, "is not an address starting with http:// or https://")
        return value

    def matching(self, column, pattern, meaning, *, required=False):
        """Return the cell if all of it matches `pattern`; `meaning` completes “is not …”."""
        value = self.cells[column]
        if required and not self.filled(column):
            return value
        if value and not re.fullmatch(pattern, value, re.ASCII):
            self.wrong(column, f"is not {meaning}")
        return value

    def integer(self, column, low, high):
        return self._number(column, r"-?\d{1,12}", int, low, high)

    def decimal(self, column, low, high):
        return self._number(column, r"-?\d{1,4}(\.\d{1,15})?", float, low, high)

    def _number(self, column, pattern, convert, low, high):
        value = self.cells[column]
        if not value:
            return None
        if not re.fullmatch(pattern, value, re.ASCII):
            self.wrong(column, "is not a number")
        elif not low <= convert(value) <= high:
            self.wrong(column, f"is out of range ({low} to {high})")
        else:
            return convert(value)
        return None

    def day(self, column):
        value = self.cells[column]
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.wrong(column, "is not a date such as 2022-12-31")
            return None

    def choice(self, column, allowed, *, required=False):
        """Return what the cell stands for in the mapping `allowed`; empty is "" unless required."""
        value = self.cells[column]
        if required and not self.filled(column):
            return None
        return self._allowed(column, value, allowed) if value else ""

    def choices(self, column, allowed, *, required=False):
        """Return what the values in the cell, separated by semicolons, stand for."""
        if required:
            self.filled(column)
        values = [value.strip() for value in self.cells[column].split(";")]
        found = [self._allowed(column, value, allowed) for value in values if value]
        return tuple(dict.fromkeys(choice for choice in found if choice is not None))

    def _allowed(self, column, value, allowed):
        if value in allowed:
            return allowed[value]
        by_lower_case = {str(name).lower(): name for name in allowed if name}
        near = get_close_matches(value.lower(), by_lower_case, n=1, cutoff=0)
        hint = f"; the nearest one is “{by_lower_case[near[0]]}”" if near else ""
        self.wrong(column, f"is not an allowed value{hint}", value)
        return None


def read_rows(folder, file, columns, problems, *, optional=()):
    """Return the rows of `file`, or None, with problems noted, when it cannot be read as a table.

    A column that is `optional` and not there reads as empty.
    """
    try:
        text = (folder / file).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return problems.append(Problem(file, 0, "", "", "is missing"))
    except OSError as error:
        return problems.append(Problem(file, 0, "", "", f"cannot be read: {error.strerror}"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return problems.append(Problem(file, line, "", "", "is not UTF-8; save the file in that encoding"))

    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(lines, [])
        if not _header_fits(file, header, columns, optional, problems):
            return None
        return list(_rows(file, header, lines, problems, empty=dict.fromkeys(optional, "")))
    except csv.Error as error:
        return problems.append(Problem(file, lines.line_num, "", "", f"cannot be read as CSV: {error}"))


def _header_fits(file, header, columns, optional, problems):
    names, known = [name.strip() for name in header], [*columns, *optional]
    wrong = [Problem(file, 1, name, "", "is missing") for name in columns if name not in names]
    wrong += [Problem(file, 1, name, "", "is not a known column") for name in names if name not in known]
    wrong += [Problem(file, 1, name, "", "stands there twice") for name in known if names.count(name) > 1]
    problems += wrong
    return not wrong


def _rows(file, header, lines, problems, *, empty):
    names = [name.strip() for name in header]
    line = lines.line_num + 1
    for cells in lines:
        if cells and len(cells) != len(names):
            reason = f"has {len(cells)} cells, the header has {len(names)}"
            problems.append(Problem(file, line, "", "", reason))
        elif cells:
            values = (cell.strip() for cell in cells)
            yield Row(file, line, {**empty, **dict(zip(names, values, strict=True))}, problems)
        # A cell may hold line breaks, so the next row starts after the last line of this one.
        line = lines.line_num + 1


def _printable(value):
    shown = value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in shown)
