"""The shortlist: measures that a visitor keeps in the address of the page, by their short keys."""

from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from measures.finding.cards import Card
from measures.finding.current import current
from measures.finding.documents import Document
from measures.finding.tolerant_fields import ShortKeysField

FIELD = ShortKeysField(label=_("Shortlist"))


class Shortlist:
    """The measures of a shortlist, in the order in which they were added."""

    def __init__(self, keys: list[str], warning: str = "") -> None:
        """`keys` are short keys; `warning` says what was left out, or is ""."""
        self.keys = keys
        self.warning = warning

    @classmethod
    def of(cls, parameters: QueryDict) -> "Shortlist":
        """Return the shortlist in the parameters of a request."""
        return cls(*FIELD.clean_strings(parameters.getlist("m")))

    def __contains__(self, key: str) -> bool:
        return key in self.keys

    @property
    def query(self) -> str:
        """The shortlist as a query string, or ""."""
        return query_of(self.keys)

    def with_measure(self, key: str) -> str:
        """Return the query string of the shortlist with one more measure."""
        return query_of(self.keys if key in self.keys else [*self.keys, key])

    def without(self, key: str) -> str:
        """Return the query string of the shortlist without a measure."""
        return query_of([other for other in self.keys if other != key])

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


def link_query(shortlist: Shortlist | None, place: str = "") -> str:
    """Return the query string of links to measures: the shortlist, and the key of the place that distances refer to."""
    query = shortlist.query if shortlist else ""
    return f"{query}{'&' if query else '?'}naehe={place}" if place else query


def query_of(keys: list[str]) -> str:
    return "?" + "&".join(f"m={key}" for key in keys) if keys else ""
