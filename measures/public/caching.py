"""Caching of public pages: browsers revalidate them with each request, shared caches once in a second.

If the site answers with an error, a cache may show what it has for a short time. The shipped proxy does so for as long
as the database is away (deploy/nginx/). Pages that are made meanwhile (outage.py) are not cached.
"""

import hashlib
from datetime import date
from functools import partial, wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotModified
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from measures.database.availability import UNAVAILABLE
from measures.finding.current import as_of, index
from measures.finding.past_snapshots import Busy
from measures.finding.question import DAY
from measures.public import outage, past_days
from measures.public.memento_links import add_links
from measures.public.past_days import NotPast, Today, asked_day
from measures.public.release import release
from measures.public.site import about_this_site

# What is withdrawn must be gone within 60 seconds, even if the index cannot be built (LONGEST_OUTDATED of
# measures/finding/current.py), so caches that follow this header may show old pages for 30 seconds only.
CACHE_CONTROL = "public, max-age=0, s-maxage=1, stale-if-error=30"
IF_NONE_MATCH = "HTTP_IF_NONE_MATCH"  # read from META, since `request.headers` first converts all headers


# What was erased must be gone from dated pages within the same time, from browsers and shared caches.
CACHE_CONTROL_OF_PAST = "public, max-age=30, s-maxage=30, stale-if-error=30"


def page_etag(request: HttpRequest, day: date | None = None) -> str | None:
    """Return the ETag of the page at this address; None in debug mode, or if the index may be older than the page.

    It is made without rendering the page, from everything on which a public page depends. It does not depend on the
    visitor. The page of a past `day` stays the same until something is erased or names change.
    """
    if settings.DEBUG:
        return None  # templates may have changed since
    tag = index.current().tag
    if index.is_outdated:
        return None  # else 304 would confirm a page that has been withdrawn since
    if day:
        state = f"past {index.last_change(day).isoformat()} {index.current().history}"
    else:
        # A named person disappears after the last day, without a new version.
        state = f"{tag} {timezone.localdate()}"
    parts = (
        state,
        release(),
        request.scheme,
        request.get_host(),
        request.path,
        request.META.get("QUERY_STRING", ""),
        get_language(),
        *map(str, about_this_site(request).values()),
    )
    return f'"{hashlib.blake2s("|".join(parts).encode(errors="replace"), digest_size=12).hexdigest()}"'


def public_page(view=None, *, dated=False):
    """Decorate a view to allow only GET and HEAD, and to send the headers of a public page.

    A `dated` page can also be asked for as of a past day (past_days.py).
    """
    if view is None:
        return partial(public_page, dated=dated)

    @require_safe
    @wraps(view)
    def page(request, **kwargs):
        day = None
        try:
            day = asked_day(request) if dated else None
            with as_of(day):
                response = answer(view, request, day, kwargs)
            if dated and response.status_code == 200:
                add_links(response, request, day)
            return response
        except Today:
            response = past_days.to_the_present(request)
        except NotPast as error:
            response = past_days.refused(request, str(error))
        except Busy:
            response = past_days.refused(request, past_days.BUSY, status=503)
        except UNAVAILABLE:
            if day is None:
                raise
            return outage.unavailable()  # the catalogue of that day cannot be read
        response.headers["Cache-Control"] = outage.NOT_CACHED
        return response

    page.is_dated = dated
    return page


def answer(view, request, day, kwargs):
    """Return the response of a public view with the headers of a public page."""
    # Before rendering: if the catalogue changes meanwhile, the new page gets an old ETag and is fetched once more.
    # The other way round, caches would take an old page for a new one.
    tag = page_etag(request, day)
    response = outage.answer(view, request, tag, kwargs)
    if response.headers.get("Cache-Control") == outage.NOT_CACHED:
        return response
    if day:
        response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = CACHE_CONTROL_OF_PAST if day else CACHE_CONTROL
    if tag:
        response.headers["ETag"] = tag
    return response


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
            day, tag = self.tag_now(request)
            # A proxy that compresses pages makes their ETags weak.
            if tag and tag in (etag.removeprefix("W/") for etag in parse_etags(etags)):
                cache_control = CACHE_CONTROL_OF_PAST if day else CACHE_CONTROL
                return HttpResponseNotModified(headers={"ETag": tag, "Cache-Control": cache_control})
        return self.get_response(request)

    def tag_now(self, request):
        """Return the past day that is asked for, or None, and the ETag; (None, None) if the view has to answer."""
        try:
            day = asked_day(request) if self.may_be_dated(request) else None
            return day, page_etag(request, day)
        except (*UNAVAILABLE, NotPast, Today, Resolver404):
            return None, None

    def may_be_dated(self, request):
        """Return whether the address names a past day and a page that has one."""
        asked = f"{DAY}=" in request.META.get("QUERY_STRING", "")
        return asked and getattr(resolve(request.path_info).func, "is_dated", False)
