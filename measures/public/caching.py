"""Caching of public pages: browsers revalidate them with each request, shared caches once in a second.

If the site answers with an error, a cache may show what it has for a short time. The shipped proxy does so for as long
as the database is away (deploy/nginx/). Pages that are made meanwhile (outage.py) are not cached.
"""

import hashlib
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from measures.database.availability import UNAVAILABLE
from measures.finding.current import current, index
from measures.public import outage
from measures.public.release import release
from measures.public.site import about_this_site

# What is withdrawn must be gone within 60 seconds, even if the index cannot be built (LONGEST_OUTDATED of
# measures/finding/current.py), so caches that follow this header may show old pages for 30 seconds only.
CACHE_CONTROL = "public, max-age=0, s-maxage=1, stale-if-error=30"
IF_NONE_MATCH = "HTTP_IF_NONE_MATCH"  # read from META, since `request.headers` first converts all headers


def page_etag(request: HttpRequest) -> str | None:
    """Return the ETag of the page at this address; None in debug mode, or if the index may be older than the page.

    It is made without rendering the page, from everything on which a public page depends. It does not depend on the
    visitor.
    """
    if settings.DEBUG:
        return None  # templates may have changed since
    tag = current().tag
    if index.is_outdated:
        return None  # else 304 would confirm a page that has been withdrawn since
    parts = (
        tag,
        str(timezone.localdate()),  # a named person disappears after the last day, without a new version
        release(),
        request.scheme,
        request.get_host(),
        request.path,
        request.META.get("QUERY_STRING", ""),
        get_language(),
        *map(str, about_this_site(request).values()),
    )
    return f'"{hashlib.blake2s("|".join(parts).encode(errors="replace"), digest_size=12).hexdigest()}"'


def public_page(view):
    """Decorate a view to allow only GET and HEAD, and to send the headers of a public page."""

    @require_safe
    @wraps(view)
    def page(request, **kwargs):
        # Before rendering: if the catalogue changes meanwhile, the new page gets an old ETag and is fetched once more.
        # The other way round, caches would take an old page for a new one.
        tag = page_etag(request)
        response = outage.answer(view, request, tag, kwargs)
        if response.headers.get("Cache-Control") == outage.NOT_CACHED:
            return response
        response.headers["Cache-Control"] = CACHE_CONTROL
        if tag:
            response.headers["ETag"] = tag
        return response

    return page


class NotModified:
    """Middleware that responds with 304 to a client that already has the current version of a public page.

    It runs before the view, so the page is not rendered. Only public pages have such an ETag, so a client that sends
    the one of this address must have received the page.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        etags = request.META.get(IF_NONE_MATCH)
        if etags and request.method in ("GET", "HEAD"):
            tag = self.tag_now(request)
            # A proxy that compresses pages makes their ETags weak.
            if tag and tag in (etag.removeprefix("W/") for etag in parse_etags(etags)):
                return HttpResponseNotModified(headers={"ETag": tag, "Cache-Control": CACHE_CONTROL})
        return self.get_response(request)

    def tag_now(self, request):
        try:
            return page_etag(request)
        except UNAVAILABLE:
            return None  # the view says so in words
