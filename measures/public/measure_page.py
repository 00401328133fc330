"""The page of one measure, and the page that remains after it was withdrawn."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from measures.finding.cards import short_key
from measures.finding.current import current
from measures.finding.place_order import distances_of, known_place
from measures.finding.question import known_keys
from measures.finding.similar import similar
from measures.finding.tolerant_fields import KnownPlaceField
from measures.models import Edition
from measures.public.caching import public_page
from measures.public.linked_data import describe
from measures.public.profile import profile
from measures.public.sheet_texts import sheet_texts
from measures.public.shortlist import Shortlist, carried

NEAR = "naehe"  # the place to which the distance is shown, as on the list
NEAR_FIELD = KnownPlaceField(label=_("Near"), known=known_keys)


@public_page
def measure(request, slug):
    """Show the published or archived edition. Only a published one has similar measures and linked data."""
    edition = readable_edition(slug)
    if edition is None:
        return withdrawn(request, slug)
    context = page_context(request, edition)
    context |= {"similar": [], "linked_data": None}
    if edition.state == Edition.State.PUBLISHED:
        places = context["named"]["places"]
        first_published = context["first_published"]
        context |= {
            "similar": [document.card for document in similar(current(), edition.measure_id)],
            "linked_data": describe(edition, places, first_published, request.build_absolute_uri),
        }
    return render(request, "measures/detail.html", context)


@public_page
def sheet(request, slug):
    """Show the same in short, for one printed page."""
    edition = readable_edition(slug)
    if edition is None:
        return withdrawn(request, slug)
    context = page_context(request, edition)
    return render(request, "measures/sheet.html", context | {"shortened": True, "texts": sheet_texts(context)})


def readable_edition(slug):
    """Return the edition that has a public page, with all that a profile shows, or None."""
    editions = (
        Edition.objects.readable()
        .select_related("measure__project")
        .prefetch_related("solution_types", "action_fields", "spatial_scopes", "places__states", "sources")
    )
    return editions.filter(measure__slug=slug).first()


def page_context(request, edition):
    """Return the context of the profile on a page of its own, with the distance to the place that was asked for."""
    slug = edition.measure.slug
    shortlist = Shortlist.of(request.GET)
    key, warning = NEAR_FIELD.clean_strings(request.GET.getlist(NEAR))
    catalogue = current()
    town = known_place(catalogue, key)
    number = catalogue.by_short_key.get(short_key(slug))
    cards = [catalogue.documents[number].card] if number is not None else []
    distances = distances_of(catalogue, town, cards) if town else {}
    return profile(edition, image_url=reverse("measure_image", args=[slug]), own_page=True) | {
        "shortlist": shortlist,
        "town": town,
        "distance": distances.get(slug),
        "carried": carried(shortlist, key),
        "notices": [warning] if warning else [],
    }


def withdrawn(request, slug):
    """Respond with 410, and say when and why the measure was withdrawn. Raise Http404 if it was never public."""
    once_public = Edition.objects.filter(measure__slug=slug, state__in=Edition.ONCE_PUBLIC)
    newest = once_public.select_related("measure__project").order_by("-number").first()
    if newest is None or newest.state != Edition.State.WITHDRAWN:
        raise Http404
    # The template must not show title or text of a withdrawn edition, so it does not get the edition.
    context = {"project": newest.measure.project, "withdrawn_at": newest.closed_at, "reason": newest.close_reason}
    return render(request, "measures/withdrawn.html", context, status=410)
