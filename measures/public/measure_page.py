from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from measures.finding.current import current
from measures.finding.similar import similar
from measures.models import Edition
from measures.public.caching import public_page
from measures.public.linked_data import describe
from measures.public.profile import profile


@public_page
def measure(request, slug):
    editions = (
        Edition.objects.readable()
        .select_related("measure__project")
        .prefetch_related("solution_types", "action_fields", "spatial_scopes", "places__states", "sources")
    )
    edition = editions.filter(measure__slug=slug).first()
    if edition is None:
        return withdrawn(request, slug)
    shown = profile(edition, image_url=reverse("measure_image", args=[slug]), own_page=True)
    shown |= {"similar": [], "linked_data": None}
    if edition.state == Edition.State.PUBLISHED:
        places, first_published = shown["named"]["places"], shown["first_published"]
        shown |= {
            "similar": [document.card for document in similar(current(), edition.measure_id)],
            "linked_data": describe(edition, places, first_published, request.build_absolute_uri),
        }
    return render(request, "measures/detail.html", shown)


def withdrawn(request, slug):
    """Say since when and why there is nothing to read any more; 404 for what was never public."""
    once_public = Edition.objects.filter(measure__slug=slug, state__in=Edition.ONCE_PUBLIC)
    newest = once_public.select_related("measure__project").order_by("-number").first()
    if newest is None or newest.state != Edition.State.WITHDRAWN:
        raise Http404
    # The page gets no more than it may tell: neither title nor text.
    context = {"project": newest.measure.project, "since": newest.closed_at, "reason": newest.close_reason}
    return render(request, "measures/withdrawn.html", context, status=410)
