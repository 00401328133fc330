"""One immutable index of one catalogue version: bitmaps of documents for each value of a facet and each word."""

from array import array
from collections import OrderedDict, defaultdict
from collections.abc import Hashable, Iterable
from copy import copy
from datetime import date, datetime
from functools import cached_property
from typing import Any

import numpy as np
from django.utils.timezone import localdate
from pyroaring import BitMap

from measures.finding.documents import TITLE, ZONES, Document
from measures.finding.facet_rows import FACETS
from measures.finding.facet_terms import FacetTerms, facet_terms
from measures.finding.offered_choices import OfferedChoices, Synonyms, Term
from measures.finding.reuses import RANKS, KnownReuse, ReusesByMeasure
from measures.finding.vectors import VectorTable
from measures.finding.words import BEGINNING, keeps_beginning, stem

PART = 4  # letters; with three, the frequent parts would be in too many forms

Posting = tuple[BitMap | None, ...]
NO_POSTING: Posting = (None,) * (len(ZONES) + 2)


class Snapshot:
    """Everything that is needed to answer a question.

    Documents are numbered from the oldest to the newest. A form is a folded word as a document or question writes it,
    in one of its spellings.

    all_documents  BitMap of the numbers of all documents
    facets         {facet: {value: BitMap of documents}}
    postings       {form: (BitMap of documents, or None, for each zone, for TOPIC and for UNSHOWN)}
    stems          {stem: (form, …)}
    beginnings     the first letters of all stems
    forms          all forms, sorted
    backwards      all forms with their letters reversed, sorted
    vectors        the VectorTable of the documents, or None
    history        the number of the last change that reached past days (CatalogueVersion)
    moment         the past moment of which it is; None if it is of now
    parts          {four letters: BitMap of the places in `forms` of those that contain them}

    What is worked out while answering and needed again is cached: `form_fields` by question.py, `word_matches` by
    word_matching.py, `ranks_of_terms` by results.py, `near_entries` by near.py, `naming_software` by software.py,
    `facet_parts` by the API, `previews` by public/preview_pages.py.
    """

    def __init__(
        self,
        version: int,
        documents: Iterable[Document],
        choices: OfferedChoices | None = None,
        *,
        history: int = 0,
        moment: datetime | None = None,
    ) -> None:
        self.version = version
        self.history = history
        self.moment = moment
        self.choices = choices
        self.documents = list(documents)
        self.all_documents = BitMap(range(len(self.documents)))
        self.facets = {
            facet.name: numbers_by_key(document.values[facet.name] for document in self.documents) for facet in FACETS
        }
        zones = [numbers_by_key(document.forms[zone] for document in self.documents) for zone in ZONES]
        zones.append(numbers_by_key(document.topic_forms for document in self.documents))
        zones.append(numbers_by_key(document.unshown_forms for document in self.documents))
        self.forms = sorted(set().union(*zones))
        self.postings: dict[str, Posting] = {
            form: tuple([numbers.get(form) for numbers in zones]) for form in self.forms
        }
        stems = defaultdict(list)
        for form in self.forms:
            stems[stem(form)].append(form)
        self.stems = {root: tuple(forms) for root, forms in stems.items()}
        self.beginnings = {root[:BEGINNING] for root in self.stems}
        self.backwards = sorted([form[::-1] for form in self.forms])
        self.parts = numbers_by_key(map(parts_of, self.forms))
        self.form_fields: dict[str | None, Any] = {}
        self.facet_parts: dict[str | None, Any] = {}
        self.previews: dict[tuple[str, str, str], bytes] = {}
        self.word_matches: dict[str, Any] = {}
        self.ranks_of_terms: dict[Term, list[tuple[int, BitMap]]] = {}
        self.vectors: VectorTable | None = None
        self.near_entries: OrderedDict[Hashable, Any] = OrderedDict()
        self.naming_software: dict[str, BitMap] = {}

    def with_vectors(self, vectors: VectorTable) -> "Snapshot":
        """Return the same snapshot with other vectors of its documents."""
        other = copy(self)
        other.vectors = vectors
        other.near_entries = OrderedDict()
        return other

    @property
    def tag(self) -> str:
        """What every answer of this snapshot depends on: the versions of the catalogue and of the vectors."""
        return f"{self.version} {self.vectors.tag}" if self.vectors else str(self.version)

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def synonyms(self) -> Synonyms:
        return self.choices.synonyms if self.choices else {}

    @cached_property
    def facet_terms(self) -> FacetTerms:
        return facet_terms(self.synonyms)

    @cached_property
    def words_of_synonyms(self) -> set[str]:
        return {word for terms in self.synonyms.values() for term in terms for word in term}

    @cached_property
    def stems_of_synonyms(self) -> set[str]:
        return {*map(stem, self.words_of_synonyms), *(root for term in self.synonyms for root in term)}

    @cached_property
    def words_of_places(self) -> set[str]:
        names = self.choices.names if self.choices else ()
        return {word for name in names if name.facet == "ort" for word in name.words}

    @cached_property
    def forms_to_suggest(self) -> set[str]:
        """All forms in titles and names."""
        forms = {form for form, posting in self.postings.items() if posting[TITLE]}
        return forms | self.choices.names_by_word.keys() if self.choices else forms

    @cached_property
    def sorted_forms_to_suggest(self) -> list[str]:
        return sorted(self.forms_to_suggest)

    @cached_property
    def by_measure(self) -> dict[int, int]:
        """{key of a measure: number of its document}."""
        return {document.measure: number for number, document in enumerate(self.documents)}

    @cached_property
    def reuses(self) -> ReusesByMeasure:
        """The public re-uses of the measures in the catalogue."""
        return {document.measure: document.reuses for document in self.documents if document.reuses}

    @cached_property
    def reuses_by_town(self) -> dict[str, tuple[KnownReuse, ...]]:
        """{address of a municipality: what it re-uses}, those in use first."""
        found = defaultdict(list)
        for measure in sorted(self.reuses, key=lambda key: self.title_places[self.by_measure[key]]):
            for reuse in self.reuses[measure]:
                found[reuse.slug].append(reuse)
        return {
            slug: tuple(sorted(some, key=lambda reuse: (not reuse.counts, RANKS[reuse.status])))
            for slug, some in found.items()
        }

    @cached_property
    def reuse_order(self) -> list[int]:
        """The numbers of all documents, those with most re-uses first, then the newest."""
        return sorted(self.all_documents, key=lambda number: (-self.documents[number].reuse_count, -number))

    @cached_property
    def by_slug(self) -> dict[str, int]:
        """{address of a measure: number of its document}."""
        return {document.card.slug: number for number, document in enumerate(self.documents)}

    @cached_property
    def by_short_key(self) -> dict[str, int]:
        """{short key of a measure: number of its document}."""
        numbers = reversed(range(len(self.documents)))
        return {self.documents[number].card.key: number for number in numbers}

    def forms_that_may_contain(self, part: str) -> list[str]:
        """Return the forms that contain the fours of letters of which `part` consists; few may not contain it whole.

        `part` has four letters or more. Only adjacent fours and the last one are looked up: those that overlap would
        cost more time than they save.
        """
        found = self.parts.get(part[-PART:])
        for place in range(0, len(part) - PART, PART):
            if not found:
                break
            containing = self.parts.get(part[place : place + PART])
            found = containing and found & containing
        return [self.forms[number] for number in found or ()]

    def may_know(self, word: str) -> bool:
        """Return whether a form may have the stem of `word`, by its first letters: much quicker than its stem."""
        known = self.beginnings
        return word[:BEGINNING] in known or word[: BEGINNING - 1] in known or not keeps_beginning(word)

    @cached_property
    def totals(self) -> dict[str, dict[str, int]]:
        """{facet: {value: number of documents}} over the whole catalogue."""
        return {
            facet: {value: len(documents) for value, documents in values.items()}
            for facet, values in self.facets.items()
        }

    def total(self, facet: str, value: str) -> int:
        """Return how many documents of the whole catalogue have a value."""
        return self.totals[facet].get(value, 0)

    @cached_property
    def place_numbers(self) -> tuple[np.ndarray, np.ndarray]:
        """The places of all documents, as two arrays of pairs: numbers of documents and of known places."""
        places = self.choices.places if self.choices else None
        by_slug = places.by_slug if places else {}
        pairs = [
            (number, by_slug[slug].number)
            for number, document in enumerate(self.documents)
            for slug in document.values["ort"]
            if slug in by_slug
        ]
        both = np.array(pairs, dtype=int).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    @cached_property
    def with_costs(self) -> BitMap:
        """The numbers of the documents that name an amount of money in their text on costs."""
        return BitMap([number for number, document in enumerate(self.documents) if document.costs])

    @cached_property
    def checked_days(self) -> np.ndarray:
        """For each document the last day on which its statements were checked, as an ordinal; 0 if unknown.

        That is the day they are of or, if it is later, the one on which an editor has confirmed them.
        """
        last = localdate(self.moment).toordinal() if self.moment else date.max.toordinal()
        days = [
            max(document.as_of, document.confirmed if document.confirmed <= last else 0) for document in self.documents
        ]
        return np.array(days, dtype=np.int32)

    @cached_property
    def title_order(self) -> list[int]:
        """The numbers of all documents, ordered by title."""
        documents = self.documents
        return sorted(self.all_documents, key=lambda number: (documents[number].title_key, number))

    @cached_property
    def project_order(self) -> list[int]:
        """The numbers of all documents, ordered by project and title."""
        documents = self.documents
        return sorted(
            self.all_documents, key=lambda number: (documents[number].project_key, documents[number].title_key, number)
        )

    @cached_property
    def title_places(self) -> dict[int, int]:
        """{number of a document: its place in title_order}."""
        return {number: place for place, number in enumerate(self.title_order)}

    @cached_property
    def project_places(self) -> dict[int, int]:
        """{number of a document: its place in project_order}."""
        return {number: place for place, number in enumerate(self.project_order)}


def numbers_by_key(keys_of_each: Iterable[Iterable[str]]) -> dict[str, BitMap]:
    """Return {key: BitMap of the numbers of those that have it}, counted from 0 in their order."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, keys in enumerate(keys_of_each):
        for key in keys:
            numbers[key].append(number)
    return {key: BitMap(array("I", found)) for key, found in numbers.items()}


def parts_of(form: str) -> set[str]:
    """Return all fours of letters side by side in a form, behind its first two letters."""
    return {form[place : place + PART] for place in range(2, len(form) - PART + 1)}
