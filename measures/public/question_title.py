"""A question to the catalogue as the title of a page."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.finding.answer import Answer
from municipalities.models import State

MOST = 3  # parts that a title names, besides states and place


def title_of(answer: Answer) -> str:
    """Return what was asked, such as "App, planned in Bavaria near Ulm"; "" if nothing was."""
    asked = [group for group in answer.facets if group.asked]
    parts = [one_of(value.label for value in group.selected) for group in asked if group.name != "land"]
    if answer.asked["q"]:
        parts.insert(0, _("“%(text)s”") % {"text": answer.asked["q"]})
    title = ", ".join(parts[:MOST])
    if more := len(parts[MOST:]):
        title += " " + ngettext("and %(n)s more filter", "and %(n)s more filters", more) % {"n": more}
    states = [in_state(value.value, value.label) for group in asked if group.name == "land" for value in group.selected]
    if states:
        title = f"{title or _('Measures')} {one_of(states)}"
    if answer.near_place:
        form = _("%(title)s near %(place)s") if answer.asked["naehe"] else _("%(title)s in places like %(place)s")
        title = form % {"title": title or _("Measures"), "place": answer.near_place.label}
    return title


def one_of(names: Iterable[str]) -> str:
    return _(" or ").join(names)


def in_state(code: str, name: str) -> str:
    """Return "in Bavaria". In German, one state has an article."""
    return _("in Saarland") if code == State.Code.SL else _("in %(state)s") % {"state": name}
