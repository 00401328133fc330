"""The shortlist: measures that a visitor keeps in the address of the page, by their short keys.

A place that the visitor has chosen goes along with it, so that distances are shown wherever the visitor goes.
"""

from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from measures.finding.cards import Card
from measures.finding.current import current
from measures.finding.documents import Document
from measures.finding.tolerant_fields import ShortKeysField
from measures.public.chosen_place import ChosenPlace, chosen_place

FIELD = ShortKeysField(label=_("Shortlist"))


class Shortlist:
    """The measures of a shortlist, in the order in which they were added."""

    def __init__(self, keys: list[str], *, place: ChosenPlace | None = None, warnings: list[str] | None = None) -> None:
        """`keys` are short keys; `warnings` are sentences on what was left out."""
        self.keys = keys
        self.place = place
        self.warnings = warnings or []

    @classmethod
    def of(cls, parameters: QueryDict) -> "Shortlist":
        """Return the shortlist and the chosen place in the parameters of a request."""
        keys, warning = FIELD.clean_strings(parameters.getlist("m"))
        place, warnings = chosen_place(parameters)
        return cls(keys, place=place, warnings=[*filter(None, [warning]), *warnings])

    def __contains__(self, key: str) -> bool:
        return key in self.keys

    @property
    def query(self) -> str:
        """The shortlist and the place as a query string, or ""."""
        return self._query_of(self.keys)

    def with_measure(self, key: str) -> str:
        """Return the query string of the shortlist with one more measure."""
        return self._query_of(self.keys if key in self.keys else [*self.keys, key])

    def without(self, key: str) -> str:
        """Return the query string of the shortlist without a measure."""
        return self._query_of([other for other in self.keys if other != key])

    @property
    def without_place(self) -> str:
        """The shortlist alone as a query string, or ""."""
        return query_string([f"m={key}" for key in self.keys])

    def _query_of(self, keys: list[str]) -> str:
        return query_string([*([self.place.query] if self.place else []), *(f"m={key}" for key in keys)])

    @cached_property
    def distances(self) -> dict[str, int]:
        """{slug: km from the chosen place} of its measures."""
        return self.place.distances(self.cards) if self.place else {}

    @cached_property
    def documents(self) -> list[Document]:
        """Those of its measures that are in the catalogue."""
        catalogue = current()
        numbers = [catalogue.by_short_key[key] for key in self.keys if key in catalogue.by_short_key]
        return [catalogue.documents[number] for number in numbers]

    @property
    def cards(self) -> list[Card]:
        return [document.card for document in self.documents]

    @property
    def measures(self) -> list[int]:
        """The database keys of its measures."""
        return [document.measure for document in self.documents]

    @property
    def gone(self) -> int:
        """The number of its measures that are not, or no longer, in the catalogue."""
        return len(self.keys) - len(self.documents)


def query_string(parts: list[str]) -> str:
    return "?" + "&".join(parts) if parts else ""
