"""Pages of a past day: `?stand=2026-05-01` (decision 0054). What the parameter can be, and what such a page is told."""

import re
from datetime import date, timedelta
from urllib.parse import urlencode

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.finding.current import past_day
from measures.finding.question import DAY
from measures.finding.tolerant_fields import printable

RETRY_AFTER = 3  # seconds, while other past days are being looked up
BUSY = gettext_lazy("Several past days are being looked up at this moment. Please try again in a few seconds.")


class NotPast(ValueError):
    """There is no page of the past day that was asked for; the text says why."""


class Today(Exception):
    """The day that was asked for is not over, so the page of now is the right one."""


def asked_day(request: HttpRequest) -> date | None:
    """Return the past day that a request asks for; None if it asks for none. Raise NotPast or Today."""
    values = [value for value in request.GET.getlist(DAY) if value]
    if not values:
        return None
    if len(values) > 1:
        raise NotPast(_("Only one day can be asked for at a time."))
    return past(values[0])


def past(text: str) -> date:
    """Return the past day that a text names. Raise NotPast or Today."""
    day = parsed(text)
    if day > localdate():
        raise NotPast(
            _("“%(day)s” lies in the future. What will be in the catalogue then is not known.") % {"day": day}
        )
    if day == localdate():
        raise Today
    return day


def parsed(text: str) -> date:
    """Return the day that a text names. Raise NotPast if it is none."""
    try:
        if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        sentence = _("“%(text)s” is no day. A day is written like this: 2026-05-01.") % {"text": printable(text)}
        raise NotPast(sentence) from None


def refused(request: HttpRequest, sentence: str, status: int = 400) -> HttpResponse:
    """Return the page that says why there is no page of a past day."""
    context = {"sentence": sentence, "present": present_address(request)}
    response = render(request, "past_day_refused.html", context, status=status)
    if status == 503:
        response["Retry-After"] = str(RETRY_AFTER)
    return response


def to_the_present(request: HttpRequest) -> HttpResponse:
    """Redirect to the page of now."""
    return HttpResponseRedirect(present_address(request))


def is_left_out(request: HttpRequest) -> bool:
    """Return whether a request asks for a past day at an address that has none."""
    match = request.resolver_match
    try:
        asked = bool(request.GET.get(DAY))
    except TooManyFieldsSent:  # the page that refuses the request asks this, too
        return False
    return asked and match is not None and not getattr(match.func, "is_dated", False)


def present_address(request: HttpRequest) -> str:
    """Return the address of the same page without the past day."""
    parameters = request.GET.copy()
    parameters.pop(DAY, None)
    return request.path + (f"?{parameters.urlencode()}" if parameters else "")


def carried(query: str) -> str:
    """Return a query string to which the past day of this page is added, if it has one.

    `query` is "" or begins with "?".
    """
    day = past_day()
    if day is None:
        return query
    given = urlencode({DAY: day.isoformat()})
    return f"?{given}" if query in ("", "?") else f"{query}&{given}"


def yesterday() -> date:
    return localdate() - timedelta(days=1)
