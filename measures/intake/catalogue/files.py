"""Reading the CSV files of a catalogue folder: all columns must be there, and every wrong cell becomes a Problem."""

import codecs
from pathlib import Path

from django import forms

from measures.intake.catalogue.format import COLUMNS, HEADINGS, MAY_BE_MISSING, OPTIONAL
from measures.intake.csv_files import records
from measures.intake.field_values import cleaned
from measures.intake.problems import NotUnderstood, Problem, Refused
from municipalities.folding import words_of
from municipalities.visible_text import visible

DELIMITERS = ",;\t"  # the first one counts if two fit equally well
WORKBOOKS = (".xlsx", ".xls", ".ods")
SAVE_AS_CSV = "Please open it, format the columns of the keys as text, and save the sheet as “CSV UTF-8”."


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
        field = self._reader(column)
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

    def _reader(self, column):
        return COLUMNS[self.file].get(column) or OPTIONAL[self.file][column]

    def _chosen(self, column, text, choices):
        if not text:
            self.wrong(column, "This must not be empty.")
            return None
        try:
            return (choices or self._reader(column)).find(text)
        except NotUnderstood as error:
            self.wrong(column, error.reason, value=text, nearest=error.nearest)
            return None


def read_rows(folder, file, problems):
    """Return the Rows of `file`; None, with problems added, if it cannot be read as a table with its columns.

    An optional column that is not there reads as empty, and a file that may be missing as one without rows.
    """
    if file in MAY_BE_MISSING and not list(folder.glob(f"{Path(file).stem}.*")):
        return []
    optional = OPTIONAL.get(file, ())
    try:
        line, names, lines = _header(_text(folder / file), file)
        wrong = list(_wrong_names(names, COLUMNS[file], optional))
        problems += [Problem(file=file, row=line, column=name, reason=reason) for name, reason in wrong]
        return None if wrong else list(_rows(file, names, lines, problems, empty=dict.fromkeys(optional, "")))
    except Refused as error:
        problems.append(Problem(file=file, row=error.line, reason=str(error)))
        return None


def _text(path):
    """Return the text of a file, with umlauts in one character each, without invisible ones. Raises Refused."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        workbooks = sorted(other.name for other in path.parent.glob(f"{path.stem}.*") if other.suffix in WORKBOOKS)
        if workbooks:
            raise Refused(f"There is only {workbooks[0]}. {SAVE_AS_CSV}") from error
        raise Refused("The file is missing.") from error
    except OSError as error:
        raise Refused(f"The file cannot be read: {error.strerror}.") from error
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Refused(f"This is a workbook of a spreadsheet program, not a CSV file. {SAVE_AS_CSV}")
    try:
        is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return visible(data.decode("utf-16" if is_utf16 else "utf-8-sig"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Refused("The file is not in UTF-8. Please save it in that encoding.", line=line) from error


def _header(text, file):
    """Return the line of the header, our names of its columns, and the rows below it. Raises Refused.

    The header is the first row that is not empty. The delimiter is the one with which it names most of our columns.
    """
    known = {*COLUMNS[file], *OPTIONAL.get(file, ())}
    found = []
    for delimiter in DELIMITERS:
        rows = (row for row in records(text, delimiter) if any(cell.strip() for cell in row[1]))
        try:
            line, header = next(rows, (1, []))
        except Refused:  # with another delimiter, the quotation marks may match
            continue
        names = [_column_named(heading, file) for heading in header]
        found.append((len(known.intersection(names)), line, names, rows))
    if not found:
        list(records(text, ","))  # raises Refused
    number, line, names, rows = max(found, key=lambda each: each[0])
    if not names:
        raise Refused("The file is empty.")
    if not number:
        columns = ", ".join(COLUMNS[file])
        raise Refused(f"The first row does not name the columns. They are: {columns}.", line=line)
    return line, names, rows


def _column_named(heading, file):
    """Return our name of a column: as it is written, or for one of HEADINGS."""
    heading = heading.strip()
    plain = " ".join(words_of(heading))
    return heading if heading in COLUMNS[file] else HEADINGS[file].get(plain, heading)


def _wrong_names(names, columns, optional):
    """Yield (name, reason) for what is wrong with the names in a header. A column without a name may be empty."""
    known = [*columns, *optional]
    for name in columns:
        if name not in names:
            yield name, "The column is missing."
    for name in names:
        if name and name not in known:
            yield name, "This column is not known."
    for name in known:
        if names.count(name) > 1:
            yield name, "The column is there twice."


def _rows(file, names, lines, problems, *, empty):
    for line, cells in lines:
        values = [cell.strip() for cell in cells]
        while len(values) > len(names) and not values[-1]:
            values.pop()
        if len(values) != len(names):
            reason = f"The row has {len(values)} cells, the header has {len(names)}."
            problems.append(Problem(file=file, row=line, reason=reason))
            continue
        nameless = [value for name, value in zip(names, values, strict=True) if value and not name]
        if nameless:
            reason = "This cell is in a column without a name."
            problems.append(Problem(file=file, row=line, value=nameless[0], reason=reason))
        yield Row(file, line, {**empty, **dict(zip(names, values, strict=True))}, problems)
