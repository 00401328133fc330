"""The parts of a format code of a spreadsheet (ECMA-376 part 1, 18.8.31)."""

import re

LONGEST_CODE = 255  # in Excel
TOKEN = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]?|General|Standard|.', re.IGNORECASE | re.DOTALL)


def sections_of(code):
    """Return the sections of a format code, each a list of tokens."""
    sections = [[]]
    for token in TOKEN.findall(code[:LONGEST_CODE]):
        if token == ";":
            sections.append([])
        else:
            sections[-1].append(token)
    return sections


def literal(token):
    """Return the text that a token stands for, None if it is a place for a digit or a part of a date."""
    if token[0] == '"':
        return token.strip('"')
    if token[0] == "\\":
        return token[1:]
    if token[0] == "_":
        return " "
    if token[0] == "*":
        return ""
    if token[0] == "[":
        # [$€-407] is a currency and a language; other brackets hold a colour or a condition.
        return token[2:].strip("]").partition("-")[0] if token.startswith("[$") else ""
    return None
