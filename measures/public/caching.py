"""What public pages allow caches to do: keep them, and ask each time whether they still hold."""

import hashlib
from functools import wraps

from django.conf import settings
from django.http import HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from measures.finding.current import current
from measures.public.release import release
from measures.public.site import about_this_site

CACHE_CONTROL = "public, max-age=0, must-revalidate"
IF_NONE_MATCH = "HTTP_IF_NONE_MATCH"  # in META: `request.headers` would go through all headers for this one


def page_etag(request):
    """Return the ETag of a public page: the same for everybody until catalogue, software or settings change."""
    if settings.DEBUG:
        return None  # templates change under one's hands
    parts = (
        str(current().version),
        str(timezone.localdate()),  # the last day of a named person ends without a new version
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
    """Make a view a public page: GET and HEAD only, cacheable, revalidated by its ETag."""

    @require_safe
    @wraps(view)
    def page(request, *args, **kwargs):
        tag = page_etag(request)  # before the page: if the catalogue changes in between, it is asked for once more
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = CACHE_CONTROL
        if tag:
            response.headers["ETag"] = tag
        return response

    return page


class NotModified:
    """Middleware that answers whoever has a public page as it is now, before anything else is done for them.

    Only public pages are sent with such an ETag, so who names the one of an address has got its page.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        known = request.META.get(IF_NONE_MATCH)
        if known and request.method in ("GET", "HEAD"):
            tag = page_etag(request)
            if tag in (other.removeprefix("W/") for other in parse_etags(known)):  # a proxy that packs makes it weak
                return HttpResponseNotModified(headers={"ETag": tag, "Cache-Control": CACHE_CONTROL})
        return self.get_response(request)
