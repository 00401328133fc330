"""Feeds of what changed, as Atom (RFC 4287) and as JSON Feed 1.1."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, time
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.timezone import get_current_timezone, localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from measures.finding.question import PAGE
from measures.public.caching import public_page
from measures.public.changes import Change, described, events, publications_of
from measures.public.changes_page import ChangesQuestion
from measures.public.exports import BadQuestion, refused, understood, with_licence
from measures.public.hub import hub_of
from measures.public.serialisation import absolute, address

MOST_ENTRIES = 50
LONGEST = 90_000  # bytes of entries, so that a feed stays under 100 KB
BESIDE_TEXTS = 1_100  # bytes of an entry without its texts
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Entry:
    """An event as an entry of a feed.

    id     stays the same whatever name and address the site has
    url    page of the measure, or of its project if it was withdrawn
    title  kind of event and title of the measure
    text   its summary, and the fields that changed
    """

    def __init__(self, change: Change) -> None:
        self.kind, self.label = change.kind, change.label
        self.id = change.id
        self.url = address("measure", change.slug) if change.title else address("project", change.project.slug)
        self.at = change.at.isoformat(timespec="seconds")
        self.title = clean(f"{change.label}: {change.title or _('a measure of %s') % change.project.name}")
        changed = _("Changed: %s") % ", ".join(change.fields) if change.fields else ""
        self.text = clean("\n\n".join(filter(None, [change.summary, changed])))
        self.project = clean(change.project.name)

    @property
    def size(self) -> int:
        """The most bytes that it takes in a feed."""
        texts = f"{self.title}{self.text}{self.project}"
        return BESIDE_TEXTS + max(len(escape(texts).encode()), 2 * len(texts.encode()))


def clean(text: str) -> str:
    """Return a text without characters that XML does not allow."""
    return NOT_IN_XML.sub(" ", text)


@public_page
def measures(request: HttpRequest, slug: str) -> HttpResponse:
    """Respond with the newest entries of the list that `/massnahmen/` shows for the same parameters."""

    def find() -> tuple[str, str, list[Entry]]:
        parameters = request.GET.copy()
        for name in (PAGE, "sort", "m"):
            parameters.pop(name, None)
        answer, search, path = understood(parameters)
        parts = [str(chip.value) for chip in answer.chips]
        newest = sorted(search.results, reverse=True)[:MOST_ENTRIES]  # documents are numbered by publication
        keys = [search.snapshot.documents[number].measure for number in newest]
        return ", ".join([_("Measures"), *parts]), path, entries_of(described(publications_of(keys)))

    return feed(request, slug, find)


@public_page
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Respond with the newest events that `/aenderungen/` shows for the same parameters."""

    def find() -> tuple[str, str, list[Entry]]:
        question = ChangesQuestion(request.GET)
        if question.warnings:
            raise BadQuestion("\n".join(question.warnings))
        found = events(MOST_ENTRIES, **question.asked)
        return _("Changes"), reverse("changes") + question.query, entries_of(described(found))

    return feed(request, slug, find)


def entries_of(changes: Sequence[Change]) -> list[Entry]:
    return [Entry(change) for change in changes]


def feed(request: HttpRequest, form: str, find: Callable[[], tuple[str, str, Sequence[Any]]]) -> HttpResponse:
    """Respond with a feed; `find` returns its title, the path of the page with the same list, and the entries."""
    if form not in ("atom", "json"):
        raise Http404
    try:
        title, path, found = find()
    except BadQuestion as error:
        return refused(error)
    query = request.META.get("QUERY_STRING", "")
    feed_url = absolute(request.path) + (f"?{query}" if query else "")
    entries = fitting(found)
    context = {
        "title": clean(f"{title} – Maßwerk"),
        "language": get_language(),
        "url": absolute(path),
        "feed_url": feed_url,
        "hub": hub_of(feed_url),
        "id": uuid5(NAMESPACE_URL, f"masswerk:{path}").urn,
        "updated": entries[0].at if entries else midnight().isoformat(),
        "entries": entries,
    }
    response = with_licence(as_atom(request, context) if form == "atom" else as_json(context))
    if context["hub"]:
        response["Link"] += f', <{context["hub"]}>; rel="hub", <{feed_url}>; rel="self"'
    return response


def fitting(entries: Sequence[Any]) -> list[Any]:
    """Return the first entries, as many as fit into a feed."""
    found, size = [], 0
    for entry in entries:
        size += entry.size
        if size > LONGEST:
            break
        found.append(entry)
    return found


def midnight() -> datetime:
    """Return the beginning of this day: an empty feed needs some time, and the same one for the same ETag."""
    return datetime.combine(localdate(), time(), get_current_timezone())


def as_atom(request: HttpRequest, context: dict) -> HttpResponse:
    return render(request, "machines/feed.xml", context, content_type="application/atom+xml; charset=utf-8")


def as_json(context: dict) -> HttpResponse:
    items = [
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "content_text": entry.text or entry.title,
            "date_published": entry.at,
            "authors": [{"name": entry.project}],
            "tags": [entry.label],
        }
        for entry in context["entries"]
    ]
    described_feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": context["title"],
        "home_page_url": context["url"],
        "feed_url": context["feed_url"],
        "language": context["language"],
        "_licence": {"id": settings.MASSWERK_DATA_LICENCE, "url": settings.MASSWERK_DATA_LICENCE_URL},
        "items": items,
    }
    if context["hub"]:
        described_feed["hubs"] = [{"type": "WebSub", "url": context["hub"]}]
    return JsonResponse(described_feed, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False})
