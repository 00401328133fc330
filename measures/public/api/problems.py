"""Errors of the API as problem details (RFC 9457)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from measures.steckbrief_fields import Text

ROOT = "/api/v1/"
CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    410: "Gone",
    411: "Length Required",
    413: "Content Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


@dataclass(frozen=True)
class Wrong:
    """A parameter that is not understood, and a sentence that says why."""

    parameter: str
    detail: str


class BadParameters(Exception):
    """Parameters are not understood. An answer without them would be one to another question."""

    def __init__(self, errors: Sequence[Wrong]) -> None:
        super().__init__("\n".join(error.detail for error in errors))
        self.errors = errors


class Gone(Exception):
    """What was asked for was public once; the message says what happened."""


def is_for_api(request: HttpRequest) -> bool:
    return request.path.startswith(ROOT)


def problem(status: int, detail: Text, *, errors: Sequence[Wrong] = (), request_id: str = "") -> HttpResponse:
    """Return a problem as a response.

    Arguments:
        detail: a sentence for people.
        errors: the parameters that are wrong.
        request_id: what the operator finds in the log.
    """
    body: dict[str, Any] = {"title": TITLES[status], "status": status, "detail": str(detail)}
    if errors:
        body["errors"] = [{"parameter": error.parameter, "detail": error.detail} for error in errors]
    if request_id:
        body["request_id"] = request_id
    return HttpResponse(msgspec.json.encode(body), status=status, content_type=CONTENT_TYPE)


def bad_parameters(error: BadParameters) -> HttpResponse:
    return problem(400, " ".join(wrong.detail for wrong in error.errors), errors=error.errors)


def not_found() -> HttpResponse:
    return problem(404, _("There is nothing at this address."))


def unavailable(seconds: int, detail: Text = "") -> HttpResponse:
    """Return the answer while the database does not answer, or `detail` says why; `seconds` is when to try again."""
    response = problem(503, detail or _("The database does not answer. Please try again in a moment."))
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
