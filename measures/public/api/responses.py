"""Requests to the API and their responses: headers, language, errors."""

from collections.abc import Callable
from datetime import date
from functools import partial, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from measures.database.availability import UNAVAILABLE
from measures.database.replica import public_reads_fail, read_for_public
from measures.finding.current import as_of
from measures.finding.past_snapshots import Busy
from measures.public import outage, past_days
from measures.public.api import problems
from measures.public.api.endpoints import Endpoint
from measures.public.api.parameters import LANG, LANGUAGES, read_parameters
from measures.public.api.problems import BadParameters, Gone
from measures.public.caching import CACHE_CONTROL, CACHE_CONTROL_OF_PAST, page_etag
from measures.public.exports import with_licence
from measures.public.jinja_environment import url
from measures.public.memento_links import add_links
from measures.public.past_days import NotPast, Today, asked_day
from measures.public.serialisation import absolute, json_of

Respond = Callable[..., HttpResponse]


def api_view(respond: Respond, *, dated: bool = False) -> Respond:
    """Decorate a view of the API: only GET and HEAD, the headers of public pages, errors as problem details.

    What is said in names, notices and errors is in the language that the parameter `lang` names. A `dated` view can
    also be asked for as of a past day.
    """

    @wraps(respond)
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            response = problems.problem(405, _("The API can only be read, by GET."))
            response.headers["Allow"] = "GET, HEAD, OPTIONS"
            return response
        day = day_of(request) if dated else None
        language = request.GET.get(LANG.name)
        with translation.override(language if language in LANGUAGES else LANG.default):
            tag, response = dated_answer(view, respond, request, day, kwargs)
            response.headers["Content-Language"] = translation.get_language()
        if response.status_code == 503 or public_reads_fail():
            response.headers["Cache-Control"] = outage.NOT_CACHED
            return with_licence(response)
        response.headers["Cache-Control"] = CACHE_CONTROL_OF_PAST if day else CACHE_CONTROL
        if tag and response.status_code == 200:
            response.headers["ETag"] = tag
        with_licence(response)
        if day and response.status_code == 200:
            add_links(response, request, day)
        return response

    view.csrf_exempt = True  # type: ignore[attr-defined]  # what writes is refused anyway, and in JSON
    view.is_dated = dated  # type: ignore[attr-defined]
    return view


def day_of(request: HttpRequest) -> date | None:
    """Return the past day that is asked for, or None. What is wrong with it is said when parameters are read."""
    try:
        return asked_day(request)
    except (NotPast, Today):
        return None


def dated_answer(
    view: Respond, respond: Respond, request: HttpRequest, day: date | None, kwargs: dict[str, Any]
) -> tuple[str | None, HttpResponse]:
    """Return the ETag and the answer, as of a past day or of now."""
    if day is None:
        tag = page_etag(request)  # before the answer is made, as in caching.py
        return tag, answered(view, respond, request, kwargs)
    try:
        tag = page_etag(request, day)
        with as_of(day):
            return tag, answered(view, respond, request, kwargs)
    except Busy:
        return None, problems.unavailable(past_days.RETRY_AFTER, past_days.BUSY)
    except UNAVAILABLE:
        return None, problems.unavailable(outage.RETRY_AFTER)


def answered(view: Respond, respond: Respond, request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse:
    """Return what `respond` answers, or a problem. Nobody waits long for a database that is away."""
    breaker = outage.breakers.setdefault(view, outage.Breaker())
    if not breaker.may_try():
        return problems.unavailable(outage.RETRY_AFTER)
    try:
        response = read_for_public(partial(respond, request, **kwargs), outage.PATIENCE)
    except BadParameters as error:
        return problems.bad_parameters(error)
    except Gone as error:
        return problems.problem(410, str(error))
    except Http404:
        return problems.not_found()
    except UNAVAILABLE as error:
        breaker.failed(view, error)
        return problems.unavailable(outage.RETRY_AFTER)
    breaker.succeeded(view)
    return response


def view_of(endpoint: Endpoint) -> Respond:
    """Return the view of an endpoint."""

    def respond(request: HttpRequest, **kwargs: str) -> HttpResponse:
        return HttpResponse(body_of(endpoint, request.GET, **kwargs), content_type="application/json")

    respond.__name__ = f"api_{endpoint.name}"
    return api_view(respond, dated=endpoint.is_dated)


def body_of(endpoint: Endpoint, parameters: QueryDict, **kwargs: str) -> bytes:
    """Return the answer of an endpoint as JSON. `next` becomes an address."""
    answer = endpoint.answer(read_parameters(endpoint.parameters, parameters), **kwargs)
    if answer.get("next"):
        following = parameters.copy()
        following["cursor"] = answer["next"]
        answer["next"] = absolute(f"{url(f'api_{endpoint.name}', *kwargs.values())}?{following.urlencode()}")
    return json_of(answer)


@api_view
def nothing(request: HttpRequest, anything: str) -> HttpResponse:
    """Respond to addresses that the API does not have."""
    raise Http404
