"""The suggestions below the search field."""

from collections.abc import Iterable

from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from measures.finding.current import current
from measures.finding.question import SearchField
from measures.finding.suggestions import FIELD, MEASURE, PLACE, PROJECT, SHORTEST, TYPE, Suggestion, suggest

# Kind of suggestion, heading, name of the URL; in the order in which they are shown.
KINDS = (
    (MEASURE, gettext_lazy("Measures"), "measure"),
    (TYPE, gettext_lazy("Solution types"), "solution_type"),
    (FIELD, gettext_lazy("Action fields"), "action_field"),
    (PROJECT, gettext_lazy("Model projects"), "project"),
    (PLACE, gettext_lazy("Municipalities"), "municipality"),
)


@require_safe
@cache_control(public=True, max_age=60)
def suggestions(request):
    """Return the HTML fragment that htmx shows below the search field."""
    text = SearchField().clean(request.GET.get("q"))
    options = as_options(suggest(current(), text))
    groups = [
        {"kind": kind, "heading": heading, "route": route, "options": options[kind]}
        for kind, heading, route in KINDS
        if options[kind]
    ]
    return render(
        request,
        "components/suggestions.html",
        {
            "groups": groups,
            "number": sum(len(group["options"]) for group in groups),
            "asked": len(text) >= SHORTEST,
        },
    )


def as_options(found: Iterable[Suggestion]) -> dict[str, list[Suggestion]]:
    """Return {kind: its suggestions}, including kinds without any."""
    options = {kind: [] for kind, _, _ in KINDS}
    for suggestion in found:
        options[suggestion.kind].append(suggestion)
    return options
