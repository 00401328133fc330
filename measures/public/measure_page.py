"""The page of one measure, the page that remains after it was withdrawn, and the measure as linked data."""

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from measures.content import NOBODY
from measures.finding.cards import short_key
from measures.finding.current import current
from measures.finding.similar import similar
from measures.models import Edition, Enquiry
from measures.public.caching import public_page
from measures.public.exports import with_licence
from measures.public.linked_data import describe
from measures.public.past_days import carried
from measures.public.profile import first_publication, profile
from measures.public.repository_checks import checked, publiccode_of
from measures.public.sheet_texts import sheet_texts
from measures.public.shortlist import Shortlist
from measures.public.shown_reuses import reuses_of

READABLE = {"ensure_ascii": False, "indent": 1}  # how JSON is written


@public_page(dated=True)
def measure(request, slug):
    """Show the published or archived edition. Only a published one has similar measures, questions and linked data."""
    catalogue = current()
    edition = readable_edition(slug, catalogue.moment)
    if edition is None:
        return withdrawn(request, slug, catalogue.moment)
    context = page_context(request, edition)
    context |= {"similar": [], "linked_data": None}
    if edition.state == Edition.State.PUBLISHED:
        context |= {
            "similar": [document.card for document in similar(catalogue, edition.measure_id)],
            "enquiries": None if catalogue.moment else Enquiry.objects.filter(measure=edition.measure_id).numbers(),
            "linked_data": None if catalogue.moment else describe(edition, context["first_published"]),
        }
    if not catalogue.moment:
        repository = edition.source_code_url
        context |= {"checked": checked([repository]), "publiccode": publiccode_of(repository)}
    return render(request, "measures/detail.html", context)


@public_page(dated=True)
def sheet(request, slug):
    """Show the same in short, for one printed page."""
    moment = current().moment
    edition = readable_edition(slug, moment)
    if edition is None:
        return withdrawn(request, slug, moment)
    context = page_context(request, edition)
    return render(request, "measures/sheet.html", context | {"shortened": True, "texts": sheet_texts(context)})


def readable_edition(slug, moment):
    """Return the edition that has a public page, now or at a past `moment`, or None."""
    edition = with_all_it_names(Edition.objects.readable_at(moment)).filter(measure__slug=slug).first()
    if edition and moment:
        show_as_then(edition, moment)
    return edition


def page_context(request, edition):
    """Return the context of the profile on a page of its own, with the distance to the place that was asked for."""
    slug = edition.measure.slug
    shortlist = Shortlist.of(request.GET)
    catalogue = current()
    number = catalogue.by_short_key.get(short_key(slug))
    cards = [catalogue.documents[number].card] if number is not None else []
    distances = shortlist.place.distances(cards) if shortlist.place else {}
    return profile(edition, image_url=reverse("measure_image", args=[slug]), own_page=True) | {
        "shortlist": shortlist,
        "town": shortlist.place.place if shortlist.place else None,
        "distance": distances.get(slug),
        "link_query": carried(shortlist.query),
        "notices": shortlist.warnings,
        "answers": catalogue.documents[number].answers if number is not None else (),
        "reuses": reuses_of(catalogue, edition.measure_id, shortlist.place.place if shortlist.place else None),
    }


def with_all_it_names(editions):
    """Return the editions with everything that a profile shows, in a constant number of queries."""
    return editions.select_related("measure__project", "measure__maintainer").prefetch_related(
        "solution_types",
        "action_fields",
        "spatial_scopes",
        "solutions",
        "offers",
        "places__states",
        "effects",
        "sources",
    )


@public_page
def linked_data(request, slug):
    """Respond with the description of a published measure as JSON-LD, the same as in its page."""
    edition = get_object_or_404(with_all_it_names(Edition.objects.public()), measure__slug=slug)
    described = describe(edition, first_publication(edition))
    return with_licence(JsonResponse(described, content_type="application/ld+json", json_dumps_params=READABLE))


def show_as_then(edition, moment):
    """Change a loaded edition to what visitors saw at a past moment, without the named person and the image.

    Persons are named for a limited time. Images are handed out of the present edition only.
    """
    for name, value in NOBODY.items():
        setattr(edition, name, value)
    edition.image = ""
    archived_at = edition.archived_at or edition.closed_at
    if archived_at and archived_at <= moment:
        if edition.state == Edition.State.WITHDRAWN:
            edition.close_reason = ""  # the one that was given later, for withdrawing it
        edition.state, edition.closed_at = Edition.State.ARCHIVED, archived_at
    else:
        edition.state = Edition.State.PUBLISHED
    if edition.confirmed_at and edition.confirmed_at > moment:
        edition.confirmed_at = None


def withdrawn(request, slug, moment):
    """Respond with 410, and say when and why the measure was withdrawn. Raise Http404 if it was never public.

    With a past `moment`, what was known then counts.
    """
    once_public = Edition.objects.filter(measure__slug=slug, state__in=Edition.ONCE_PUBLIC)
    if moment:
        once_public = once_public.filter(published_at__lte=moment)
    newest = once_public.select_related("measure__project").order_by("-number").first()
    if newest is None or newest.state != Edition.State.WITHDRAWN:
        raise Http404
    # The template must not show title or text of a withdrawn edition, so it does not get the edition.
    context = {"project": newest.measure.project, "withdrawn_at": newest.closed_at, "reason": newest.close_reason}
    return render(request, "measures/withdrawn.html", context, status=410)
