"""Middleware that refuses large request bodies of clients that are not signed in, before anything reads them."""

from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from config.body_limits import ENTRY_FORMS, MOST_BYTES, MOST_BYTES_OF_AN_ENTRY
from measures.public.api.problems import is_for_api, problem

# Read from META, since `request.headers` first converts all headers
CONTENT_LENGTH, TRANSFER_ENCODING = "CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"
TOO_LARGE = _("The request is too large.")


class RequestBodies:
    """Middleware that responds with 413 to an anonymous body that is too large, and with 411 to one without a length.

    It stands behind the middleware that knows the user. That runs before the body is read: the check of the CSRF token
    is the first to read it, and happens just before the view.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        status = _refusal(request)
        if status is None:
            return self.get_response(request)
        return problem(status, TOO_LARGE) if is_for_api(request) else render(request, "413.html", status=status)


def _refusal(request: HttpRequest) -> int | None:
    """Return the status with which to refuse the body of `request`, or None."""
    if TRANSFER_ENCODING in request.META and not request.META.get(CONTENT_LENGTH):
        return 411  # Django reads no body without a length.
    length = request.META.get(CONTENT_LENGTH) or "0"
    if not (length.isascii() and length.isdecimal() and len(length) < 19):
        return 411
    if int(length) <= MOST_BYTES:
        return None
    if int(length) <= _most_bytes(request) or request.user.is_authenticated:
        return None
    return 413


def _most_bytes(request):
    return MOST_BYTES_OF_AN_ENTRY if request.path.startswith(ENTRY_FORMS) else MOST_BYTES
