"""The facets of an answer: what each value would give, which values are shown at once and which are folded away."""

from functools import cached_property
from typing import Any, NamedTuple

SHOWN_VALUES = 6


class FacetValue(NamedTuple):
    """One value of a facet; `count` is the number of results if this value were chosen, too."""

    value: str
    label: str
    count: int  # type: ignore[assignment]  # overrides tuple.count
    selected: bool

    @property
    def possible(self) -> bool:
        """Whether it makes sense to offer it: it gives results, or can be taken back."""
        return bool(self.count or self.selected)


class FacetGroup:
    """A facet as a page shows it.

    Of a short facet all values are shown at once, in their own order; of a long one those with the most results, and
    the rest is folded away.
    """

    def __init__(self, name: str, field: Any, counts: dict[str, int], asked: list[str], occurring: int) -> None:
        """`field` is the form field of the facet, `counts` {value: number of results} without values that have none.

        `occurring` is the number of values in the whole catalogue.
        """
        self.name = name
        self.label = field.label
        self.asked = asked
        self.occurring = occurring
        self._choices = field.choices
        self._counts = counts

    @property
    def useful(self) -> bool:
        """Whether the catalogue has anything to choose from; a question may leave less, or nothing."""
        return bool(self.asked) or self.occurring > 1

    @cached_property
    def values(self) -> list[FacetValue]:
        """All values, in their own order."""
        counts, asked = self._counts, self.asked
        return [FacetValue(value, label, counts.get(value, 0), value in asked) for value, label in self._choices]

    @property
    def is_short(self) -> bool:
        return len(self._choices) <= SHOWN_VALUES + 1

    @cached_property
    def _offered(self) -> list[FacetValue]:
        return [value for value in self.values if value.possible]

    @cached_property
    def first(self) -> list[FacetValue]:
        """The values that are shown at once."""
        if self.is_short:
            return self.values
        by_count = sorted(self._offered, key=lambda value: value.count, reverse=True)
        others = [value for value in by_count if not value.selected]
        selected = [value for value in by_count if value.selected]
        shown = [*selected, *others][: max(SHOWN_VALUES, len(selected))]
        return sorted(shown, key=lambda value: value.count, reverse=True)

    @property
    def more(self) -> list[FacetValue]:
        """The values that are folded away, in their own order."""
        shown = {value.value for value in self.first}
        return [value for value in self.values if value.value not in shown]

    def count_of(self, value: str) -> int:
        """Return the number of results with a value."""
        return self._counts.get(value, 0)

    @property
    def spread(self) -> list[FacetValue]:
        """The values that occur: of a short facet in their own order, of a long one the most frequent first."""
        found = [value for value in self.values if value.count]
        return found if self.is_short else sorted(found, key=lambda value: -value.count)

    @property
    def more_with_results(self) -> bool:
        """Whether a value that is folded away has results."""
        return any(value.count for value in self.more)

    @property
    def selected(self) -> list[FacetValue]:
        """The values in force, in their own order."""
        return [value for value in self.values if value.selected] if self.asked else []
