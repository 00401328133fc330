"""The lists of solution types and action fields, and the page of one value."""

from functools import partial

from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from measures.finding.answer import Answer, PageLinks
from measures.finding.current import current
from measures.finding.facet_rows import FACETS
from measures.models import ActionField, Edition, SolutionType
from measures.public.caching import public_page
from measures.public.value_experience import compared, editions_of, quotes
from measures.steckbrief import BY_NAME

RELATED = {"typ": "solution_types", "feld": "action_fields"}
QUOTED = ("what_worked", "lessons", "costs")  # fields of which the page quotes the newest texts
FILTERED = ("status", "land", "groesse")  # facets by which the comparison can be narrowed down
STOPPED = Edition.Status.STOPPED


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
    return render(request, "measures/values.html", {"meta": model._meta, "values": values})


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
    groups = {group.name: group for group in whole.facets}
    other = next(row.name for row in FACETS if row.spread_on == facet)
    editions = editions_of(value, RELATED[facet])
    return render(
        request,
        "measures/value.html",
        {
            "meta": model._meta,
            "value": value,
            "whole": whole,
            "answer": answer,
            "facet": facet,
            "spreads": [spread(groups[name]) for name in ("status", "groesse", "land", other)],
            "open_source": next((item.count for item in groups["offen"].values if item.value == "ja"), 0),
            "stopped": next((item.count for item in groups["status"].values if item.value == STOPPED), 0),
            "experience": [(name, BY_NAME[name].label, quotes(editions, name)) for name in QUOTED],
            "filters": [group for group in answer.facets if group.name in FILTERED and group.useful],
            "rows": compared(answer.cards),
            "pages": PageLinks(answer.page, partial(page_address, request)),
        },
    )


def spread(group):
    """Return a facet and its values that occur, the most frequent first."""
    return group, sorted((item for item in group.values if item.count), key=lambda item: -item.count)


def page_address(request, number):
    question = request.GET.copy()
    question["seite"] = number
    return f"?{question.urlencode()}#vergleich"
