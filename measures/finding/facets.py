"""The facets of an answer: what each value would give, which are shown at once and which are folded away."""

from functools import cached_property
from typing import NamedTuple

SHOWN_VALUES = 6


class FacetValue(NamedTuple):
    """One value of a facet; `count` is the number of results that the question would have with it."""

    value: str
    label: str
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    selected: bool


class FacetGroup:
    """A facet as the page shows it: the values that are shown `first`, and `more` of them, folded away.

    A short facet is shown in its own order, a long one with its fullest values first.
    """

    def __init__(self, name, field, counts, asked):
        self.name = name
        self.label = field.label
        self.choices = field.choices
        self.asked = asked
        self.values = [FacetValue(value, label, counts.get(value, 0), value in asked) for value, label in self.choices]
        self._offered = [value for value in self.values if value.count or value.selected]

    @property
    def useful(self):
        """Whether there is anything to choose."""
        return len(self._offered) > 1 or bool(self.asked)

    @cached_property
    def first(self):
        """The values that are shown at once, as FacetValues."""
        if len(self.values) <= SHOWN_VALUES + 1:
            return self._offered
        ranked = sorted(self._offered, key=lambda value: value.count, reverse=True)
        selected = [value for value in ranked if value.selected]
        if not selected:
            return ranked[:SHOWN_VALUES]
        others = [value for value in ranked if not value.selected]
        shown = selected + others[: max(SHOWN_VALUES - len(selected), 0)]
        return sorted(shown, key=lambda value: value.count, reverse=True)

    @cached_property
    def more(self):
        """All other values, as FacetValues."""
        shown = set(self.first)
        return [value for value in self.values if value not in shown]

    @property
    def selected(self):
        """The values in force, as FacetValues."""
        return [value for value in self.values if value.selected]
