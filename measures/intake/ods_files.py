"""Reading OpenDocument spreadsheets (ODF 1.2 part 1, 9): the text that each cell shows is part of the file."""

from django.utils.translation import gettext as _

from measures.intake.archives import DAMAGED, Archive, damaged
from measures.intake.grids import MOST_MERGED, BrokenCell, Formatted, Linked, Sheet, limited, too_large
from measures.intake.problems import MOST_COLUMNS, MOST_ROWS, Refused

MOST_CELLS = 2 * (MOST_ROWS + 1) * MOST_COLUMNS  # in all sheets, each as often as it is repeated
LAST_COLUMN = 16_384
HIDDEN = ("collapse", "filter")


def read_ods(archive: Archive):
    """Return the Sheets of a spreadsheet, in their order. Raises Refused."""
    reader = _Reader()
    try:
        if b"encryption-data" in archive.beginning("META-INF/manifest.xml", 100_000):
            raise Refused(_("The file is protected by a password. Please remove the password and upload it again."))
        archive.read(
            "content.xml",
            {"style": reader.read_style, "table-row": reader.read_row, "table-column": reader.read_column},
            {"table": reader.start_sheet},
        )
    except Refused:
        raise
    except DAMAGED as error:
        raise damaged() from error
    reader.finish()
    return reader.sheets


class _Reader:
    def __init__(self):
        self.hidden_styles, self.sheets, self.merged = set(), [], []
        self.row = self.column = 0
        self.cells_left = MOST_CELLS

    def read_style(self, element):
        properties = element.find("table-properties")
        if properties is not None and properties.get("display") == "false":
            self.hidden_styles.add(element.get("name"))

    def start_sheet(self, attributes):
        self.finish()
        self.row = self.column = 0
        self.merged = []
        self.sheets.append(Sheet(attributes.get("name", "")[:80], attributes.get("style-name") in self.hidden_styles))

    def finish(self):
        if self.sheets:
            self.sheets[-1].spread(self.merged)
            self.merged = []

    def read_column(self, element):
        first = self.column + 1
        self.column += repeated(element, "number-columns-repeated")
        if element.get("visibility") in HIDDEN and self.sheets:
            self.sheets[-1].hide_columns(first, self.column)

    def read_row(self, element):
        """Store a row as often as the file repeats it; a row without content is only counted."""
        if not self.sheets:
            raise ValueError("a row outside of a table")
        times = repeated(element, "number-rows-repeated")
        if self.sheets[-1].refused:
            return
        cells, areas = _cells(element)
        self.cells_left -= times * len(cells)
        if (cells and times > MOST_ROWS + 1) or self.cells_left < 0:
            raise too_large()
        for number in range(self.row + 1, self.row + times + 1) if cells else ():
            for column, cell in cells.items():
                self.sheets[-1].put(number, column, cell)
            if element.get("visibility") in HIDDEN:
                self.sheets[-1].hidden_rows.add(number)
        for column, columns, rows in areas:
            self.merged.append((column, self.row + 1, column + columns - 1, self.row + rows))
        if len(self.merged) > MOST_MERGED:
            raise too_large()
        self.row += times


def repeated(element, name):
    """Return how often an element counts."""
    return max(1, min(int(element.get(name, 1)), 2_000_000))


def _cells(row):
    """Return {column: Cell} of a row, and (column, number of columns, number of rows) of its merged areas."""
    cells, areas, column = {}, [], 0
    for element in row:
        if element.tag not in ("table-cell", "covered-table-cell"):
            continue
        times = repeated(element, "number-columns-repeated")
        cell = _cell(element)
        if cell is not None:
            if times > MOST_COLUMNS:
                raise too_large()
            cells.update(dict.fromkeys(range(column + 1, column + times + 1), cell))
        columns, rows = (int(element.get(f"number-{kind}-spanned", 1)) for kind in ("columns", "rows"))
        if columns > 1 or rows > 1:
            areas.append((column + 1, columns, rows))
        column += times
        if column > LAST_COLUMN:
            break
    return cells, areas


def _cell(element):
    """Return the Cell of an element, None if it is empty."""
    paragraphs = [paragraph for paragraph in element if paragraph.tag in ("p", "h")]
    text = "\n".join("".join(_texts(paragraph)) for paragraph in paragraphs)
    kind = element.get("value-type", "")
    if not text.strip():
        return (
            BrokenCell("formula", f"= {element.get('formula')[:200]}") if element.get("formula") and not kind else None
        )
    if element.get("formula") and text.startswith(("#", "Err:")):
        return BrokenCell("error", text[:200])
    text = "'" + text if text.startswith("''") else text
    if kind == "date":
        plain = element.get("date-value", "")[:16].replace("T", " ").removesuffix(" 00:00")
        return text if text == plain else Formatted(text, plain)
    if kind in ("float", "percentage", "currency"):
        plain = element.get("value", "").replace(".", ",")
        return text if text == plain else Formatted(text, plain)
    links = [link.get("href", "") for paragraph in paragraphs for link in paragraph.iter("a")]
    return Linked(text, links[0]) if len(links) == 1 and len(text) < 2_000 else limited(text)


def _texts(element):
    """Yield the texts of a paragraph, with the spaces, tabs and line breaks that ODF writes as elements."""
    # Not recursive: a file may nest elements as deep as it likes.
    waiting = [element]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
            continue
        if item.tag == "annotation":
            continue
        if item.tag == "s":
            yield " " * min(int(item.get("c", 1)), 1_000)
        elif item.tag in ("line-break", "tab"):
            yield "\n" if item.tag == "line-break" else "\t"
        for child in reversed(item):
            waiting.extend((child.tail or "", child))
        waiting.append(item.text or "")
