from django.db.models import Min
from django.shortcuts import get_object_or_404, render

from measures.catalogue import editions_by_key
from measures.index.current import current
from measures.index.documents import sort_key
from measures.index.similar import similar
from measures.jsonld import describe
from measures.models import Edition
from measures.views.caching import public_page
from municipalities.models import Participation

SECTIONS = ("goals", "target_groups", "partners", "costs", "funding", "operation")


@public_page
def measure(request, slug):
    editions = (
        Edition.objects.public()
        .select_related("measure__project")
        .prefetch_related("solution_types", "action_fields", "spatial_scopes", "places__states", "sources")
    )
    edition = get_object_or_404(editions, measure__slug=slug)
    project = edition.measure.project
    taking_part = set(Participation.objects.filter(project=project).values_list("municipality_id", flat=True))
    places = sorted(edition.places.all(), key=lambda place: sort_key(place.name))
    published = Edition.objects.filter(measure=edition.measure_id).aggregate(first=Min("published_at"))
    return render(
        request,
        "measures/detail.html",
        {
            "edition": edition,
            "project": project,
            "places": [place for place in places if not any(place.contains(other) for other in places)],
            "whole_project": len(places) > 1 and {place.pk for place in places} == taking_part,
            "first_published": published["first"],
            "sections": [
                (edition._meta.get_field(name).verbose_name, getattr(edition, name))
                for name in SECTIONS
                if getattr(edition, name)
            ],
            "similar": editions_by_key(similar(current(), edition.measure_id)),
            "linked_data": describe(edition, places, published["first"], request.build_absolute_uri),
        },
    )
