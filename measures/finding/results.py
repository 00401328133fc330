"""Answers a cleaned question from a snapshot: which documents, in which order, and how many for each value."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from pyroaring import BitMap

from measures.finding.snapshot import NAMES, SUMMARY, TITLE
from measures.finding.word_matching import BEST, WHOLE, known, meaning, pieces, union
from measures.finding.words import stem, telling, words_of

PIECE = re.compile(r'(-?)"([^"]*)"|(\S+)')
MOST_WORDS = 12
LONGEST_TERM = 3  # words of a term that has synonyms
OWN = 10  # worth of a hit by a word itself, on top of what `matching` says; one by a synonym stays below
RARE = 10  # documents: a compound in fewer is also looked for by its pieces
FEW = 50  # documents: so many are counted one by one, more by intersecting bitmaps,
FEW_OF = 1000  # or one in so many of a big catalogue, the bitmaps of which are long


@dataclass
class Wording:
    """A search text taken apart: words that must occur, phrases that must occur, words that must not."""

    words: list
    phrases: list
    without: list


def take_apart(text):
    """Return the Wording of a search text; at most MOST_WORDS words count."""
    if not text or text.isalnum():  # nothing or one word, as in most questions
        return Wording(telling(words_of(text))[:MOST_WORDS], [], [])
    words, phrases, without = [], [], []
    for minus, quoted, plain in PIECE.findall(text):
        if quoted or not plain:
            phrase = words_of(quoted)
            if minus:
                without += phrase
            elif phrase:
                phrases.append(phrase)
        elif plain.startswith("-"):
            without += words_of(plain)
        else:
            words += words_of(plain)
    return Wording(telling(words)[:MOST_WORDS], phrases[:MOST_WORDS], without[:MOST_WORDS])


@dataclass
class Unit:
    """Words of a question that belong together, the terms that mean the same, the pieces of a compound."""

    words: list
    synonyms: list
    pieces: tuple = ()


def units(words, meanings, snapshot):
    """Group the words of a question by the longest terms that have synonyms; compared by their stems.

    Neighbours that the catalogue or a synonym writes as one word ("car sharing") are such a term too.
    """
    right = [meanings[word].corrected or word for word in words]
    grouped, place = [], 0
    while place < len(words):
        for length in range(min(LONGEST_TERM, len(words) - place), 0, -1):
            parts = right[place : place + length]
            one = "".join(parts)
            synonyms = snapshot.synonyms.get(tuple(map(stem, parts)), [])
            if length > 1:
                also = snapshot.synonyms.get((stem(one),), [])
                synonyms = [*synonyms, *([(one,)] if also or known(snapshot, one) else []), *also]
            if length == 1 or synonyms:
                parts_of_one = rare_pieces(snapshot, meanings[words[place]], right[place]) if length == 1 else ()
                grouped.append(Unit(words[place : place + length], synonyms, parts_of_one))
                place += length
                break
    return grouped


def rare_pieces(snapshot, meaning, word):
    """Return the pieces of a compound that few or no documents write, and that is no name; else ()."""
    if any(snapshot.postings[form][NAMES] for form in meaning.forms.get(WHOLE, ())):
        return ()
    found = sum(map(len, meaning.classes(snapshot).values()))
    return pieces(snapshot, word) if found < RARE else ()


def ranks_of_term(snapshot, term):
    """Return [(worth from 0 to below OWN, BitMap)] of the documents with all words of a term; kept, they recur."""
    key = "term", term
    if key not in snapshot.kept:
        ranks = {0: snapshot.alive}
        for word in term:
            ranks = both(ranks, meaning(snapshot, word, forgiving=False, finished=True).classes(snapshot))
        most = BEST * len(term)
        snapshot.kept[key] = [((OWN - 1) * worth // most, documents) for worth, documents in ranks.items()]
    return snapshot.kept[key]


class Found:
    """The answer of a snapshot to a question: `asked` as cleaned by MeasureFilter."""

    def __init__(self, snapshot, asked):
        self.snapshot = snapshot
        self.asked = asked
        self.chosen = {name: asked[name] for name in snapshot.facets if asked.get(name)}
        self.wording = take_apart(asked.get("q") or "")
        self.meanings = {word: meaning(snapshot, word) for word in self.wording.words}
        self.units = units(self.wording.words, self.meanings, snapshot)

    @cached_property
    def ranked(self):
        """[(worth, BitMap)], best first, of the documents that meet the search text; None without a text."""
        if not (self.wording.words or self.wording.phrases or self.wording.without):
            return None
        ranks = None
        for unit in self.units:
            ranks = both(ranks, self._classes(unit))
        if ranks is None:
            ranks = {0: self.snapshot.alive}
        for phrase in self.wording.phrases:
            having = self._with_phrase(phrase, union([*ranks.values()]))
            ranks = {worth: rest for worth, documents in ranks.items() if (rest := documents & having)}
        for word in self.wording.without:
            unwanted = meaning(self.snapshot, word, forgiving=False).documents(self.snapshot)
            ranks = {worth: rest for worth, documents in ranks.items() if (rest := documents - unwanted)}
        return sorted(ranks.items(), reverse=True, key=lambda item: item[0])

    def _classes(self, unit):
        """Return {worth: BitMap} for a unit: its own words first, its synonyms and pieces below all of them."""
        classes = None
        for word in unit.words:
            classes = both(classes, self.meanings[word].classes(self.snapshot))
        classes = {OWN * len(unit.words) + worth: documents for worth, documents in classes.items()}
        if not (others := self._others(unit)):
            return classes
        found = union([*classes.values()])
        for worth, documents in others:
            if further := documents - found:
                classes[worth] = classes[worth] | further if worth in classes else further
                found = found | further
        return classes

    def _others(self, unit):
        """Return [(worth from 0 to below OWN, BitMap)] of the hits by synonyms and pieces, best first."""
        others = []
        for term in unit.synonyms:
            others += ranks_of_term(self.snapshot, term)
        if unit.pieces:
            together = [
                meaning(self.snapshot, word, forgiving=False).documents(self.snapshot, (TITLE, SUMMARY))
                for word in unit.pieces
            ]
            others.append((0, BitMap.intersection(*together)))
        return sorted(others, key=lambda other: other[0], reverse=True)

    def _with_phrase(self, phrase, candidates):
        for word in phrase:
            zones = [zone for zone in self.snapshot.postings.get(word, ()) if zone is not None]
            candidates = candidates & union(zones)
        wanted = f" {' '.join(phrase)} "
        return BitMap(
            number
            for number in candidates
            if any(wanted in f" {' '.join(words_of(zone))} " for zone in self.snapshot.documents[number].zones)
        )

    @cached_property
    def by_text(self):
        if self.ranked is None:
            return self.snapshot.alive
        return union([documents for _, documents in self.ranked])

    def _having(self, facet):
        """The documents with one of the chosen values of a facet."""
        values = self.snapshot.facets[facet]
        return union([values[value] for value in self.chosen[facet] if value in values])

    @cached_property
    def results(self):
        """BitMap of the documents that meet the whole question."""
        return self._meeting(self.chosen)

    def _meeting(self, facets):
        documents = self.by_text
        for facet in facets:
            documents = documents & self._having(facet)
        return documents

    @property
    def total(self):
        return len(self.results)

    def counts(self, facet):
        """Return {value: number of results it would give with everything else that was asked}."""
        others = [name for name in self.chosen if name != facet]
        documents = self._meeting(others) if facet in self.chosen else self.results
        if documents is self.snapshot.alive:
            return self.snapshot.totals[facet]
        if len(documents) <= max(FEW, len(self.snapshot) // FEW_OF):
            counts = {}
            for number in documents:
                for value in self.snapshot.documents[number].values[facet]:
                    counts[value] = counts.get(value, 0) + 1
            return counts
        return {
            value: number
            for value, having in self.snapshot.facets[facet].items()
            if (number := having.intersection_cardinality(documents))
        }

    def total_without(self, name):
        """How many results there would be without one part of the question, a facet or "q"."""
        if name == "q":
            return len(Found(self.snapshot, {**self.asked, "q": ""}).results)
        return len(self._meeting([facet for facet in self.chosen if facet != name]))

    def editions(self, start, end):
        """Return the keys of the editions from place `start` to before `end`, in the order that was asked for."""
        return [document.edition for document in self.documents(start, end)]

    def documents(self, start, end):
        """Return the documents from place `start` to before `end`, in the order that was asked for."""
        order = self.asked.get("sort")
        if order in ("titel", "projekt"):
            numbers = self._sorted_by("title_order" if order == "titel" else "project_order", start, end)
        elif self.ranked is None or order == "neu":
            numbers = newest(self.results, start, end)
        else:
            numbers = self._by_relevance(start, end)
        return [self.snapshot.documents[number] for number in numbers]

    def _by_relevance(self, start, end):
        numbers = []
        for _, documents in self.ranked:
            if self.chosen:
                documents = documents & self.results
            if start < len(documents):
                numbers += newest(documents, start, end)
            start, end = max(start - len(documents), 0), end - len(documents)
            if end <= 0:
                break
        return numbers

    def _sorted_by(self, name, start, end):
        """Walk the order of the whole catalogue, which is quick where many are results, else sort the few."""
        order = getattr(self.snapshot, name)
        if len(self.results) * 20 < len(order):
            return sorted(self.results, key=self.snapshot.places_in(name).__getitem__)[start:end]
        return list(islice((number for number in order if number in self.results), start, end))


def newest(documents, start, end):
    """Return the numbers from place `start` to before `end`, counted from the newest document."""
    size = len(documents)
    return list(documents[max(size - end, 0) : max(size - start, 0)])[::-1]


def both(ranks, classes):
    """Return {worth: BitMap} of the documents in both, their worths added; None stands for all documents."""
    if ranks is None:
        return classes
    sums = {}
    for worth, documents in ranks.items():
        for more, having in classes.items():
            if common := documents & having:
                total = worth + more
                sums[total] = sums[total] | common if total in sums else common
    return sums
