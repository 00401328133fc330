"""What everybody has to answer: the total, the keys of the first twenty editions, all counts of all facets."""

from dataclasses import dataclass, field

ROWS = 20


@dataclass
class Answer:
    total: int
    rows: list = field(default_factory=list)
    counts: dict = field(default_factory=dict)  # {facet: {value: number}}, without zeros

    def same_as(self, other):
        return self.total == other.total and (
            not other.counts or (self.counts == other.counts and self.rows == other.rows)
        )
