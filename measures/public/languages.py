"""The language of a page is that of its path: what stands under /en/ is English, all else German (decision 0049).

Neither a cookie nor Accept-Language has a say, so the answer to an address is the same for everyone.
"""

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import LocalePrefixPattern, get_resolver, get_script_prefix, reverse
from django.utils.encoding import iri_to_uri
from django.utils.safestring import SafeString
from django.utils.translation import activate, get_language, override

GERMAN, ENGLISH = settings.LANGUAGE_CODE, "en"
PREFIX = f"/{ENGLISH}"  # of the paths of English pages
IN_GERMAN = SafeString(f' lang="{GERMAN}"')


class LanguageOfPath:
    """Middleware that activates the language of the path.

    It stays active after the response, as with Django's LocaleMiddleware: files are streamed later. The next request
    activates its own.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        activate(language_of(request.path_info))
        return self.get_response(request)


def language_of(path: str) -> str:
    """Return the language of a path without the prefix of the script."""
    return ENGLISH if path.startswith(PREFIX) and path[len(PREFIX) :][:1] in ("", "/") else GERMAN


def twin_path(path: str) -> str:
    """Return the path of the same page in the other language."""
    if language_of(path) == GERMAN:
        return PREFIX + path
    return path.removeprefix(PREFIX) or "/"


def other_language(request: HttpRequest) -> str:
    """Return the address of the same page, with the same question, in the other language; "" if there is none.

    A page that does not exist is missing in both languages.
    """
    match = request.resolver_match
    if match and match.view_name not in mirrored_routes():
        return ""
    query = iri_to_uri(request.META.get("QUERY_STRING", ""))
    return get_script_prefix().removesuffix("/") + twin_path(request.path_info) + (f"?{query}" if query else "")


def alternates(request: HttpRequest, own: str) -> list[tuple[str, str]]:
    """Return pairs of a language and the absolute address of the page in it, as search engines read them.

    `own` is the one address of the page (`canonical`). The default for all other languages is German.
    """
    if not request.resolver_match or not other_language(request):
        return []
    before = settings.MASSWERK_URL + get_script_prefix().removesuffix("/")
    other = before + twin_path(request.path_info) + own.removeprefix(settings.MASSWERK_URL + request.path)
    german, english = (own, other) if is_german() else (other, own)
    return [(GERMAN, german), (ENGLISH, english), ("x-default", german)]


@cache
def mirrored_routes() -> frozenset[str]:
    """Return the names of the routes that exist in both languages."""
    [mirrored] = [part for part in get_resolver().url_patterns if isinstance(part.pattern, LocalePrefixPattern)]
    return frozenset(pattern.name for included in mirrored.url_patterns for pattern in included.url_patterns)


def load_addresses() -> None:
    """Import all views and prepare all URL patterns, which the first request would otherwise wait for."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            reverse("measures")


def is_german() -> bool:
    return get_language() == GERMAN


def german(english: str = "") -> SafeString:
    """Return the attribute that says that a text is German; "" on a German page, or if its `english` text is shown."""
    return SafeString("") if english or is_german() else IN_GERMAN
