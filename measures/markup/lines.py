"""What each line of a text is: a heading, an item of a list, a row of a table, plain text, or empty.

Each line is looked at by itself; then whole runs of lines decide about signs that have two meanings. Both take time
linear in the length of the text.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

# Characters that stand for nothing but a bullet. Word puts those of its symbol fonts at U+F020 to U+F0FF.
BULLET = "•·▪■●○◦‣⁃∙\uf020-\uf0ff"
# Signs that are a bullet only with a space behind them: "-5 °C" and "*innen" are none
SIGN = "-–*+"
ITEM = re.compile(rf"(\s*)([{BULLET}]|[{SIGN}o](?=\s))\s*+(?=\S)(.*)")
ONLY_SIGNS = re.compile(rf"[\s{BULLET}{SIGN}_=]*")
HEADING = re.compile(r"(#{1,4})\s+(?=\S)(.*)")
NUMBERED = re.compile(r"(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{2,4})[.)]")
# Below the head of a table in Markdown
RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
MOST_CELLS = 200  # in a row; a line with more separators than that is no row of a table
TAB = 4  # columns
DEEPEST = 4  # levels of a list


@dataclass(slots=True)
class Line:
    """One line of a text.

    kind    "empty", "heading", "item", "more" (of the item before), "row", "rule" or "text"
    text    what is shown of it
    mark    the sign at the beginning of a heading or an item; "" for an item that begins with a tab
    indent  columns before the mark
    cells   the texts of a row, or of what may be one
    by      the separator of the cells
    signed  whether an item shows its mark, since it means something
    """

    kind: str
    text: str
    mark: str = ""
    indent: int = 0
    cells: list[str] = field(default_factory=list)
    by: str = ""
    signed: bool = False


def lines_of(text: str) -> list[Line]:
    """Return the Lines of a text."""
    raw = text.splitlines()
    lines = [_line(line) for line in raw]
    for run in _runs_of_rows(lines):
        _settle_rows(run)
    _join_items(lines, raw)
    for run in _runs_of_items(lines):
        _settle_marks(run)
    return lines


def _line(raw: str) -> Line:
    """Return the Line as far as it can be told without its neighbours."""
    text = raw.strip()
    if not text:
        return Line("empty", "")
    if heading := HEADING.fullmatch(text):
        return Line("heading", heading[2], mark=heading[1])
    item = ITEM.fullmatch(raw.rstrip())
    if item and not ONLY_SIGNS.fullmatch(text):
        return Line("item", item[3], mark=item[2], indent=len(item[1].expandtabs(TAB)))
    line = Line("text", text)
    if raw.startswith("\t"):
        indent = len(raw) - len(raw.lstrip())
        line = Line("item", text, indent=len(raw[:indent].expandtabs(TAB)))
    by = "\t" if "\t" in text else "|"
    if text.count(by) < MOST_CELLS:
        line.by, line.cells = by, _cells(raw, text, by)
    return line


def _cells(raw: str, text: str, by: str) -> list[str]:
    """Return the cells of a line, or [] if it has only one."""
    if by not in text:
        return []
    if by == "|":
        text = text.removeprefix("|").removesuffix("|")
    else:
        text = raw.rstrip()
    cells = [cell.strip() for cell in text.split(by)]
    is_numbered_line = by == "\t" and len(cells) == 2 and NUMBERED.fullmatch(cells[0])
    return [] if is_numbered_line else cells


def _runs_of_rows(lines: list[Line]) -> Iterator[list[Line]]:
    """Yield the lines that follow each other and have cells with the same separator."""
    run: list[Line] = []
    for line in lines:
        if not line.cells or (run and run[-1].by != line.by):
            yield run
            run = []
        if line.cells:
            run.append(line)
    yield run


def _settle_rows(run: list[Line]) -> None:
    """Make two and more lines rows of a table.

    With "|" between the cells, either the second line is a rule or each line begins and ends with "|": it stands
    between the parts of a line in plain texts, too.
    """
    if len(run) < 2:
        return
    is_ruled = run[0].by == "|" and RULE.fullmatch(run[1].text) is not None
    if run[0].by == "|" and not is_ruled and not all(line.text[0] == line.text[-1] == "|" for line in run):
        return
    for line in run:
        line.kind = "row"
    if is_ruled:
        run[1].kind = "rule"


def _join_items(lines: list[Line], raw: list[str]) -> None:
    """Add to an item the indented lines that directly follow it."""
    for (before, line), text in zip(pairwise(lines), raw[1:], strict=False):
        if line.kind == "text" and before.kind in ("item", "more") and text.startswith("  "):
            line.kind = "more"


def _runs_of_items(lines: list[Line]) -> Iterator[list[Line]]:
    """Yield the items of each list; empty lines between items do not end it."""
    run: list[Line] = []
    for line in lines:
        if line.kind == "item":
            run.append(line)
        elif line.kind not in ("more", "empty"):
            yield run
            run = []
    yield run


def _settle_marks(run: list[Line]) -> None:
    """Decide about the signs that mean more than a bullet.

    A single "*" begins a footnote, a single "o" is a letter. "+" stands for an advantage, and then "-" beside it for a
    disadvantage.
    """
    often = Counter(line.mark for line in run)
    for line in run:
        if (line.mark == "*" and often["*"] == 1) or (line.mark == "o" and len(run) == 1):
            line.kind, line.text = "text", f"{line.mark} {line.text}"
        elif "+" in often and line.mark in ("+", "-", "–"):
            line.signed, line.text = True, f"{line.mark} {line.text}"
        elif line.mark == "o" and len(often) > 1:
            line.indent += TAB  # Word's second level, pasted without its indent
