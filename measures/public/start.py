"""The start page."""

from django.shortcuts import render
from django.utils.translation import get_language

from measures.finding.answer import newest_measures
from measures.finding.current import current
from measures.models import Edition
from measures.public.caching import public_page
from measures.public.linked_data import describe_site

NEWEST = 6  # measures on the page
EXAMPLES = {  # searches that find something
    "de": ("Beteiligung", "Starkregen", "LoRaWAN", "Coworking", "Mängelmelder"),
    "en": ("citizen participation", "flooding", "LoRaWAN", "co-working", "parking"),
}


@public_page
def start(request):
    catalogue = current()
    measures = newest_measures()
    types = [(value, catalogue.total("typ", value.slug)) for value in catalogue.choices.solution_types]
    return render(
        request,
        "start.html",
        {
            "linked_data": describe_site(),
            "examples": EXAMPLES[get_language()],
            "problems": catalogue.choices.problems,
            "solution_types": sorted(types, key=lambda pair: -pair[1]),
            "points": [point for site in catalogue.choices.sites for point in site.points],
            "newest": measures[0:NEWEST],
            "published_at_once": measures.search.published_at_once,
            "stopped_count": catalogue.total("status", Edition.Status.STOPPED),
            "measure_count": len(catalogue),
            "project_count": catalogue.choices.project_count,
            "municipality_count": catalogue.choices.municipality_count,
        },
    )
