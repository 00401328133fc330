"""Reading one sheet of an XLSX file: its cells as a person sees them."""

import math
import re
from datetime import datetime

from measures.intake.grids import LONGEST_CELL, MOST_MERGED, BrokenCell, Formatted, Linked, limited, shown, too_large
from measures.intake.number_formats import shown_number, shown_text

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # in Excel
ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
HYPERLINK = re.compile(r'\s*HYPERLINK\(\s*"([^"]{1,2000})"', re.IGNORECASE)
MOST_LINKS = 20_000


def read_sheet(archive, part, relations, workbook, sheet):
    """Fill a Sheet from a part of the archive and return it."""
    reader = _SheetReader(relations, workbook, sheet)
    archive.read(
        part,
        {
            "row": reader.read_row,
            "mergeCell": reader.read_merged,
            "hyperlink": reader.read_link,
            "col": reader.read_column,
        },
    )
    reader.finish()
    return sheet


def position_of(address):
    """Return (row, column) of an address like B2. Raises ValueError."""
    found = ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(address)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    if not (0 < row <= LAST_ROW and column <= LAST_COLUMN):
        raise ValueError(address)
    return row, column


class _SheetReader:
    def __init__(self, relations, workbook, sheet):
        self.relations, self.workbook, self.sheet = relations, workbook, sheet
        self.row, self.merged, self.links = 0, [], []

    def read_row(self, element):
        self.row = int(element.get("r") or self.row + 1)
        if self.row > LAST_ROW:
            raise too_large()
        if element.get("hidden") in ("1", "true"):
            self.sheet.hidden_rows.add(self.row)
        column = 0
        for item in element.iterfind("c"):
            row, column = position_of(item.get("r")) if item.get("r") else (self.row, column + 1)
            cell = self._cell(item)
            if cell is not None and (isinstance(cell, BrokenCell) or shown(cell).strip()):
                self.sheet.put(row, column, cell)

    def read_merged(self, element):
        first, _colon, last = element.get("ref", "").partition(":")
        (row, column), (last_row, last_column) = position_of(first), position_of(last or first)
        self.merged.append((column, row, last_column, last_row))
        if len(self.merged) > MOST_MERGED:
            raise too_large()

    def read_link(self, element):
        _kind, address = self.relations.get(element.get("id"), ("", ""))
        if address and len(self.links) < MOST_LINKS:
            self.links.append((element.get("ref", "").partition(":")[0], address))

    def read_column(self, element):
        if element.get("hidden") in ("1", "true"):
            self.sheet.hide_columns(int(element.get("min", 0)), int(element.get("max", 0)))

    def finish(self):
        for reference, address in self.links:
            row, column = position_of(reference)
            cell = self.sheet.cells.get(row, {}).get(column)
            if isinstance(cell, str):
                self.sheet.cells[row][column] = Linked(cell, address)
        self.sheet.spread(self.merged)

    def _cell(self, element):
        """Return the Cell of an element, None if it is empty."""
        kind, value, formula = element.get("t", "n"), element.findtext("v"), element.findtext("f")
        if kind == "inlineStr":
            inline = element.find("is")
            return self._text(text_of(inline), element) if inline is not None else None
        if not value:
            # The type "str" is a text, be it the empty one.
            is_missing = element.find("f") is not None and kind != "str"
            return BrokenCell("formula", f"= {(formula or '…')[:200]}") if is_missing else None
        if kind == "e":
            return BrokenCell("error", value[:200])
        if kind == "b":
            return "WAHR" if value == "1" else "FALSCH"
        if kind in ("s", "str"):
            text = self.workbook.strings[int(value)] if kind == "s" else unescape(value)
            link = HYPERLINK.match(formula or "")
            return Linked(text, link[1]) if link else self._text(text, element)
        if kind == "d":
            return _iso_date(value)
        number = float(value)
        if not math.isfinite(number):
            raise ValueError(value)
        return self._number(number, element)

    def _code(self, element):
        codes, style = self.workbook.codes, int(element.get("s", 0))
        return codes[style] if style < len(codes) else "General"

    def _text(self, text, element):
        code = self._code(element)
        text = shown_text(text, code) if "@" in code and code != "@" else text
        # In a workbook nobody escapes an apostrophe; two of them would otherwise lose one (see cells.unescaped).
        return limited("'" + text if text.startswith("''") else text)

    def _number(self, number, element):
        text, plain = shown_number(number, self._code(element), since_1904=self.workbook.since_1904)
        return text if text == plain else Formatted(text, plain)


def text_of(element):
    """Return the text of a string with its runs, without its pronunciation."""
    parts = [run.text or "" for run in element.findall("t")] + [run.findtext("t") or "" for run in element.findall("r")]
    return unescape("".join(parts)[: LONGEST_CELL + 1])


def unescape(text):
    """Return `text` with the signs that XML cannot hold, which Excel writes as _x000D_."""
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def _iso_date(value):
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value[:200]
    return moment.date().isoformat() if moment.time() == moment.time().min else moment.isoformat(" ", "minutes")
