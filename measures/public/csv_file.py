"""Tables as CSV files in UTF-8."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"
LINES_AT_ONCE = 100


def csv_file(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Any]], *, for_excel: bool = True
) -> StreamingHttpResponse:
    """Return a table as a response that browsers save under `name`.

    `for_excel` adds a byte order mark and writes semicolons between the cells, as a German Excel expects it. Without
    it, the file is as RFC 4180 describes it, with commas.
    """
    response = StreamingHttpResponse(lines(header, rows, for_excel=for_excel), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class LastLine:
    """A file that holds only what was written last."""

    def write(self, text: str) -> None:
        self.text = text


def lines(header: Sequence[str], rows: Iterable[Sequence[Any]], *, for_excel: bool) -> Iterator[str]:
    """Yield the file in parts of some lines."""
    line = LastLine()
    writer = csv.writer(line, delimiter=";" if for_excel else ",", lineterminator="\r\n")
    writer.writerow(header)
    part = [BYTE_ORDER_MARK if for_excel else "", line.text]
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
        part.append(line.text)
        if len(part) >= LINES_AT_ONCE:
            yield "".join(part)
            part = []
    yield "".join(part)


def safe_cell(value: Any) -> Any:
    """Return a text that a spreadsheet would take for a formula behind an apostrophe; all else as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
