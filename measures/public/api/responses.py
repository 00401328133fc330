"""Requests to the API and their responses: headers, language, errors."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from measures.database.availability import UNAVAILABLE
from measures.database.replica import public_reads_fail, read_for_public
from measures.public import outage
from measures.public.api import problems
from measures.public.api.endpoints import Endpoint
from measures.public.api.parameters import LANG, LANGUAGES, read_parameters
from measures.public.api.problems import BadParameters, Gone
from measures.public.caching import CACHE_CONTROL, page_etag
from measures.public.exports import with_licence
from measures.public.jinja_environment import url
from measures.public.serialisation import absolute, json_of

Respond = Callable[..., HttpResponse]


def api_view(respond: Respond) -> Respond:
    """Decorate a view of the API: only GET and HEAD, the headers of public pages, errors as problem details.

    What is said in names, notices and errors is in the language that the parameter `lang` names.
    """

    @wraps(respond)
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            response = problems.problem(405, _("The API can only be read, by GET."))
            response.headers["Allow"] = "GET, HEAD, OPTIONS"
            return response
        tag = page_etag(request)  # before the answer is made, as in caching.py
        language = request.GET.get(LANG.name)
        with translation.override(language if language in LANGUAGES else LANG.default):
            response = answered(view, respond, request, kwargs)
            response.headers["Content-Language"] = translation.get_language()
        if response.status_code == 503 or public_reads_fail():
            response.headers["Cache-Control"] = outage.NOT_CACHED
            return with_licence(response)
        response.headers["Cache-Control"] = CACHE_CONTROL
        if tag and response.status_code == 200:
            response.headers["ETag"] = tag
        return with_licence(response)

    view.csrf_exempt = True  # type: ignore[attr-defined]  # what writes is refused anyway, and in JSON
    return view


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
    return api_view(respond)


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
