"""The lists of solution types and action fields, and the page of one value."""

from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from measures.finding.answer import Answer, PageLinks
from measures.finding.current import current
from measures.finding.facet_rows import FACETS
from measures.models import ActionField, SolutionType
from measures.public.caching import public_page


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
    """Return the page of one value: its description, its measures, and their distribution over another facet.

    A value that was merged redirects to the value into which it was merged.
    """
    value = get_object_or_404(model.objects.select_related("merged_into"), slug=slug)
    if value.merged_into:
        query = request.GET.urlencode()
        return redirect(value.merged_into.get_absolute_url() + (f"?{query}" if query else ""), permanent=True)
    question = QueryDict(mutable=True)
    question[facet] = slug
    question["seite"] = request.GET.get("seite", "")
    answer = Answer(question)
    other = next(row.name for row in FACETS if row.spread_on == facet)
    group = next(group for group in answer.facets if group.name == other)
    spread = sorted((item for item in group.values if item.count), key=lambda item: -item.count)
    return render(
        request,
        "measures/value.html",
        {
            "meta": model._meta,
            "value": value,
            "answer": answer,
            "facet": facet,
            "other": group,
            "spread": spread,
            "pages": PageLinks(answer.page),
        },
    )
