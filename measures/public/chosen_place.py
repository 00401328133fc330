"""The place that a visitor has chosen in an address, by `naehe` or `aehnlich`: pages say how far they are from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from measures.finding.cards import Card
from measures.finding.current import current
from measures.finding.place_order import distances_of, known_place
from measures.finding.question import fields_of_version
from municipalities.known_places import KnownPlace

NEAR, ALIKE = "naehe", "aehnlich"
PLACE_PARAMETERS = (NEAR, ALIKE)  # if both are given, the first counts, as in the order of the list


@dataclass(frozen=True)
class ChosenPlace:
    """A place and the parameter that named it."""

    parameter: str
    place: KnownPlace

    @property
    def query(self) -> str:
        """The place as a part of a query string."""
        return f"{self.parameter}={self.place.key}"

    @property
    def label(self) -> str:
        """What its chip says."""
        return f"{fields_of_version()[self.parameter].label}: {self.place.label}"

    @property
    def distance_label(self) -> str:
        """The heading of distances from it."""
        return _("Distance from %(place)s") % {"place": self.place.label}

    def distances(self, cards: Iterable[Card]) -> dict[str, int]:
        """Return {slug: km} of measures, without those whose place is not known."""
        return distances_of(current(), self.place, cards)


def chosen_place(parameters: QueryDict) -> tuple[ChosenPlace | None, list[str]]:
    """Return the place in the parameters of a request, or None, and sentences on what was left out."""
    if not any(parameters.get(name) for name in PLACE_PARAMETERS):
        return None, []
    fields, asked, warnings = fields_of_version(), {}, []
    for name in PLACE_PARAMETERS:
        asked[name], warning = fields[name].clean_strings(parameters.getlist(name))
        warnings += [warning] if warning else []
    return place_of(asked), warnings


def place_of(asked: dict[str, Any]) -> ChosenPlace | None:
    """Return the place of a cleaned question, or None."""
    for name in PLACE_PARAMETERS:
        if asked[name] and (place := known_place(current(), asked[name])):
            return ChosenPlace(name, place)
    return None
