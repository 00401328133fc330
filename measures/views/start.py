from django.shortcuts import render
from django.views.decorators.http import require_safe

from measures.filters import MeasureFilter
from measures.models import Edition, SolutionType
from municipalities.models import ModelProject, Municipality

NEWEST = 6
EXAMPLES = ("Bürgerbeteiligung", "Starkregen", "LoRaWAN", "Coworking", "Mängelmelder")


@require_safe
def start(request):
    public = Edition.objects.public()
    counts = MeasureFilter({}).facets["typ"].counts(public)
    types = [(solution_type, counts.get(solution_type.slug, 0)) for solution_type in SolutionType.objects.all()]
    return render(
        request,
        "start.html",
        {
            "examples": EXAMPLES,
            "solution_types": sorted(types, key=lambda pair: -pair[1]),
            "newest": public.newest_first().for_cards()[:NEWEST],
            "measure_count": public.count(),
            "project_count": ModelProject.objects.count(),
            "municipality_count": Municipality.objects.taking_part().count(),
        },
    )
