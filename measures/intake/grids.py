"""What a file holds before anybody asks what it means: sheets of cells, as a person sees them."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from measures.intake.problems import MOST_COLUMNS, MOST_ROWS, Refused, check_size

LONGEST_CELL = 100_000  # characters
MOST_MERGED = 5_000
MOST_NOTED = 200  # addresses kept for a note


@dataclass(frozen=True)
class BrokenCell:
    """A cell that cannot be read; `why` is a key of planned_rows.WHY_BROKEN, `shown` the beginning of its text."""

    why: str
    shown: str = ""


@dataclass(frozen=True)
class Formatted:
    """A number or a date: the text that the program shows, and the `plain` one without the format."""

    shown: str
    plain: str


@dataclass(frozen=True)
class Linked:
    """A text that leads to an address."""

    shown: str
    address: str


Cell = str | BrokenCell | Formatted | Linked


@dataclass
class Sheet:
    """`cells` is {row number: {column number: Cell}}, without empty ones."""

    name: str = ""
    is_hidden: bool = False
    cells: dict = field(default_factory=dict)
    covered: list = field(default_factory=list)  # (row, column, text) of cells below merged ones
    refused: Refused | None = None
    hidden_rows: set = field(default_factory=set)
    hidden_columns: set = field(default_factory=set)

    def put(self, row, column, cell):
        """Store a cell. Of a sheet that is too large, the rest is left out, and `refused` says so."""
        if self.refused:
            return
        try:
            check_size(len(self.cells) + (row not in self.cells), column)
        except Refused as error:
            self.refused = error
        else:
            self.cells.setdefault(row, {})[column] = cell

    def hide_columns(self, first, last):
        """Note that a range of columns is hidden."""
        self.hidden_columns.update(range(max(first, 1), min(last, MOST_COLUMNS) + 1))

    def hidden_with_content(self):
        """Return the numbers of the hidden rows, and those of the hidden columns, that hold something."""
        rows = sorted(self.hidden_rows & self.cells.keys())
        used = {column for cells in self.cells.values() for column in cells}
        return rows, sorted(self.hidden_columns & used)

    def spread(self, areas):
        """Repeat the value of each merged area in each of its rows, in its first column.

        `areas` are (first column, first row, last column, last row). Areas never overlap in a file that a spreadsheet
        program has written, so they hold no more cells than the sheet. Raises Refused if they do.
        """
        numbers = sorted(self.cells)
        left = 2 * (MOST_ROWS + 1) * MOST_COLUMNS
        for first_column, first_row, last_column, last_row in areas:
            value = self.cells.get(first_row, {}).get(first_column)
            last_column = min(last_column, MOST_COLUMNS)
            touched = numbers[bisect_left(numbers, first_row) : bisect_right(numbers, last_row)]
            left -= len(touched) * max(last_column - first_column + 1, 1)
            if left < 0:
                raise too_large()
            for number in touched:  # a row with nothing else stays empty
                self._cover(number, first_column, last_column, value, is_first=number == first_row)

    def _cover(self, number, first_column, last_column, value, *, is_first):
        cells = self.cells[number]
        for column in range(first_column, last_column + 1):
            hidden = None if is_first and column == first_column else cells.pop(column, None)
            if hidden is not None and len(self.covered) < MOST_NOTED:
                self.covered.append((number, column, shown(hidden)[:200]))
        if value is not None:
            cells[first_column] = value


def shown(cell):
    """Return the text of a cell as a person sees it."""
    return cell if isinstance(cell, str) else cell.shown


def limited(text):
    """Return `text`, or a BrokenCell if it is too long for a cell."""
    return text if len(text) <= LONGEST_CELL else BrokenCell("long", text[:200])


def too_large():
    return Refused(_("The file is too large, counting empty cells with a format. Copy the table into the template."))
