"""Filters of the public templates for addresses, numbers, days and linked data."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from measures.models import Edition
from municipalities.models import State

STATES = dict(State.Code.choices)
STATUSES = dict(Edition.Status.choices)
# Characters that could end a script element
JSON_IN_HTML = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def state_names(codes: tuple[str, ...], but: str = "") -> str:
    """Return the names of states, separated by commas, without the name `but`.

    A city state needs no state beside its name: "Hamburg", not "Hamburg, Hamburg".
    """
    return _state_names(codes, but, get_language())


@lru_cache(maxsize=1_000)
def _state_names(codes: tuple[str, ...], but: str, language: str) -> str:
    return ", ".join(sorted({str(STATES[code]) for code in codes} - {but}))


def status_name(status: str) -> str:
    """Return the name of a value of Edition.Status."""
    return str(STATUSES[status])


def short_address(url: str) -> str:
    """Return an address as people write it, without scheme and "www."; only the host if the address is long."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    address = host + parts.path.rstrip("/")
    return address if len(address) <= 40 and not parts.query else host


def linked_data(described: dict) -> SafeString:
    """Return a dict as JSON that can be placed inside a script element."""
    text = json.dumps(described, ensure_ascii=False, indent=1).translate(JSON_IN_HTML)
    return mark_safe(text)  # noqa: S308 - <, > and & are escaped


def thousands(number) -> str:
    """Return a number as the language of the page writes it, with separators between thousands."""
    if isinstance(number, int) and number < 1_000:  # intcomma() is slow, and facets show many small numbers
        return str(number)
    return intcomma(number)


def euros(amounts: Sequence[int]) -> str:
    """Return an amount of euros, or the least and the largest of several."""
    ends = sorted({min(amounts), max(amounts)})
    return _(" to ").join(_("€%(amount)s") % {"amount": thousands(amount)} for amount in ends)


def decimal(number: float, digits: int = 2) -> str:
    """Return a number with so many digits behind the decimal separator of the page's language."""
    return number_format(number, digits)


def measures_counted(number: int) -> str:
    """Return "1 measure" or "1,204 measures"."""
    return ngettext("%(shown)s measure", "%(shown)s measures", number) % {"shown": thousands(number)}


def day(value) -> str:
    """Return the day of a date or time, local and written out; "" for None."""
    if value is None:
        return ""
    if isinstance(value, datetime) and is_aware(value):
        value = localtime(value)
    return date_format(value, "DATE_FORMAT")


def time_of_day(time: datetime) -> str:
    """Return hours and minutes, in the time zone of the site."""
    return date_format(localtime(time), "H:i")
