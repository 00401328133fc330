"""What the address of a source says by itself: what the page is about, and often of which day or month it is."""

import re
from datetime import date
from urllib.parse import unquote, urlsplit

from django.utils.formats import date_format
from django.utils.timezone import localdate

from measures.public.texts import short_address

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

ENDING = re.compile(r"\.(?:html?|php|aspx?|jsp|pdf)$", re.IGNORECASE)
LONGEST_NAME = 60  # characters of the last part of a path


def readable_address(url: str) -> str:
    """Return an address short enough for a line, and different for different pages of a site.

    A long one is its host and the last part of its path that has words, which is often the title of the page.
    """
    address = short_address(url)
    parts = [part for part in unquote(urlsplit(url).path).split("/") if part]
    named = [ENDING.sub("", part) for part in parts if re.fullmatch(r"[\w.,+-]*[^\W\d_]{3}[\w.,+-]*", part)]
    if "/" in address or not named:
        return address
    name = named[-1]
    if len(name) > LONGEST_NAME:
        name = name[:LONGEST_NAME].rpartition("-")[0] or name[:LONGEST_NAME]
        name += "…"
    return f"{address}/{name}" if len(parts) == 1 else f"{address}/…/{name}"


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
