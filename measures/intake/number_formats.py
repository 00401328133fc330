"""What a German spreadsheet program shows for a number with a format code (ECMA-376 part 1, 18.8.30 and 18.8.31)."""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from measures.intake.date_formats import date_of, has_date, shown_date
from measures.intake.format_codes import literal, sections_of

# The formats without a code in the file, as Excel shows them in German
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '#,##0 "€"', 6: '#,##0 "€"', 7: '#,##0.00 "€"', 8: '#,##0.00 "€"',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "dd.mm.yyyy", 15: "dd. mmm yy", 16: "dd. mmm", 17: "mmm yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "hh:mm", 21: "hh:mm:ss", 22: "dd.mm.yyyy hh:mm",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    41: "#,##0", 42: '#,##0 "€"', 43: "#,##0.00", 44: '#,##0.00 "€"',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "dd.mm.yyyy"),
}  # fmt: skip
CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
TESTS = {
    "<": lambda value, limit: value < limit,
    ">": lambda value, limit: value > limit,
    "=": lambda value, limit: value == limit,
    "<=": lambda value, limit: value <= limit,
    ">=": lambda value, limit: value >= limit,
    "<>": lambda value, limit: value != limit,
}
PLACES = "0#?"


def shown_number(number, code, *, since_1904=False):
    """Return the text for a number, and the plain one: the date in ISO, or the number without a format."""
    plain = general(number)
    sections = sections_of(code)
    pieces, value = _section(number, sections)
    if has_date(pieces):
        day = date_of(number, since_1904)
        if day is None:
            return plain, plain
        # A fraction of a day alone is a time; there is no date in it.
        return shown_date(number, day, pieces), plain if 0 <= number < 1 else _iso(day)
    return _shown(value, pieces), plain


def shown_text(text, code):
    """Return a text in a format that adds something to it, as in `"Stadt "@`."""
    for pieces in sections_of(code)[3:] or sections_of(code)[-1:]:
        if "@" in pieces and len(pieces) > 1:
            return "".join(text if piece == "@" else literal(piece) or "" for piece in pieces)
    return text


def general(number):
    """Return a number without a format, up to the fifteen digits that a spreadsheet keeps."""
    digits = f"{number:.15g}"
    text = f"{Decimal(digits):f}" if number == 0 or 1e-9 <= abs(number) < 1e15 else digits.upper()
    return text.replace(".", ",")


def _iso(day):
    return day.date().isoformat() if day.time() == day.time().min else day.isoformat(" ", "minutes")


def _section(number, sections):
    """Return the pieces that apply to a number, and the number without a sign that the section shows itself."""
    conditions = [CONDITION.match(piece) for section in sections for piece in section[:2] if CONDITION.match(piece)]
    if conditions:
        for section in sections:
            found = next((match for piece in section[:2] if (match := CONDITION.match(piece))), None)
            if found is None or TESTS[found[1]](number, float(found[2])):
                return section, number
        return sections[-1], number
    if number < 0 and len(sections) > 1:
        return sections[1], -number
    if number == 0 and len(sections) > 2:
        return sections[2], number
    return sections[0], number


def _shown(value, pieces):
    if any(piece.lower() in ("general", "standard", "@") for piece in pieces):
        inner = ["@" if piece.lower() in ("general", "standard", "@") else piece for piece in pieces]
        return "".join(general(value) if piece == "@" else literal(piece) or "" for piece in inner).strip()
    places = [position for position, piece in enumerate(pieces) if piece in PLACES]
    if not places:
        return "".join(text for piece in pieces if (text := _outside(piece)) is not None).strip()
    first, last = places[0], places[-1]
    before = "".join(_outside(piece) or "" for piece in pieces[:first])
    after = "".join(_outside(piece) or "" for piece in pieces[last + 1 :])
    inner = pieces[first : last + 1]
    percents = sum(piece == "%" for piece in pieces)
    number = Decimal(repr(value)) * 100**percents / 1000 ** _leading_commas(pieces[last + 1 :])
    if "/" in inner:
        text = _fraction(number, inner)
    elif any(piece in "Ee" for piece in inner):
        text = _scientific(number, inner)
    else:
        text = _decimal(number, inner)
    if after.startswith("%"):
        after = " " + after  # as German is written (DIN 5008)
    sign = "-" if text.startswith("-") else ""
    return f"{sign}{before}{text[len(sign) :]}{after}".strip()


def _leading_commas(pieces):
    number = 0
    for piece in pieces:
        if piece != ",":
            break
        number += 1
    return number


def _outside(piece):
    """Return what a piece shows before the first digit or after the last one."""
    text = literal(piece)
    if text is not None:
        return text
    return "" if piece == "," else piece


def _decimal(number, pieces):
    """Return a number in places like `#,##0.00`, with literals between them."""
    point = next((position for position, piece in enumerate(pieces) if piece == "."), len(pieces))
    left, right = pieces[:point], pieces[point + 1 :]
    decimals = sum(piece in PLACES for piece in right)
    needed = sum(piece == "0" for piece in right)
    rounded = abs(number).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) if abs(number) < 10**20 else abs(number)
    whole, _point, part = f"{rounded:f}".partition(".")
    while len(part) > needed and part.endswith("0"):
        part = part[:-1]
    whole = whole.lstrip("0").rjust(sum(piece == "0" for piece in left), "0")
    has_between = any(literal(piece) for piece in left)
    if "," in left and not has_between:
        whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ".", whole)
    elif has_between:
        whole = _between(whole, left)
    sign = "-" if number < 0 and rounded else ""
    return sign + whole + ("," + part if part else "")


def _between(digits, pieces):
    """Return digits with the literals that stand between their places, as in `00" "00`."""
    digits, parts = list(digits), []
    first = next(position for position, piece in enumerate(pieces) if piece in PLACES)
    for position in range(len(pieces) - 1, -1, -1):
        piece = pieces[position]
        if piece in PLACES:
            if position == first:
                parts.append("".join(digits))
            elif digits:
                parts.append(digits.pop())
        elif piece != ",":
            parts.append(literal(piece) or piece)
    return "".join(reversed(parts))


def _scientific(number, pieces):
    decimals = 0
    if "." in pieces:
        point = pieces.index(".")
        end = next(position for position, piece in enumerate(pieces) if piece in "Ee")
        decimals = sum(piece in PLACES for piece in pieces[point:end])
    return f"{number:.{decimals}E}".replace(".", ",")


def _fraction(number, pieces):
    bar = pieces.index("/")
    digits = "".join(piece for piece in pieces[bar + 1 :] if piece.isdigit() and piece != "0")
    places = sum(piece in PLACES for piece in pieces[bar + 1 :])
    whole, rest = divmod(abs(Fraction(number)), 1)
    if any(piece in "#0?" for piece in pieces[: max(bar - 2, 0)]):
        part = Fraction(round(rest * int(digits)), int(digits)) if digits else rest.limit_denominator(10**places - 1)
        whole, part = (whole + 1, Fraction(0)) if part == 1 else (whole, part)
        text = f"{whole} {part.numerator}/{part.denominator}" if part and whole else f"{part if part else whole}"
    else:
        text = str(abs(Fraction(number)).limit_denominator(max(10**places - 1, 1)))
    return ("-" if number < 0 else "") + text
