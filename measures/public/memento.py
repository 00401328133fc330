"""The past of pages for programs, as RFC 7089 (Memento) has it: a TimeGate and a TimeMap."""

from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from measures.finding.current import index
from measures.finding.question import DAY
from measures.public import outage
from measures.public.caching import public_page
from measures.public.exports import with_licence
from measures.public.languages import language_of
from measures.public.memento_links import LINKS, URL, dated, end_of, links
from measures.public.serialisation import absolute

MOST_DAYS = 2_000  # in a TimeMap, the newest ones


class UnknownPage(Exception):
    """No page with a past has this address."""


class UnknownTime(Exception):
    """The header Accept-Datetime cannot be read."""


@require_safe
def timegate(request: HttpRequest) -> HttpResponse:
    """Redirect to the page as it was at the time in the header Accept-Datetime; without one, as it was yesterday."""
    try:
        path, parameters = page_asked_for(request)
        day = day_asked_for(request)
    except (UnknownPage, UnknownTime) as error:
        return refused(str(error))
    response = HttpResponseRedirect(dated(path, parameters, day))
    response["Link"] = links(path, parameters)
    response["Cache-Control"] = outage.NOT_CACHED
    patch_vary_headers(response, ["Accept-Datetime"])
    return response


@public_page
def timemap(request: HttpRequest) -> HttpResponse:
    """Respond with the days on which the catalogue changed, each with the address of the page on that day."""
    try:
        path, parameters = page_asked_for(request)
    except UnknownPage as error:
        return refused(str(error))
    days = [day for day in index.days_of_change() if day < localdate()][-MOST_DAYS:]
    lines = [links(path, parameters)]
    for number, day in enumerate(days):
        ends = ["first"] * (number == 0) + ["last"] * (number == len(days) - 1)
        relation = " ".join([*ends, "memento"])
        url = absolute(dated(path, parameters, day))
        lines.append(f'<{url}>; rel="{relation}"; datetime="{end_of(day)}"')
    return with_licence(HttpResponse(",\n".join(lines) + "\n", content_type=LINKS))


def refused(sentence: str) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=400, content_type="text/plain; charset=utf-8")


def page_asked_for(request: HttpRequest) -> tuple[str, QueryDict]:
    """Return path and parameters of the page in the parameter `url`. Raise UnknownPage if it has no past.

    Only pages of this site are known, so nobody is redirected to another one.
    """
    given = request.GET.get(URL, "").removeprefix(settings.MASSWERK_URL)
    try:
        parts = urlsplit(given)
        with override(language_of(parts.path)):
            known = not parts.scheme and not parts.netloc and getattr(resolve(parts.path).func, "is_dated", False)
    except (ValueError, Resolver404, Http404):
        known = False
    if not known:
        raise UnknownPage(_("The parameter “url” names no page of this site that has a past."))
    parameters = QueryDict(parts.query, mutable=True)
    parameters.pop(DAY, None)
    return parts.path, parameters


def day_asked_for(request: HttpRequest) -> date:
    """Return the day of change that shows the page as it was at the time asked for. Raise UnknownTime."""
    yesterday = localdate() - timedelta(days=1)
    asked = request.headers.get("Accept-Datetime")
    try:
        day = min(localdate(parsedate_to_datetime(asked)), yesterday) if asked else yesterday
    except (TypeError, ValueError, OverflowError):
        raise UnknownTime(_("The header Accept-Datetime is no time as HTTP writes it.")) from None
    days = [other for other in index.days_of_change() if other < localdate()]
    return max((other for other in days if other <= day), default=days[0] if days else yesterday)
