"""The lists of solution types and action fields, and the page of one value."""

from functools import partial

from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from measures.finding.answer import Answer, PageLinks, newest_measures
from measures.finding.currency import currency
from measures.finding.current import current
from measures.finding.facet_rows import FACETS
from measures.finding.question import query_parts
from measures.finding.software import software_named_by
from measures.models import ActionField, Edition, SolutionType
from measures.public.caching import public_page
from measures.public.shown_reuses import reused_among
from measures.public.value_experience import MOST_STOPPED, compared, cost_range, editions_of, quotes, reasons_of
from measures.steckbrief import BY_NAME

RELATED = {"typ": "solution_types", "feld": "action_fields"}
STOPPED = Edition.Status.STOPPED
QUOTED = ("what_worked", "lessons", "costs")  # fields of which the page quotes the newest texts
FILTERED = ("status", "land", "groesse", "offen")  # facets by which the comparison can be narrowed down


@public_page
def solution_types(request):
    return values_page(request, SolutionType, "typ")


@public_page
def action_fields(request):
    return values_page(request, ActionField, "feld")


@public_page
def solution_type(request, slug):
    return value_page(request, SolutionType, "typ", slug)


@public_page
def action_field(request, slug):
    return value_page(request, ActionField, "feld", slug)


def values_page(request, model, facet):
    """Return the page that lists the values of a vocabulary with their numbers of measures."""
    catalogue = current()
    values = [(value, catalogue.total(facet, value.slug)) for value in model.objects.current()]
    return render(request, "measures/values.html", {"meta": model._meta, "values": values, "facet": facet})


def value_page(request, model, facet, slug):
    """Return the page of one value: what it is, its figures, what was learnt, and its measures side by side.

    The comparison takes the same parameters as the list of measures. A value that was merged redirects to the value
    into which it was merged.
    """
    value = get_object_or_404(model.objects.select_related("merged_into"), slug=slug)
    if value.merged_into:
        query = request.GET.urlencode()
        return redirect(value.merged_into.get_absolute_url() + (f"?{query}" if query else ""), permanent=True)
    question = request.GET.copy()
    question[facet] = slug
    answer = Answer(question)
    whole = Answer(QueryDict(f"{facet}={slug}"))
    snapshot, measures = whole.search.snapshot, whole.search.results
    groups = {group.name: group for group in whole.facets}
    other = next(row.name for row in FACETS if row.spread_on == facet)
    filters = [group for group in answer.facets if group.name in (*FILTERED, other) and group.useful]
    shown = {facet, "sort", *[group.name for group in filters]}
    editions = editions_of(value, RELATED[facet])
    stopped = newest_measures(**{facet: [slug], "status": [STOPPED]})
    return render(
        request,
        "measures/value.html",
        {
            "meta": model._meta,
            "value": value,
            "whole": whole,
            "answer": answer,
            "facet": facet,
            "spreads": [groups[name] for name in ("status", "groesse", "land", other)],
            "open_source": groups["offen"].count_of("ja"),
            "reused": reused_among(snapshot, measures),
            "software": software_named_by(snapshot, measures),
            "cost_range": cost_range(snapshot, measures),
            "currency": currency(snapshot, measures),
            "stopped": stopped[0:MOST_STOPPED],
            "stopped_count": len(stopped),
            "reasons": reasons_of(editions.filter(status=STOPPED)),
            "experience": [(name, BY_NAME[name].label, quotes(editions, name)) for name in QUOTED],
            "filters": filters,
            "kept": [(name, asked) for name, asked, _text in query_parts(answer.asked) if name not in shown],
            "rows": compared(snapshot, answer.cards),
            "pages": PageLinks(answer.page, partial(page_address, request)),
        },
    )


def page_address(request, number):
    question = request.GET.copy()
    question["seite"] = number
    return f"?{question.urlencode()}#vergleich"
