"""The list page as one would usually write it: FilterSet, one aggregate query for each facet, model objects.

It has templates of its own, so that it stays what it is when those of the site become faster.
"""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.shortcuts import render

from measures.finding.question import MeasureFilter
from tests.bench.facets import FACETS
from tests.finding import orm_answers

AT_ONCE = 6  # values of a facet that are shown before "more"


@dataclass
class Value:
    value: str
    label: str
    count: int
    selected: bool


@dataclass
class Group:
    name: str
    label: str
    first: list
    more: list


def measures(request):
    filters = MeasureFilter(request.GET)
    page = Paginator(orm_answers.editions(filters).for_cards(), 20).get_page(request.GET.get("seite"))
    groups = [group(filters, name, filters.filters[name]) for name in FACETS]
    chips = [
        (value.label, filters.query(drop=(group.name, value.value)))
        for group in groups
        for value in [*group.first, *group.more]
        if value.selected
    ]
    shown = page.paginator.get_elided_page_range(page.number)
    numbers = [(number, filters.query(seite=number)) for number in shown]
    context = {"filters": filters, "page": page, "groups": groups, "chips": chips, "numbers": numbers}
    return render(request, "bench/list.html", context)


def group(filters, name, facet):
    counts = orm_answers.counts(name, orm_answers.editions(filters, without=(name,)))
    values = [
        Value(str(value), str(label), counts.get(str(value), 0), str(value) in filters.asked[name])
        for value, label in facet.field.choices
    ]
    if len(values) > AT_ONCE + 1:
        values.sort(key=lambda value: (not value.selected, -value.count))
    return Group(name, str(facet.label), values[: AT_ONCE + 1], values[AT_ONCE + 1 :])
