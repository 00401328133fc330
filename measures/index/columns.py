"""What each document has, side by side in memory: to read of few documents, a bitmap for each value is slower."""

from array import array
from copy import copy

from measures.index.documents import FACETS


class Columns:
    """Grows by new documents; what is there stays as it is.

    editions  the key of each document's edition
    codes     the values of all documents in all facets, as numbers; those of a document end at ends[its number]
    values    the (facet, value) that a code means; numbers: the reverse
    """

    def __init__(self, documents):
        self.editions, self.codes, self.ends = array("q"), array("I"), array("I")
        self.values, self.numbers = [], {}
        self._append(documents)

    def with_more(self, documents):
        """Return columns that have further documents, too."""
        new = copy(self)
        for name, column in vars(self).items():
            setattr(new, name, copy(column))
        new._append(documents)
        return new

    def _append(self, documents):
        for document in documents:
            self.editions.append(document.edition)
            for facet, values in document.values.items():
                self.codes.extend([self._code((facet, value)) for value in values])
            self.ends.append(len(self.codes))

    def _code(self, pair):
        if pair not in self.numbers:
            self.numbers[pair] = len(self.values)
            self.values.append(pair)
        return self.numbers[pair]

    def counts(self, documents):
        """Return {facet: {value: number of `documents` with it}}; all facets take one walk."""
        codes, ends, found = self.codes, self.ends, {}
        for number in documents:
            for code in codes[ends[number - 1] if number else 0 : ends[number]]:
                found[code] = found.get(code, 0) + 1
        counts = {facet: {} for facet in FACETS}
        for code, times in found.items():
            facet, value = self.values[code]
            counts[facet][value] = times
        return counts
