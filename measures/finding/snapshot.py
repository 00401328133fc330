"""One immutable index of one catalogue version, and how the next one is made from it.

Documents are numbered from the oldest to the newest, so a newly published one takes the next number and the
others stay where they are. A withdrawn one only leaves `alive`; everything else about it is never looked at
again, since every result is a part of `alive`.
"""

from array import array
from bisect import insort
from collections import defaultdict
from copy import copy
from datetime import UTC, datetime
from functools import cached_property

from pyroaring import BitMap

from measures.finding.documents import FACETS
from measures.finding.words import BEGINNING, joined_words_of, keeps_beginning, spellings, stem, words_of

TEXT, SUMMARY, NAMES, TITLE = ZONES = range(4)
PART = 4  # letters; with three, the frequent ones stand in too many forms
NOWHERE = (None,) * len(ZONES)


class Snapshot:
    """Everything a question needs.

    alive      BitMap of the documents in the catalogue
    facets     {facet: {value: BitMap of documents}}
    postings   {form: (BitMap or None for each zone)}
    stems      {stem: (form, …)}; beginnings: the first letters of all stems
    forms      all forms, sorted; backwards: the same with their letters reversed, sorted
    numbered   all forms in a lasting order; parts: {four letters: BitMap of the numbers of forms with them}
    """

    def __init__(self, version, documents, choices=None):
        self.version = version
        self.choices = choices
        self.kept = {}  # what others make once for this version
        self.documents = list(documents)
        self.alive = BitMap(range(len(self.documents)))
        self.facets = {facet: {} for facet in FACETS}
        numbers = defaultdict(lambda: tuple(array("I") for _ in ZONES))
        for number, document in enumerate(self.documents):
            for facet, values in document.values.items():
                for value in values:
                    self.facets[facet].setdefault(value, BitMap()).add(number)
            for zone, forms in enumerate(forms_by_zone(document)):
                for form in forms:
                    numbers[form][zone].append(number)
        self.postings = {
            form: tuple(BitMap(zone) if zone else None for zone in zones) for form, zones in numbers.items()
        }
        stems = defaultdict(list)
        for form in self.postings:
            stems[stem(form)].append(form)
        self.stems = {root: tuple(forms) for root, forms in stems.items()}
        self.beginnings = {root[:BEGINNING] for root in self.stems}
        self.forms = sorted(self.postings)
        self.backwards = sorted(form[::-1] for form in self.forms)
        self.numbered = list(self.forms)
        parts = defaultdict(lambda: array("I"))
        for number, form in enumerate(self.numbered):
            for part in parts_of(form):
                parts[part].append(number)
        self.parts = {part: BitMap(found) for part, found in parts.items()}

    def __len__(self):
        return len(self.alive)

    def changed(self, version, withdrawn, published):
        """Return the snapshot of a later version.

        `withdrawn` is a set of measures that are no longer public as they were, `published` their new documents,
        newer than all there are. Whatever they do not touch is shared with this snapshot.
        """
        new = copy(self)
        for name in ("totals", "by_measure", "title_order", "project_order", "_places"):
            new.__dict__.pop(name, None)
        new.version = version
        new.kept = {}
        new.alive = BitMap(self.alive)
        for measure in withdrawn:
            if measure in self.by_measure:
                new.alive.discard(self.by_measure[measure])
        new.documents = [*self.documents, *published]
        new.facets = {facet: dict(values) for facet, values in self.facets.items()}
        new.postings = dict(self.postings)
        added = set()
        for number, document in enumerate(published, start=len(self.documents)):
            new.alive.add(number)
            for facet, values in document.values.items():
                for value in values:
                    grown = BitMap(new.facets[facet].get(value, ()))
                    grown.add(number)
                    new.facets[facet][value] = grown
            for zone, forms in enumerate(forms_by_zone(document)):
                for form in forms:
                    if form not in new.postings:
                        added.add(form)
                    zones = list(new.postings.get(form, NOWHERE))
                    zones[zone] = BitMap(zones[zone] or ())
                    zones[zone].add(number)
                    new.postings[form] = tuple(zones)
        if added:
            new.numbered, new.parts = [*self.numbered, *added], dict(self.parts)
            for number, form in enumerate(new.numbered[len(self.numbered) :], start=len(self.numbered)):
                for part in parts_of(form):
                    grown = BitMap(new.parts.get(part, ()))
                    grown.add(number)
                    new.parts[part] = grown
            new.stems, new.forms, new.backwards = dict(self.stems), list(self.forms), list(self.backwards)
            new.beginnings = self.beginnings | {stem(form)[:BEGINNING] for form in added}
            for form in added:
                new.stems[stem(form)] = (*new.stems.get(stem(form), ()), form)
                insort(new.forms, form)
                insort(new.backwards, form[::-1])
        return new

    @property
    def synonyms(self):
        return self.choices.synonyms if self.choices else {}

    @cached_property
    def words_of_synonyms(self):
        return {word for terms in self.synonyms.values() for term in terms for word in term}

    @cached_property
    def stems_of_synonyms(self):
        return set(map(stem, self.words_of_synonyms))

    @property
    def newest(self):
        """When the newest document was published; the beginning of time for an empty catalogue."""
        return self.documents[-1].published_at if self.documents else datetime.min.replace(tzinfo=UTC)

    @property
    def stale(self):
        """Whether so many documents are gone that a fresh build is due."""
        return len(self.documents) - len(self.alive) > 100 + len(self.alive) // 10

    @cached_property
    def by_measure(self):
        """{measure: number of its document}."""
        return {self.documents[number].measure: number for number in self.alive}

    def forms_that_may_have(self, part):
        """Return the forms with the fours of letters that make up a part of four or more; it may still not be there.

        Fours side by side, and the last, are enough: those in between would cost more than they rule out.
        """
        found = self.parts.get(part[-PART:])
        for place in range(0, len(part) - PART, PART):
            if not found:
                break
            having = self.parts.get(part[place : place + PART])
            found = having and found & having
        return [self.numbered[number] for number in found or ()]

    def may_know(self, word):
        """Whether there may be a form with the stem of a word, by its first letters: much quicker than its stem."""
        known = self.beginnings
        return word[:BEGINNING] in known or word[: BEGINNING - 1] in known or not keeps_beginning(word)

    @cached_property
    def totals(self):
        """{facet: {value: number of documents}} over the whole catalogue."""
        return {
            facet: {value: having.intersection_cardinality(self.alive) for value, having in values.items()}
            for facet, values in self.facets.items()
        }

    @cached_property
    def _places(self):
        return {}

    def total(self, facet, value):
        """Return how many documents of the whole catalogue have a value."""
        return self.totals[facet].get(value, 0)

    def places_in(self, order):
        """Return {number: place} for one of the two orders below."""
        if order not in self._places:
            self._places[order] = {number: place for place, number in enumerate(getattr(self, order))}
        return self._places[order]

    @cached_property
    def title_order(self):
        return sorted(self.alive, key=lambda number: (self.documents[number].title_key, number))

    @cached_property
    def project_order(self):
        documents = self.documents
        return sorted(
            self.alive, key=lambda number: (documents[number].project_key, documents[number].title_key, number)
        )


def forms_by_zone(document):
    """Return for each zone of a document the set of its forms, in all spellings they are found by."""
    return [
        {spelling for form in {*words_of(text), *joined_words_of(text)} for spelling in spellings(form)}
        for text in document.zones
    ]


def parts_of(form):
    """Return all four letters that stand side by side in a form, behind its first two."""
    return {form[place : place + PART] for place in range(2, len(form) - PART + 1)}
