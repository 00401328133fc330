"""Exports: the list of measures, a shortlist and a comparison as files."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.finding.answer import Answer
from measures.finding.current import current, past_day
from measures.finding.embedders import embedder
from measures.finding.near import near
from measures.finding.question import DAY, PAGE
from measures.finding.results import Search
from measures.finding.tolerant_fields import printable
from measures.public import export_files
from measures.public.caching import public_page
from measures.public.chosen_place import PLACE_PARAMETERS
from measures.public.export_files import EntryList
from measures.public.past_days import carried
from measures.public.serialisation import absolute
from measures.public.shortlist import Shortlist
from measures.public.shortlist_pages import MOST_COMPARED, notices

FOR_EXCEL = "excel"  # parameter of CSV files: with a byte order mark and semicolons, if its value is "ja"
PLACE = "ort"  # parameter of lists: slug of a municipality
FORMATS: dict[str, Callable[[EntryList], HttpResponseBase]] = {
    "csv": lambda found: export_files.as_csv(found, for_excel=False),
    "xlsx": export_files.as_xlsx,
    "json": export_files.as_json,
    "geojson": export_files.as_geojson,
}


class BadQuestion(Exception):
    """The question has a part that is not understood. A file without it would hold something else than was asked."""


@public_page(dated=True)
def measures(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Respond with the whole list of measures that `/massnahmen/` shows in pages for the same parameters."""
    return export(request, slug, list_of)


@public_page(dated=True)
def shortlist(request: HttpRequest, slug: str) -> HttpResponseBase:
    return export(request, slug, shortlist_of)


@public_page(dated=True)
def comparison(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Respond with the measures that the comparison shows, one in each row."""
    return export(request, slug, comparison_of)


@public_page
def codebook(request: HttpRequest) -> HttpResponseBase:
    """Respond with the codebook of the columns as CSV."""
    return with_licence(export_files.codebook_file())


def export(request: HttpRequest, form: str, find: Callable[[QueryDict], EntryList]) -> HttpResponseBase:
    """Respond with the list that `find` returns as a file; with 400 and sentences if the question is not understood."""
    if form not in FORMATS:
        raise Http404
    parameters = request.GET.copy()
    for_excel = parameters.pop(FOR_EXCEL, [])
    try:
        if for_excel not in ([], ["ja"]):
            raise BadQuestion(_("“%(name)s” can only be “ja”.") % {"name": FOR_EXCEL})
        found = find(parameters)
    except BadQuestion as error:
        return refused(error)
    if form == "csv" and for_excel:
        return with_licence(export_files.as_csv(found, for_excel=True))
    return with_licence(FORMATS[form](found))


def refused(error: BadQuestion) -> HttpResponse:
    return HttpResponse(f"{error}\n", status=400, content_type="text/plain; charset=utf-8")


def list_of(parameters: QueryDict) -> EntryList:
    parameters.pop(PAGE, None)
    answer, search, path = understood(parameters)
    question = [
        (chip.label, str(chip.value)) if chip.label else (_("Search text"), answer.asked["q"]) for chip in answer.chips
    ]
    return EntryList(
        documents=search.documents(0, search.total),
        address=absolute(path),
        question=question,
        notices=answer.corrections,
        near=near(search, embedder()),
        moment=search.snapshot.moment,
        day=past_day(),
    )


def understood(parameters: QueryDict) -> tuple[Answer, Search, str]:
    """Return the answer to a question, the search of its whole list, and the path of the page that shows it.

    Besides the parameters of the page it takes a place, as `ort`: the list on the page of a municipality.
    Raise BadQuestion if a part of the question would be left out.
    """
    places = parameters.pop(PLACE, [])
    answer = Answer(parameters)
    search = answer.search
    warnings = [*answer.question.warnings]
    if places:
        if len(places) > 1 or places[0] not in search.snapshot.facets[PLACE]:
            warnings.append(_("No measure is in such a place: “%(name)s”.") % {"name": printable(places[-1])})
        search = Search(search.snapshot, answer.asked | {PLACE: places})
    if warnings:
        raise BadQuestion("\n".join(warnings))
    return (
        answer,
        search,
        reverse("municipality", args=places) + carried("") if places else reverse("measures") + answer.query,
    )


def shortlist_of(parameters: QueryDict, route: str = "shortlist", most: int | None = None) -> EntryList:
    chosen = Shortlist.of(parameters)
    unknown = set(parameters).difference(["m", DAY, *PLACE_PARAMETERS])
    if chosen.warnings or unknown:
        raise BadQuestion("\n".join(chosen.warnings) or _("Only “m”, “naehe” and “aehnlich” are understood here."))
    return EntryList(
        chosen.documents[:most],
        absolute(reverse(route) + carried(chosen.query)),
        notices=notices(chosen),
        moment=current().moment,
        day=past_day(),
    )


def comparison_of(parameters: QueryDict) -> EntryList:
    return shortlist_of(parameters, "comparison", MOST_COMPARED)


def with_licence(response: Any) -> Any:
    """Return the response with the licence of the data in its head (RFC 8288). Search engines shall not list files."""
    response["X-Robots-Tag"] = "noindex"
    response["Link"] = f'<{settings.MASSWERK_DATA_LICENCE_URL}>; rel="license"'
    return response
