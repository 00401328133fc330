"""What a German spreadsheet program shows for a date or a time with a format code."""

import re
from datetime import datetime, timedelta

from measures.intake.format_codes import literal

MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
SHORT_MONTHS = ("Jan", "Feb", "Mrz", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")
DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
LAST_SERIAL = 2_958_465  # 31 December 9999
ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
HALVES = ("am/pm", "a/p")


def has_date(pieces):
    """Return whether the pieces of a format code show a date or a time."""
    return any((piece.lower() in "ymdhs" and piece.isalpha()) or ELAPSED.match(piece) for piece in pieces)


def date_of(number, since_1904):
    """Return the moment that a serial number of a spreadsheet stands for, None if it is outside of its calendar."""
    if not 0 <= number <= LAST_SERIAL + 1 - 1e-6:
        return None
    if since_1904:
        base = datetime(1904, 1, 1)
    else:
        # Excel counts a 29 February 1900, which never was.
        base = datetime(1899, 12, 30) if number >= 60 or number < 1 else datetime(1899, 12, 31)
    try:
        return base + timedelta(seconds=round(number * 86_400, 3))
    except OverflowError:
        return None


def shown_date(number, moment, pieces):
    """Return the text for a moment; `number` is its serial number, for elapsed hours."""
    groups = _groups(pieces)
    if not any(re.fullmatch(r"\.0+", text) for text, _letter in groups):
        moment += timedelta(microseconds=500_000)  # rounded to the second
        moment = moment.replace(microsecond=0)
    has_half = any(text.lower() in HALVES for text, _letter in groups)
    parts = []
    for position, (text, is_letter) in enumerate(groups):
        if not is_letter:
            parts.append(text)
        elif text.startswith("["):
            seconds = round(number * 86_400)
            unit = {"h": 3600, "m": 60, "s": 1}[text[1].lower()]
            parts.append(str(seconds // unit).rjust(len(text) - 2, "0"))
        elif text.startswith("."):
            parts.append("," + f"{moment.microsecond:06}"[: len(text) - 1])
        elif text[0] in "mM" and _is_minute(groups, position):
            parts.append(f"{moment.minute:0{min(len(text), 2)}}")
        else:
            parts.append(_part(text.lower(), moment, has_half))
    return "".join(parts).strip()


def _part(text, moment, has_half):
    if text in HALVES:
        return "AM" if moment.hour < 12 else "PM"
    if text[0] == "y":
        return f"{moment.year:04}" if len(text) > 2 else f"{moment.year % 100:02}"
    if text[0] == "m":
        name = MONTHS[moment.month - 1]
        names = {3: SHORT_MONTHS[moment.month - 1], 4: name, 5: name[0]}
        return names.get(len(text), f"{moment.month:0{min(len(text), 2)}}" if len(text) < 3 else name)
    if text[0] == "d":
        name = DAYS[moment.weekday()]
        return f"{moment.day:0{len(text)}}" if len(text) < 3 else name[:2] if len(text) == 3 else name
    if text[0] == "h":
        hour = (moment.hour % 12 or 12) if has_half else moment.hour
        return f"{hour:0{min(len(text), 2)}}"
    return f"{moment.second:0{min(len(text), 2)}}"


def _is_minute(groups, position):
    """Return whether an m stands for minutes: after hours or before seconds, the next letters on either side."""
    if len(groups[position][0]) > 2:
        return False
    before = next((text for text, is_letter in reversed(groups[:position]) if is_letter), "")
    after = next((text for text, is_letter in groups[position + 1 :] if is_letter), "")
    return before.strip("[")[:1].lower() == "h" or after.strip("[")[:1].lower() == "s"


def _groups(pieces):
    """Return (text, whether it stands for a part of the date) for runs of the same letter and for literals."""
    code, groups, position = pieces, [], 0
    while position < len(code):
        piece = code[position]
        rest = "".join(code[position : position + 5]).lower()
        half = next((half for half in HALVES if rest.startswith(half)), "")
        if half:
            groups.append((half, True))
            position += len(half)
        elif ELAPSED.match(piece):
            groups.append((piece, True))
            position += 1
        elif (text := literal(piece)) is not None:
            groups.append((text, False))
            position += 1
        elif piece.lower() in "ymdhs" or (piece == "." and code[position + 1 : position + 2] == ["0"]):
            end = position + 1
            while end < len(code) and code[end].lower() == ("0" if piece == "." else piece.lower()):
                end += 1
            groups.append(("".join(code[position:end]), True))
            position = end
        else:
            groups.append(({"/": "."}.get(piece, "" if piece == "@" else piece), False))
            position += 1
    return groups
