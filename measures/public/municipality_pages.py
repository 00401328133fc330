"""The list of municipalities, and the page of one municipality."""

from django.shortcuts import get_object_or_404, redirect, render

from measures.finding.answer import PageLinks, newest_measures, page_of
from measures.finding.currency import currency
from measures.finding.current import current
from measures.finding.place_questions import MunicipalityFilter
from measures.public.caching import public_page
from measures.public.past_days import carried
from measures.public.shown_reuses import reuses_by
from municipalities.labels import labels_of
from municipalities.models import Municipality

PAGE_SIZE = 50


@public_page
def municipalities(request):
    filters = MunicipalityFilter(request.GET)
    page, notices = page_of(filters.qs, request.GET.get("seite"), size=PAGE_SIZE)
    catalogue = current()
    return render(
        request,
        "municipalities/list.html",
        {
            "filters": filters,
            "page": page,
            "labels": labels_of(page.object_list),
            "measure_counts": catalogue.totals["ort"],
            "currency": currency(catalogue, catalogue.all_documents),
            "pages": PageLinks(page, lambda number: filters.query(seite=number)),
            "notices": [*filters.warnings, *notices],
        },
    )


@public_page(dated=True)
def municipality(request, slug):
    found = get_object_or_404(Municipality.objects.prefetch_related("states").select_related("successor"), slug=slug)
    measures = newest_measures(ort=[slug])
    reuses = reuses_by(current(), slug)
    if found.successor and not reuses and not len(measures) and not found.participations.exists():
        return redirect(found.successor.get_absolute_url() + carried(""), permanent=True)
    page, notices = page_of(measures, request.GET.get("seite"))
    return render(
        request,
        "municipalities/detail.html",
        {
            "municipality": found,
            "participations": found.participations.select_related("project"),
            "page": page,
            "reuses": reuses,
            "currency": currency(measures.search.snapshot, measures.search.results),
            "pages": PageLinks(page, lambda number: carried(f"?seite={number}")),
            "notices": notices,
        },
    )
