"""What public pages answer while the database is away, frozen or too slow.

Lists and other pages of the index are made as always. Of the others, each process keeps the last ones that it has made
of the current version of the catalogue. What was not asked for before is made from the index, in brief
(brief_pages.py). All of them say as of when they are. What cannot be made at all is refused with 503.
"""

import logging
import threading
import time
from collections import OrderedDict
from functools import partial

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from measures.database.availability import UNAVAILABLE, availability
from measures.database.replica import public_reads_fail, read_for_public, streamed
from measures.finding.current import index
from measures.public import brief_pages
from measures.public.site import about_this_site
from municipalities.accounts.security_log import current_request

logger = logging.getLogger(__name__)

NOT_CACHED = "no-store"
RETRY_AFTER = 10  # seconds, for the client
PATIENCE = 1.2  # seconds that a public page waits for the database
PAUSE = 1.0  # seconds without a try after one has failed
STORED_BYTES = 32 * 1024 * 1024  # of pages, in each process


class PageStore:
    """The last pages that this process has made, by ETag, up to STORED_BYTES. They are all of one catalogue version."""

    def __init__(self):
        self._lock = threading.Lock()
        self._catalogue, self._size = None, 0
        self._pages = OrderedDict()

    def get(self, tag):
        """Return (content, time when it was made), or None."""
        return self._pages.get(tag)

    def put(self, tag, content, catalogue):
        with self._lock:
            if catalogue != self._catalogue:
                # Also so that no withdrawn or erased text stays in memory.
                self._pages.clear()
                self._catalogue, self._size = catalogue, 0
            if tag in self._pages:
                return
            self._pages[tag] = content, timezone.now()
            self._size += len(content)
            while self._size > STORED_BYTES:
                _tag, (oldest, _made_at) = self._pages.popitem(last=False)
                self._size -= len(oldest)


class Breaker:
    """Keeps the requests for one view from waiting for the database one after the other.

    After a failure nothing is tried for PAUSE seconds. Then one request tries, while the others do not wait for it.
    """

    def __init__(self):
        self.failing = False
        self._next_try = 0.0

    def may_try(self):
        if not self.failing:
            return True
        now = time.monotonic()
        if now < self._next_try:
            return False
        self._next_try = now + PATIENCE + PAUSE
        return True

    def failed(self, view, error):
        if not self.failing:
            logger.error("%s is answered without the database: %s", view.__name__, str(error).strip())
        self.failing, self._next_try = True, time.monotonic() + PAUSE

    def succeeded(self, view):
        if self.failing:
            logger.warning("%s is answered from the database again", view.__name__)
            self.failing = False


pages = PageStore()
breakers = {}


def answer(view, request, tag, kwargs):
    """Return the response of a public view, or what there is instead if the database does not answer in time."""
    breaker = breakers.setdefault(view, Breaker())
    if not breaker.may_try():
        return instead(request, tag, kwargs)
    try:
        response = read_for_public(partial(view, request, **kwargs), PATIENCE)
    except UNAVAILABLE as error:
        breaker.failed(view, error)
        return instead(request, tag, kwargs)
    breaker.succeeded(view)
    if response.streaming:
        response.streaming_content = streamed(response.streaming_content)
    if response.streaming or not response.headers["Content-Type"].startswith("text/html"):
        return response  # a file, which is not kept and has no place for a notice
    if public_reads_fail():
        return with_notice(response.content, response, availability.answered_at)
    if tag and response.status_code == 200 and not request.GET and request.method == "GET":
        pages.put(tag, response.content, index.tag)
    return response


def instead(request, tag, kwargs):
    """Return the page as it was made last, or a brief one, or the one for 503."""
    stored = pages.get(tag)
    if stored:
        content, made_at = stored
        return with_notice(content, HttpResponse(), made_at)
    try:
        brief = brief_pages.brief_page(request, kwargs)
    except UNAVAILABLE:
        brief = None
    if brief is None:
        return unavailable()
    return with_notice(brief.content, brief, availability.answered_at)


def with_notice(content, response, as_of):
    """Return the response with this content and a notice as of when it is, which no cache may store."""
    if response.headers["Content-Type"].startswith("text/html"):
        context = {"as_of": as_of or timezone.now()}
        notice = render_to_string("components/as_of.html", context, using="jinja2").encode()
        content = content.replace(b"<main", notice + b"<main", 1)
    response.content = content
    response.headers["Cache-Control"] = NOT_CACHED
    return response


def unavailable():
    """Return the page that says that the database does not answer."""
    # Without the request, whose context processors or session may need the database.
    context = {**about_this_site(None), "request_id": getattr(current_request.get(), "request_id", "")}
    content = render_to_string("503.html", context, using="jinja2")
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": NOT_CACHED}
    return HttpResponse(content, status=503, headers=headers)
