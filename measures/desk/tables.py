"""Tables of the desk: as a page shows them, and as CSV and XLSX files."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format, number_format

from measures.desk.month_chart import MonthChart
from measures.public.csv_file import csv_file
from measures.public.xlsx_file import Sheet, xlsx_file
from municipalities.slugs import german_slug

FORMATS = ("csv", "xlsx")
LONGEST_SHEET_NAME = 31  # characters, in Excel
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
WIDTH = 28  # of the columns of a workbook, in characters


class Share(int):
    """A share in whole percent."""

    @classmethod
    def of(cls, part: int, whole: int) -> "Share":
        return cls(round(100 * part / whole))

    def __str__(self) -> str:
        return f"{int(self)} %"


@dataclass(frozen=True)
class Cell:
    """A cell as a page shows it; `bar` is how long its bar is, in percent, None if it has none."""

    heading: str
    shown: str
    is_number: bool
    bar: int | None = None


@dataclass(frozen=True)
class Table:
    """A table with a heading.

    name     in addresses
    header   the headings of the columns
    rows     texts, numbers, Shares, dates, times or None
    about    a sentence about what it counts
    bars     number of the column whose values are drawn as bars, too; None for no bars
    charts   drawings of values by month
    """

    name: str
    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]
    about: str = ""
    bars: int | None = None
    charts: Sequence[MonthChart] = ()

    @property
    def cells(self) -> list[list[Cell]]:
        """The rows as a page shows them, with the heading in each cell for narrow screens."""
        rows = list(self.rows)
        top = 100 if self.bars is None else longest(row[self.bars] for row in rows)
        return [
            [
                Cell(heading, shown(value), isinstance(value, int | float), self._bar(row, column, top))
                for column, (heading, value) in enumerate(zip(self.header, row, strict=True))
            ]
            for row in rows
        ]

    def _bar(self, row, column, top):
        """Return the bar of a row, which its first cell has: there is room below the name."""
        return None if self.bars is None or column else round(100 * row[self.bars] / top)

    @property
    def numeric(self) -> list[tuple[str, bool]]:
        """The headings, each with whether its column has numbers."""
        first: Sequence[Any] = next(iter(self.rows), [None] * len(self.header))
        return [(name, isinstance(value, int | float)) for name, value in zip(self.header, first, strict=True)]


def longest(values: Iterable[float]) -> float:
    """Return the value that the longest bar stands for: 100 for shares, else the greatest one."""
    found = list(values)
    return 100 if any(isinstance(value, Share) for value in found) else max([*found, 1])


def shown(value: Any) -> str:
    """Return a value as a page shows it, in the language of the page."""
    if isinstance(value, float):
        return number_format(value, 1)
    if isinstance(value, int) and not isinstance(value, Share):
        return number_format(value, force_grouping=True)
    return date_format(value) if hasattr(value, "strftime") else str("" if value is None else value)


def table_file(table: Table, kind: str) -> HttpResponseBase:
    """Return a table as a file of one of the FORMATS. Raises Http404 for another one."""
    if kind not in FORMATS:
        raise Http404
    name, header = f"{german_slug(table.title)}.{kind}", with_units(table)
    if kind == "csv":
        return csv_file(name, header, ([in_csv(value) for value in row] for row in table.rows))
    sheet_name = NOT_IN_SHEET_NAMES.sub(" ", table.title)[:LONGEST_SHEET_NAME]
    rows = ([in_workbook(value) for value in row] for row in table.rows)
    widths = [WIDTH] * len(header)
    sheet = Sheet(sheet_name, header, rows, widths=widths, filters=True, wrap=True)
    return xlsx_file(name, [sheet], timezone.localdate())


def with_units(table: Table) -> list[str]:
    """Return the headings; that of a column of shares says so, because its cells are plain numbers."""
    first: Sequence[Any] = next(iter(table.rows), ()) if isinstance(table.rows, Sequence) else ()
    shares = [isinstance(value, Share) for value in first] or [False] * len(table.header)
    return [f"{name} (%)" if share else str(name) for name, share in zip(table.header, shares, strict=True)]


def in_csv(value: Any) -> Any:
    """Return a value as a German Excel reads it: a decimal comma, days and times as ISO 8601 has them."""
    if isinstance(value, bool | Share):
        return int(value)
    if isinstance(value, float):
        return f"{value:.1f}".replace(".", ",")
    value = in_workbook(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def in_workbook(value: Any) -> Any:
    """Return a value as a cell of a workbook has it: times, whose zone Excel does not know, as texts in our own."""
    if isinstance(value, Share):
        return int(value)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return value if value is None or isinstance(value, int | float) or hasattr(value, "isoformat") else str(value)
