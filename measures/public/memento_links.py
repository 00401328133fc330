"""What headers say of the past of a page (RFC 7089, Memento)."""

from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.http import http_date
from django.utils.timezone import get_current_timezone

from measures.finding.question import DAY
from measures.public.serialisation import absolute

URL = "url"  # the parameter of TimeGate and TimeMap that names a page
LINKS = "application/link-format"


def add_links(response: HttpResponseBase, request: HttpRequest, day: date | None) -> None:
    """Add to the response of a page where its past is found and, on a page of a past day, of when it is."""
    parameters = request.GET.copy()
    parameters.pop(DAY, None)
    others = [response.headers["Link"]] if "Link" in response.headers else []
    response.headers["Link"] = ", ".join([*others, links(request.path, parameters)])
    if day:
        response.headers["Memento-Datetime"] = end_of(day)


def dated(path: str, parameters: QueryDict, day: date) -> str:
    """Return the address of a page on a past day."""
    asked = parameters.copy()
    asked[DAY] = day.isoformat()
    return f"{path}?{asked.urlencode()}"


def end_of(day: date) -> str:
    """Return the last second of a day as HTTP writes it."""
    end = datetime.combine(day + timedelta(days=1), time(), get_current_timezone())
    return http_date(end.timestamp() - 1)


def links(path: str, parameters: QueryDict) -> str:
    """Return what a header says about the past of a page: its address, its TimeGate and its TimeMap."""
    page = path + (f"?{parameters.urlencode()}" if parameters else "")
    asked = urlencode({URL: page})
    gate, map_ = absolute(reverse("timegate")), absolute(reverse("timemap"))
    return (
        f'<{absolute(page)}>; rel="original", <{gate}?{asked}>; rel="timegate", '
        f'<{map_}?{asked}>; rel="timemap"; type="{LINKS}"'
    )
