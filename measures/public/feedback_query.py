"""The address of the page from which a visitor follows the link to the feedback form."""

from urllib.parse import unquote_plus, urlencode

from django.http import HttpRequest

LONGEST = 500  # characters; see feedback.py
SECRETS = ("token", "uid")  # parameters that links in mails carry


def feedback_query(request: HttpRequest | None) -> str:
    """Return "?seite=…" with the address of the page, or "" if there is none.

    What a link in a mail carries is left out, and all parameters of the desk, since the address becomes part of a mail.
    """
    if request is None:
        return ""
    address = request.path
    query = request.META.get("QUERY_STRING", "")
    is_short = len(address) + len(query) < LONGEST
    if query and is_short and not (address.startswith("/admin/") or holds_secret(query)):
        address += f"?{query}"
    return f"?{urlencode({'seite': address})}"


def holds_secret(query: str) -> bool:
    """Return whether a query string has one of SECRETS. Error pages ask, too, so it takes any query string."""
    return any(unquote_plus(part.partition("=")[0]) in SECRETS for part in query.split("&"))
