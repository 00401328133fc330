"""Reading the CSV files of a catalogue folder: all columns must be there, and every wrong cell becomes a Problem."""

from django import forms

from measures.intake.catalogue.format import COLUMNS, OPTIONAL
from measures.intake.csv_files import records
from measures.intake.field_values import cleaned
from measures.intake.problems import NotUnderstood, Problem, Refused


class CatalogueError(Exception):
    """A catalogue that cannot be imported; `problems` says why, in the order of the files."""

    def __init__(self, problems):
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class Row:
    """One row of a file. Its methods return what a cell stands for; a wrong cell is added to `problems`."""

    def __init__(self, file, line, cells, problems):
        self.file = file
        self.line = line  # the first one
        self.cells = cells
        self.problems = problems

    def problem(self, column, reason, *, value=None, nearest=""):
        value = self.cells[column] if value is None else value
        return Problem(file=self.file, row=self.line, column=column, value=value, reason=reason, nearest=nearest)

    def wrong(self, column, reason, *, value=None, nearest=""):
        self.problems.append(self.problem(column, reason, value=value, nearest=nearest))

    def value(self, column):
        """Return what the form field of the column makes of the cell.

        If that is wrong, a text is returned as it is, anything else as None.
        """
        field = COLUMNS[self.file].get(column) or OPTIONAL[self.file][column]
        try:
            return cleaned(field, self.cells[column])
        except NotUnderstood as error:
            self.wrong(column, error.reason)
            return self.cells[column] if isinstance(field, forms.CharField) else None

    def choice(self, column, choices=None, *, required=False):
        """Return the value that the cell names, among `choices` or those of the column; None if wrong, "" if empty."""
        text = self.cells[column]
        return self._chosen(column, text, choices) if text or required else ""

    def choices(self, column, choices=None, *, required=False):
        """Return a tuple of the values that the cell names, separated by semicolons."""
        texts = [text for part in self.cells[column].split(";") if (text := part.strip())]
        if required and not texts:
            texts = [""]
        found = [self._chosen(column, text, choices) for text in texts]
        return tuple(dict.fromkeys(value for value in found if value is not None))

    def _chosen(self, column, text, choices):
        if not text:
            self.wrong(column, "This must not be empty.")
            return None
        try:
            return (choices or COLUMNS[self.file][column]).find(text)
        except NotUnderstood as error:
            self.wrong(column, error.reason, value=text, nearest=error.nearest)
            return None


def read_rows(folder, file, problems):
    """Return the Rows of `file`; None, with problems added, if it cannot be read as a table with its columns.

    An optional column that is not there reads as empty.
    """
    optional = OPTIONAL.get(file, ())
    try:
        lines = records(_text(folder / file), ",")
        _line, header = next(lines, (1, []))
        names = [name.strip() for name in header]
        wrong = list(_wrong_names(names, COLUMNS[file], optional))
        problems += [Problem(file=file, row=1, column=name, reason=reason) for name, reason in wrong]
        return None if wrong else list(_rows(file, names, lines, problems, empty=dict.fromkeys(optional, "")))
    except Refused as error:
        problems.append(Problem(file=file, row=error.line, reason=str(error)))
        return None


def _text(path):
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise Refused("The file is missing.") from error
    except OSError as error:
        raise Refused(f"The file cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Refused("The file is not in UTF-8. Please save it in that encoding.", line=line) from error


def _wrong_names(names, columns, optional):
    """Yield (name, reason) for what is wrong with the names in a header."""
    known = [*columns, *optional]
    for name in columns:
        if name not in names:
            yield name, "The column is missing."
    for name in names:
        if name not in known:
            yield name, "This column is not known."
    for name in known:
        if names.count(name) > 1:
            yield name, "The column is there twice."


def _rows(file, names, lines, problems, *, empty):
    for line, cells in lines:
        if not cells:
            continue
        if len(cells) != len(names):
            reason = f"The row has {len(cells)} cells, the header has {len(names)}."
            problems.append(Problem(file=file, row=line, reason=reason))
        else:
            values = (cell.strip() for cell in cells)
            yield Row(file, line, {**empty, **dict(zip(names, values, strict=True))}, problems)
