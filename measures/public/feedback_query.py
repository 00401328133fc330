"""The address of the page from which a visitor follows the link to the feedback form."""

from urllib.parse import urlencode

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
    is_private = address.startswith("/admin/") or any(name in request.GET for name in SECRETS)
    if query and not is_private and len(address) + len(query) < LONGEST:
        address += f"?{query}"
    return f"?{urlencode({'seite': address})}"
