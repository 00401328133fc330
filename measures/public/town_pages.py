"""“For your municipality”: find a town, and what the catalogue has for it."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from measures.finding.current import current
from measures.finding.for_town import NEAR, ForTown, places_of
from measures.finding.question import SearchField, unknown_names
from measures.finding.tolerant_fields import KnownValueField, unknown_names_warning
from measures.public.caching import public_page
from measures.public.chosen_place import ALIKE, ChosenPlace
from measures.public.chosen_place import NEAR as NEAR_PLACE
from measures.public.shortlist import FIELD as KEYS
from measures.public.shortlist import Shortlist
from measures.public.shown_reuses import reuses_by, reuses_near
from measures.public.town_texts import VARIABLE_NAMES, note
from municipalities.map_sheet import on_sheet
from municipalities.similarity import (
    DENSITY,
    EVALUATION,
    LOCATION,
    MOST_DIFFERENT,
    SIZE,
    WEIGHTS,
    weights_for,
)

MOST_FOUND = 30  # towns of one search
MOST_SUGGESTED = 8
MOST_IN_TABLE = 8
IMPORTANCE_LABELS = {
    "egal": gettext_lazy("does not count"),
    "normal": gettext_lazy("counts"),
    "wichtig": gettext_lazy("counts a lot"),
}
ASPECT_LABELS = {
    SIZE: gettext_lazy("Size"),
    DENSITY: gettext_lazy("Density and area"),
    LOCATION: gettext_lazy("Location"),
}


@public_page
def entry(request):
    """Ask for the town. A text that is the name of one town, or that only one fits, leads to its page."""
    field = SearchField(label=_("Your municipality"))
    text = field.clean(request.GET.get("q"))
    places = places_of(current())
    found = places.find(text, MOST_FOUND) if text else []
    named = places.named(text)
    for only in (named, found):
        if len(only) == 1:
            return redirect("town", only[0].key)
    notices = [field.warning, unknown_names_warning(unknown_names(request.GET, ["q"]))]
    context = {"text": text, "found": found, "most": MOST_FOUND, "notices": list(filter(None, notices))}
    return render(request, "town/entry.html", context)


@require_safe
@cache_control(public=True, max_age=60)
def suggestions(request):
    """Return the HTML fragment that htmx shows below the field for the town.

    With the address of a measure in `nachnutzung`, towns lead to the form that says they re-use it.
    """
    text = SearchField().clean(request.GET.get("q"))
    found = places_of(current()).find(text, MOST_SUGGESTED) if len(text) > 1 else []
    reused = request.GET.get("nachnutzung", "")
    measure = reused if reused in current().by_slug else ""
    return render(request, "town/suggestions.html", {"found": found, "asked": len(text) > 1, "measure": measure})


@public_page
def town(request, slug):
    """Show what the catalogue has for the place with the regional key `slug`."""
    snapshot = current()
    place = places_of(snapshot).by_key.get(slug)
    if place is None:
        raise Http404
    importance, notices = cleaned_importance(request.GET)
    offer = ForTown(snapshot, place, weights_for(importance))
    keys, warning = KEYS.clean_strings(request.GET.getlist("m"))
    return render(
        request,
        "town/page.html",
        {
            "town": place,
            "shortlist": Shortlist(keys, place=ChosenPlace(NEAR_PLACE, place)),
            "alike": Shortlist(keys, place=ChosenPlace(ALIKE, place)),
            "offer": offer,
            "point": place_point(offer),
            "reasons": {document.card.slug: note(offer, similar) for document, similar in offer.best},
            "table": offer.similar[:MOST_IN_TABLE],
            "variables": VARIABLE_NAMES,
            "aspects": ASPECT_LABELS,
            "importance": importance,
            "importance_labels": IMPORTANCE_LABELS,
            "near": NEAR,
            "reused": reuses_by(snapshot, place.slug),
            "reused_near": reuses_near(snapshot, place, NEAR),
            "notices": [*notices, *filter(None, [warning])],
        },
    )


@public_page
def similarity(request):
    """Explain how municipalities are compared."""
    total = sum(WEIGHTS.values())
    rows = [(VARIABLE_NAMES[name], weight, round(100 * weight / total)) for name, weight in WEIGHTS.items()]
    context = {"rows": rows, "most_different": MOST_DIFFERENT, "evaluation": EVALUATION}
    return render(request, "town/similarity.html", context)


def cleaned_importance(parameters):
    """Return {aspect: what a visitor chose, or ""}, and sentences on what was left out."""
    chosen, notices = {}, []
    for aspect, label in ASPECT_LABELS.items():
        field = KnownValueField(label=label, choices=list(IMPORTANCE_LABELS.items()))
        chosen[aspect], warning = field.clean_strings(parameters.getlist(aspect))
        notices.append(warning)
    notices.append(unknown_names_warning(unknown_names(parameters, ASPECT_LABELS)))
    if set(chosen.values()) == {"egal"}:
        chosen = dict.fromkeys(chosen, "")
        notices.append(_("If nothing counts, all places are alike. So everything counts as usual here."))
    return chosen, list(filter(None, notices))


def place_point(offer):
    """Return the town as `map_points` takes places: a list with it, or an empty one without coordinates."""
    figures, number = offer.places.figures, offer.town.number
    latitude, longitude = figures.latitude[number], figures.longitude[number]
    return [] if latitude != latitude else [on_sheet(latitude, longitude)]  # NaN differs from itself
