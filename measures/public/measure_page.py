"""The page of one measure, and the page that remains after it was withdrawn."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from measures.finding.current import current
from measures.finding.similar import similar
from measures.models import Edition
from measures.public.caching import public_page
from measures.public.linked_data import describe
from measures.public.profile import profile
from measures.public.shortlist import Shortlist


@public_page
def measure(request, slug):
    """Show the published or archived edition. Only a published one has similar measures and linked data."""
    editions = (
        Edition.objects.readable()
        .select_related("measure__project")
        .prefetch_related("solution_types", "action_fields", "spatial_scopes", "places__states", "sources")
    )
    edition = editions.filter(measure__slug=slug).first()
    if edition is None:
        return withdrawn(request, slug)
    context = profile(edition, image_url=reverse("measure_image", args=[slug]), own_page=True)
    context |= {"similar": [], "linked_data": None, "shortlist": Shortlist.of(request.GET)}
    if edition.state == Edition.State.PUBLISHED:
        places = context["named"]["places"]
        first_published = context["first_published"]
        context |= {
            "similar": [document.card for document in similar(current(), edition.measure_id)],
            "linked_data": describe(edition, places, first_published, request.build_absolute_uri),
        }
    return render(request, "measures/detail.html", context)


def withdrawn(request, slug):
    """Respond with 410, and say when and why the measure was withdrawn. Raise Http404 if it was never public."""
    once_public = Edition.objects.filter(measure__slug=slug, state__in=Edition.ONCE_PUBLIC)
    newest = once_public.select_related("measure__project").order_by("-number").first()
    if newest is None or newest.state != Edition.State.WITHDRAWN:
        raise Http404
    # The template must not show title or text of a withdrawn edition, so it does not get the edition.
    context = {"project": newest.measure.project, "withdrawn_at": newest.closed_at, "reason": newest.close_reason}
    return render(request, "measures/withdrawn.html", context, status=410)
