"""The parts of a format code of a spreadsheet (ECMA-376 part 1, 18.8.31)."""

import re

LONGEST_CODE = 255  # in Excel
PIECE = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]?|General|Standard|.', re.IGNORECASE | re.DOTALL)


def sections_of(code):
    """Return the sections of a format code, each a list of pieces."""
    sections = [[]]
    for piece in PIECE.findall(code[:LONGEST_CODE]):
        if piece == ";":
            sections.append([])
        else:
            sections[-1].append(piece)
    return sections


def literal(piece):
    """Return the text that a piece stands for, None if it is a place for a digit or a part of a date."""
    if piece[0] == '"':
        return piece.strip('"')
    if piece[0] == "\\":
        return piece[1:]
    if piece[0] == "_":
        return " "
    if piece[0] == "*":
        return ""
    if piece[0] == "[":
        # [$€-407] is a currency and a language; other brackets hold a colour or a condition.
        return piece[2:].strip("]").partition("-")[0] if piece.startswith("[$") else ""
    return None
