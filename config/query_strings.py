"""Middleware that reads query strings written by other programs: in Latin-1, or with `&amp;` copied from HTML."""

from urllib.parse import quote_from_bytes, unquote_to_bytes

ESCAPED = "&amp;"


class QueryStrings:
    """Middleware that replaces a query string by the UTF-8 one that its author meant.

    It stands before everything that reads the query, so that pages, ETags and the desk see the same one.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        query = request.META.get("QUERY_STRING", "")
        if "%" in query or ESCAPED in query or not query.isascii():
            request.META["QUERY_STRING"] = repaired(query)
        return self.get_response(request)


def repaired(query: str) -> str:
    """Return `query` in UTF-8 and with plain `&`; unchanged if it is so already.

    An ampersand that belongs to a value is written %26, so `&amp;` is always a separator that was escaped for HTML.
    """
    parts = query.replace(ESCAPED, "&").split("&")
    return "&".join(_in_utf8(part) for part in parts)


def _in_utf8(part):
    """Return one `name=value`; what is not UTF-8 is taken for Windows-1252, which has all letters of Latin-1."""
    data = unquote_to_bytes(part.encode("latin-1", "replace"))  # WSGI passes bytes as Latin-1
    try:
        data.decode()
    except UnicodeDecodeError:
        name, equals, value = part.partition("=")
        return f"{_quoted(name)}{equals}{_quoted(value)}"
    return part


def _quoted(text):
    data = unquote_to_bytes(text.replace("+", " ").encode("latin-1", "replace"))
    try:
        data.decode()
    except UnicodeDecodeError:
        data = data.decode("cp1252", "replace").encode()
    return quote_from_bytes(data)
