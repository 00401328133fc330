"""Why a place is like a town, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.public.texts import STATES, thousands
from municipalities.models import Municipality

# In the order of municipalities.similarity.VARIABLES.
VARIABLE_NAMES = {
    "inhabitants": gettext_lazy("Inhabitants"),
    "area": gettext_lazy("Area"),
    "density": gettext_lazy("Inhabitants per km²"),
    "urbanisation": gettext_lazy("Degree of urbanisation"),
    "city": gettext_lazy("Distance to the next city of 100,000"),
    "town": gettext_lazy("Distance to the next town of 20,000"),
    "around_10": gettext_lazy("People within 10 km"),
    "around_25": gettext_lazy("People within 25 km"),
    "around_50": gettext_lazy("People within 50 km"),
}
ALIKE = 0.25  # a number of inhabitants within this share of the town's own is said to be "as at yours"


def reasons(offer, similar):
    """Return short phrases: inhabitants, degree of urbanisation, distance, state."""
    place, town = similar.place, offer.town
    phrases = []
    if place.population:
        values = {"number": thousands(place.population)}
        alike = town.population and abs(place.population - town.population) <= ALIKE * town.population
        phrases.append(
            (_("%(number)s inhabitants, about as many as you") if alike else _("%(number)s inhabitants")) % values
        )
    if similar.urbanisation:
        degree = str(Municipality.Urbanisation(similar.urbanisation).label)
        same = similar.urbanisation == offer.urbanisation(town)
        phrases.append(_("%(degree)s as well") % {"degree": degree} if same else degree)
    if similar.km is not None:
        phrases.append(_("%(km)s km away") % {"km": thousands(similar.km)})
    if place.state:
        state = str(STATES[place.state])
        phrases.append(_("also %(state)s") % {"state": state} if place.state == town.state else state)
    return phrases


def note(offer, similar):
    """Return the reasons as one line that begins with the name of the place."""
    return _("%(place)s: %(reasons)s") % {
        "place": similar.place.label,
        "reasons": ", ".join(reasons(offer, similar)),
    }
