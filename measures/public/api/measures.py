"""Measures: the list, one of them, and measures like it."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from measures.finding.continuing import place_of, results_until
from measures.finding.embedders import embedder
from measures.finding.near import near
from measures.finding.question import query_parts, query_string
from measures.finding.results import Search
from measures.finding.similar import similar as find_similar
from measures.finding.snapshot import Snapshot
from measures.models import Edition
from measures.public.api import cursors
from measures.public.api.cursors import ListCursor
from measures.public.api.entries import entries, entries_by_edition
from measures.public.api.facets import facets
from measures.public.api.problems import Gone
from measures.public.api.question import MEASURE_QUESTION, PLACE, catalogue
from measures.public.jinja_environment import url
from measures.public.past_days import carried
from measures.public.serialisation import absolute, address

QUESTION = [parameter.name for parameter in MEASURE_QUESTION]


def licence() -> dict[str, str]:
    return {"id": settings.MASSWERK_DATA_LICENCE, "url": settings.MASSWERK_DATA_LICENCE_URL}


def measures(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a list that was asked for, all counts of its facets, and at its end the second list."""
    snapshot = catalogue()
    question = {name: asked[name] for name in QUESTION}
    question["q"], notice = asked["q"]
    search = Search(snapshot, question | {PLACE: [asked[PLACE]] if asked[PLACE] else []})
    start, digest = 0, cursors.digest(question | {"stand": asked["stand"]} if asked["stand"] else question)
    if asked["cursor"]:
        start = results_until(search, cursors.read(asked["cursor"], ListCursor, digest).place)
    end = start + asked["limit"]
    documents = search.documents(start, end)
    following = None
    if documents and end < search.total:
        following = cursors.written(ListCursor(digest, place_of(search, documents[-1])))
    second = [] if following else near(search, embedder())
    second_entries = entries_by_edition(snapshot, [entry.document for entry in second], asked["fields"])
    return {
        "licence": licence(),
        "url": page_of(question),
        "notices": [sentence for sentence in (notice, *corrections(search)) if sentence],
        "total": search.total,
        "measures": entries(snapshot, documents, asked["fields"]),
        "next": following,
        "near": [
            {"missing": entry.missing, "measure": second_entries[entry.document.edition]}
            for entry in second
            if entry.document.edition in second_entries
        ],
        "facets": facets(search, question),
    }


def page_of(question: dict[str, Any]) -> str:
    """Return the absolute address of the page with the same list."""
    if question[PLACE]:
        return address("municipality", question[PLACE]) + carried("")
    query = query_string(query_parts({name: value for name, value in question.items() if name != PLACE}))
    return absolute(url("measures") + carried(query.removesuffix("?")))


def corrections(search: Search) -> list[str]:
    """Return sentences about words that were replaced, since nothing has them."""
    return [
        _("No results for “%(word)s”, shown is “%(corrected)s”.") % {"word": match.word, "corrected": match.corrected}
        for match in search.word_matches.values()
        if match.corrected and search.total
    ]


def measure(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    snapshot, number = number_of(slug)
    found = entries(snapshot, [snapshot.documents[number]], asked["fields"])
    if not found:
        raise Http404
    return {"licence": licence(), "measure": found[0]}


def similar(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    """Return the measures of other projects that are most like one, best first."""
    snapshot, number = number_of(slug)
    documents = find_similar(snapshot, snapshot.documents[number].measure, asked["limit"])
    return {"licence": licence(), "measures": entries(snapshot, documents, asked["fields"])}


def number_of(slug: str) -> tuple[Snapshot, int]:
    """Return the index and the number of a measure in it. Raise Gone or Http404 if it is not in the catalogue."""
    snapshot = catalogue()
    number = snapshot.by_slug.get(slug)
    if number is not None:
        return snapshot, number
    once_public = Edition.objects.filter(measure__slug=slug, state__in=Edition.ONCE_PUBLIC)
    if snapshot.moment:
        once_public = once_public.filter(published_at__lte=snapshot.moment)
    newest = once_public.order_by("-number").first()
    if newest is None or newest.closed_at is None:
        raise Http404
    archived = Edition.objects.readable_at(snapshot.moment).filter(measure__slug=slug).first()
    ended = (archived.archived_at or archived.closed_at) if archived else newest.closed_at
    values = {"day": date_format(localtime(ended)), "url": address("measure", slug) + carried("")}
    if archived:
        raise Gone(_("This entry was archived on %(day)s. Its page is still there: %(url)s") % values)
    raise Gone(_("This entry was withdrawn on %(day)s. Why stands here: %(url)s") % values)
