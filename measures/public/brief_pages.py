"""Brief pages of what the index knows, for when the database does not answer."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from measures.finding.answer import PageLinks, newest_measures, page_of
from measures.finding.current import current
from measures.public.errors import not_found

FACET_OF_ROUTE = {"project": "projekt", "municipality": "ort", "solution_type": "typ", "action_field": "feld"}


def brief_page(request, kwargs):
    """Return the response for the address of `request`, or None if the index knows nothing of it."""
    route = request.resolver_match.url_name
    if route == "measure":
        return measure(request, kwargs["slug"])
    if route in FACET_OF_ROUTE:
        return measures_with(request, FACET_OF_ROUTE[route], kwargs["slug"])
    if route == "projects":
        return projects(request)
    return None


def measure(request, slug):
    """Return what the index holds of a published measure: all of its texts, without their headings.

    For an archived one return None, for any other the page for 404: it may have been withdrawn.
    """
    card = card_of(slug)
    if card:
        return render(request, "measures/brief.html", {"card": card})
    return None if may_have_page(slug) else not_found(request)


def card_of(slug):
    """Return the card of a measure in the index, or None."""
    cards = (document.card for document in current().documents)
    return next((card for card in cards if card.slug == slug), None)


def may_have_page(slug):
    """Return whether the measure was public when the database last answered.

    If not, the answer must not be 503, upon which caches may show what they have: it may have been withdrawn.
    """
    return slug in current().choices.archived or card_of(slug) is not None


def measures_with(request, facet, slug):
    """Return the list of the measures with one value of a facet, under the name of the value."""
    names = (name.label for name in current().choices.names if (name.facet, name.value) == (facet, slug))
    title = next(names, None)
    if title is None:
        return None
    page, notices = page_of(newest_measures(**{facet: [slug]}), request.GET.get("seite"))
    context = {"title": title, "page": page, "pages": PageLinks(page), "notices": notices}
    return render(request, "measures/brief_list.html", context)


def projects(request):
    """Return the list of the model projects with their numbers of measures."""
    catalogue = current()
    rows = [(site, catalogue.total("projekt", site.slug)) for site in catalogue.choices.sites]
    return render(request, "projects/brief_list.html", {"title": _("Model projects"), "rows": rows})
