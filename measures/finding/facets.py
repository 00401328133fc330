"""The facets of an answer: what each value would give, which are shown at once and which are folded away."""

from dataclasses import dataclass
from functools import cached_property

SHOWN_VALUES = 6


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    count: int
    selected: bool


class FacetGroup:
    """A facet as the page shows it: the values that are shown `first`, and `more` of them, folded away.

    Shown at once is what leads somewhere: a short facet in its own order, of a long one the fullest values.
    """

    def __init__(self, name, field, counts, asked):
        self.name = name
        self.label = str(field.label)
        self.choices = field.choices
        # Values without results may be missing, but not those that were asked for.
        self.counts = {**dict.fromkeys(asked, 0), **counts} if asked else counts
        self.asked = asked
        self._known = field.known
        self._offered = [value for value in self._known if counts.get(value) or value in asked]

    @property
    def useful(self):
        """Whether there is anything to choose."""
        return len(self._offered) > 1 or bool(self.asked)

    @cached_property
    def first(self):
        if len(self._known) <= SHOWN_VALUES + 1:
            return self._offered
        ranked = sorted(self._offered, key=self.counts.__getitem__, reverse=True)
        if not self.asked:
            return ranked[:SHOWN_VALUES]
        others = [value for value in ranked if value not in self.asked]
        kept = [*self.asked, *others][: max(SHOWN_VALUES, len(self.asked))]
        return sorted(kept, key=self.counts.__getitem__, reverse=True)

    @property
    def more(self):
        shown = set(self.first)
        return [value for value in self._known if value not in shown]

    @property
    def values(self):
        return [
            FacetValue(value, label, self.counts.get(value, 0), value in self.asked) for value, label in self.choices
        ]

    @property
    def selected(self):
        """The values in force, as pairs of value and label."""
        return [choice for choice in self.choices if choice[0] in self.asked] if self.asked else []
