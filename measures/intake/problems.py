"""What can be wrong with a table: the file as a whole, one cell, or a value in it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_ROWS = 1_000  # the whole catalogue has 700 measures
MOST_COLUMNS = 200
LONGEST_SHOWN = 120  # characters of a value


class Refused(Exception):
    """A file that cannot be read as a table. The text says why; `line` is the line of a text file, 0 if unknown.

    `places` are pairs of a line and the text around what is wrong there; `has_more` if there are more of them.
    """

    def __init__(self, reason, *, line=0, places=(), has_more=False):
        super().__init__(reason)
        self.line, self.places, self.has_more = line, places, has_more


class NotUnderstood(Exception):
    """A cell, or the `value` in it, that cannot be read. `nearest` is what might have been meant."""

    def __init__(self, reason, *, value=None, nearest=""):
        super().__init__(reason)
        self.reason, self.value, self.nearest = reason, value, nearest


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with a cell: where it is, what it holds, why that is wrong, and what might have been meant.

    Without a column, it is about the row as a whole; in row 0, about the file. In the CSV files of a catalogue, `row`
    is the number of the first line of the row.
    """

    file: str = ""  # of a catalogue
    row: int = 0
    column: str = ""  # its header
    letter: str = ""  # of the column in a spreadsheet; empty if the table does not have this column
    value: str = ""
    reason: str
    nearest: str = ""

    @property
    def address(self):
        """The cell as a spreadsheet program calls it."""
        return f"{self.letter}{self.row}" if self.letter else _("row %(row)s") % {"row": self.row}

    @property
    def shown_value(self):
        """The value, shortened."""
        return self.value if len(self.value) <= LONGEST_SHOWN else self.value[:LONGEST_SHOWN] + " …"

    def __str__(self):
        """One line for an operator who sees it in a terminal and opens the file in an editor."""
        place = [self.file]
        if self.row:
            place.append(f"line {self.row}")
        if self.column:
            place.append(f"column {self.column}")
        if self.value:
            # A terminal would obey control characters.
            shown = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in self.shown_value)
            place.append(f"“{shown}”")
        hint = f" Did you mean “{self.nearest}”?" if self.nearest else ""
        return f"{', '.join(place)}: {self.reason}{hint}"


def check_size(rows, columns):
    """Raise Refused if a table is larger than allowed; `rows` counts the headers as well."""
    if rows > MOST_ROWS + 1:
        raise Refused(_("The table has more than 1,000 rows. Please split it."))
    if columns > MOST_COLUMNS:
        raise Refused(_("The table has more than 200 columns. Please begin with the template."))
