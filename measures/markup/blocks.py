"""The core rule that makes tokens of the lines of a text: headings, lists, tables and paragraphs."""

from itertools import groupby

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from measures.markup.lines import DEEPEST, Line, lines_of

BLOCK = {"heading": "heading", "item": "list", "more": "list", "row": "table", "rule": "table", "text": "paragraph"}


def blocks(state: StateCore) -> None:
    """Append the tokens of the text of `state`."""
    lines = lines_of(state.src)
    for block, group in groupby(_without_gaps(lines), key=lambda line: BLOCK.get(line.kind)):
        if block:
            MAKE[block](state.tokens, list(group))


def _without_gaps(lines: list[Line]) -> list[Line]:
    """Return the lines without the empty ones between two items of a list."""
    kept: list[Line] = []
    gap: list[Line] = []
    for line in lines:
        if line.kind == "empty":
            gap.append(line)
            continue
        if not (kept and kept[-1].kind in ("item", "more") and line.kind == "item"):
            kept += gap
        gap = []
        kept.append(line)
    return kept


def _paragraph(tokens: list[Token], lines: list[Line]) -> None:
    tokens.append(Token("paragraph_open", "p", 1, block=True))
    _broken(tokens, lines)
    tokens.append(Token("paragraph_close", "p", -1, block=True))


def _headings(tokens: list[Token], lines: list[Line]) -> None:
    for line in lines:
        tag = "h3" if len(line.mark) < 4 else "h4"  # the page itself has headings of the first two levels
        tokens.append(Token("heading_open", tag, 1, block=True))
        _inline(tokens, line.text)
        tokens.append(Token("heading_close", tag, -1, block=True))


def _list(tokens: list[Token], lines: list[Line]) -> None:
    indents: list[int] = []  # of the open lists, outermost first
    for number, line in enumerate(lines):
        if line.kind == "more":
            continue
        while len(indents) > 1 and line.indent < indents[-1]:
            tokens += [_close("li"), _close("ul")]
            indents.pop()
        is_deeper = not indents or (line.indent > indents[-1] + 1 and len(indents) < DEEPEST)
        if is_deeper:
            indents.append(line.indent)
            tokens.append(Token("bullet_list_open", "ul", 1, block=True))
            if line.signed:
                tokens[-1].attrs["class"] = "signed"
        else:
            tokens.append(_close("li"))
        tokens.append(Token("list_item_open", "li", 1, block=True))
        end = number + 1
        while end < len(lines) and lines[end].kind == "more":
            end += 1
        _broken(tokens, lines[number:end])
    for _indent in indents:
        tokens += [_close("li"), _close("ul")]


def _table(tokens: list[Token], lines: list[Line]) -> None:
    # Focusable, so that the arrow keys scroll a table that is wider than the page
    tokens.append(Token("table_open", "table", 1, attrs={"tabindex": "0"}, block=True))
    if len(lines) > 1 and lines[1].kind == "rule":
        _rows(tokens, lines[:1], "thead", "th")
        lines = lines[2:]
    if lines:
        _rows(tokens, lines, "tbody", "td")
    tokens.append(Token("table_close", "table", -1, block=True))


def _rows(tokens: list[Token], lines: list[Line], part: str, tag: str) -> None:
    tokens.append(Token(f"{part}_open", part, 1, block=True))
    for line in lines:
        tokens.append(Token("tr_open", "tr", 1, block=True))
        for cell in line.cells:
            tokens.append(Token(f"{tag}_open", tag, 1, attrs={"scope": "col"} if tag == "th" else {}, block=True))
            _inline(tokens, cell)
            tokens.append(Token(f"{tag}_close", tag, -1, block=True))
        tokens.append(Token("tr_close", "tr", -1, block=True))
    tokens.append(Token(f"{part}_close", part, -1, block=True))


def _broken(tokens: list[Token], lines: list[Line]) -> None:
    """Append lines with line breaks between them. Each is parsed by itself, so no emphasis crosses a line break."""
    for number, line in enumerate(lines):
        if number:
            tokens.append(Token("hardbreak", "br", 0))
        _inline(tokens, line.text)


def _inline(tokens: list[Token], text: str) -> None:
    tokens.append(Token("inline", "", 0, content=text, children=[], block=True))


def _close(tag: str) -> Token:
    return Token("list_item_close" if tag == "li" else "bullet_list_close", tag, -1, block=True)


MAKE = {"paragraph": _paragraph, "heading": _headings, "list": _list, "table": _table}
