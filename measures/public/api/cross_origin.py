"""Middleware that lets scripts of other sites read the API."""

from django.http import HttpResponse

from measures.public.api.problems import is_for_api

METHODS = "GET, HEAD, OPTIONS"
EXPOSED = "ETag, Link, Retry-After, X-Request-ID"
ONE_DAY = "86400"


class CrossOrigin:
    """Middleware that allows every origin to read the API, and answers the question of browsers whether it may.

    It stands ahead of all that can answer, so that errors and 304 can be read, too. The API knows no cookie and no
    sign-in, so there is nothing that another site could read in somebody's name.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not is_for_api(request):
            return self.get_response(request)
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
            response.headers["Allow"] = response.headers["Access-Control-Allow-Methods"] = METHODS
            response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
            response.headers["Access-Control-Max-Age"] = ONE_DAY
        else:
            response = self.get_response(request)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        return response
