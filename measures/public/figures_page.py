"""The page with the figures of the catalogue, and each of its tables as a file."""

from django.http import Http404
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from measures.finding.current import current, past_day
from measures.finding.figures import HEADINGS, age_figure, facet_figures, fill_figure
from measures.finding.growth import catalogue_growth, known_official_counts
from measures.finding.reuses import reuse_figures
from measures.models import Edition, Enquiry
from measures.public.caching import public_page
from measures.public.csv_file import csv_file
from measures.public.growth_chart import GrowthChart, last_day
from measures.public.texts import thousands

GROWTH = "wachstum"  # in the address of its file


@public_page(dated=True)
def figures(request):
    catalogue = current()
    growth, official = catalogue_growth(catalogue.moment), known_official_counts(past_day())
    with_measures = len(catalogue.totals["projekt"])
    return render(
        request,
        "figures/page.html",
        {
            "measure_count": len(catalogue),
            "project_count": catalogue.choices.project_count,
            "municipality_count": catalogue.choices.municipality_count,
            "projects_without": catalogue.choices.project_count - with_measures,
            "figures": all_figures(),
            "stopped_count": 0 if catalogue.moment else catalogue.total("status", Edition.Status.STOPPED),
            "reuses": reuse_figures(catalogue),
            "enquiries": None if catalogue.moment else Enquiry.objects.numbers(),
            "growth": [(last_day(month), number) for month, number in growth],
            "growth_finding": growth_finding(len(catalogue), official),
            "growth_file": GROWTH,
            "official": official,
            "chart": GrowthChart(growth, official) if growth or official else None,
        },
    )


@public_page(dated=True)
def figure_file(request, slug):
    """Respond with one table of the page as CSV."""
    if slug == GROWTH:
        own = [
            (last_day(month).isoformat(), number, _("this catalogue"))
            for month, number in catalogue_growth(current().moment)
        ]
        published = [(count.said, count.number, count.source_url) for count in known_official_counts(past_day())]
        return csv_file(f"{slug}.csv", [_("Date"), _("Measures"), _("Source")], own + published)
    for figure in all_figures():
        if figure.slug == slug:
            header = [figure.column, *map(str, HEADINGS.values())]
            return csv_file(f"{slug}.csv", header, [(row.label, row.count, figure.share(row)) for row in figure.rows])
    raise Http404


def all_figures():
    catalogue = current()
    return [*facet_figures(catalogue), fill_figure(catalogue.moment), age_figure(catalogue.moment)]


def growth_finding(number, official):
    """Return a sentence that sets the number of measures beside the newest published one."""
    here = _("%(number)s measures in this catalogue") % {"number": thousands(number)}
    if not official:
        return here
    newest = official[-1]
    values = {"here": here, "number": thousands(newest.number), "date": said_date(newest)}
    return _("%(here)s, %(number)s in the official database (%(date)s)") % values


def said_date(count):
    """Return the date of a published number as precise as it was published."""
    form = {4: "Y", 7: "YEAR_MONTH_FORMAT"}.get(len(count.said), "DATE_FORMAT")
    return date_format(count.day, form)
