"""The day or month that the address of a source names, as many press pages and blogs have it."""

import re
from datetime import date
from urllib.parse import unquote, urlsplit

from django.utils.formats import date_format
from django.utils.timezone import localdate

MONTHS = (
    "januar", "februar", "maerz", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "dezember",
)  # fmt: skip
YEAR, MONTH, DAY = r"(?P<year>20[012]\d)", r"(?P<month>0[1-9]|1[0-2])", r"(?P<day>0[1-9]|[12]\d|3[01])"
NAME = rf"(?P<name>{'|'.join(MONTHS)}|märz)"
# Whole parts of a path, the most exact first. A year alone is often a topic and no date.
PATTERNS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"/{YEAR}/{MONTH}/{DAY}(?=/|$)",
        rf"/{YEAR}-{MONTH}-{DAY}(?!\d)",
        rf"/{DAY}-{MONTH}-{YEAR}(?!\d)",
        rf"/{YEAR}/{MONTH}(?=/)",
        rf"/{YEAR}-{MONTH}(?=/)",
        rf"/{YEAR}/{NAME}(?=/)",
        rf"/{NAME}[-_]{YEAR}(?=/|$)",
    )
]


def date_in_address(url: str) -> str:
    """Return the day or month that an address names, as it is written in the language of the page, or ""."""
    path = unquote(urlsplit(url).path)
    for pattern in PATTERNS:
        if match := pattern.search(path):
            parts = match.groupdict()
            name = (parts.get("name") or "").lower().replace("ä", "ae")
            month = MONTHS.index(name) + 1 if name else int(parts["month"])
            return written_date(int(parts["year"]), month, int(parts.get("day") or 0))
    return ""


def written_date(year: int, month: int, day: int) -> str:
    """Return a day, or a month if `day` is 0; "" if there is no such day, or if it is to come."""
    try:
        found = date(year, month, day or 1)
    except ValueError:
        return ""
    if found > localdate():
        return ""
    return date_format(found, "DATE_FORMAT" if day else "YEAR_MONTH_FORMAT")
