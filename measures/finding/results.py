"""Answers a cleaned question from a snapshot: which documents, in which order, and how many for each value."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import islice
from typing import Any

from django.utils.timezone import localdate
from pyroaring import BitMap

from measures.finding.documents import Document
from measures.finding.phrases import with_phrase
from measures.finding.place_order import PlaceOrder, place_order
from measures.finding.search_text import take_apart
from measures.finding.snapshot import Snapshot
from measures.finding.understood import documents_of, is_state, meaning_of, understand
from measures.finding.word_groups import WordGroup, group_words, ranks_of_group
from measures.finding.word_matching import ZONE_SCORES, Ranks, combined, match_word, union

UNDERSTOOD_SCORE = 1_000  # for each filter that was understood, on top of all scores for words
# A facet is counted by reading the documents found if they are at most FEW, or at most one in FEW_OF of the catalogue;
# otherwise by intersecting bitmaps.
FEW = 50
FEW_OF = 1000
# Orders of results, as the question language names them; and by nearness or similarity to a place
RELEVANCE, NEWEST, BY_TITLE, BY_PROJECT, BY_PLACE = "relevanz", "neu", "titel", "projekt", "place"
BY_REUSE = "nachnutzung"


class Search:
    """The answer of a snapshot to a question. Each part of it is worked out when it is first needed."""

    def __init__(self, snapshot: Snapshot, asked: dict[str, Any]) -> None:
        """`asked` is a question as cleaned by MeasureFilter: {name: text, list of values, or order}."""
        self.snapshot = snapshot
        self.asked = asked
        self.chosen = {name: asked[name] for name in snapshot.facets if asked.get(name)}
        typed = take_apart(asked.get("q") or "")
        self.understood, self.text = understand(snapshot, typed)
        self.searches_rest = self.text is not typed
        self.word_matches = {word: match_word(snapshot, word) for word in self.text.words}
        self.word_groups = group_words(self.text.words, self.word_matches, snapshot)

    @cached_property
    def ranked(self) -> list[tuple[int, BitMap]] | None:
        """[(score, documents)], best first, of the documents that meet the search text; None without a text."""
        text = self.text
        if not (text.words or text.phrases or text.excluded or text.excluded_phrases):
            return None
        ranks: Ranks | None = None
        for group in self.word_groups:
            ranks = combined(ranks, self.ranks_of_group(group))
        if ranks is None:
            ranks = {0: self.snapshot.all_documents}
        if text.phrases or text.excluded or text.excluded_phrases:
            wanted = self.without_excluded(union([*ranks.values()]))
            ranks = {score: rest for score, documents in ranks.items() if (rest := documents & wanted)}
            for phrase in text.phrases:
                ranks = combined(ranks, self.ranks_of_phrase(phrase, wanted))
        if self.searches_rest:
            ranks = self._understood_first(ranks)
        return sorted(ranks.items(), reverse=True, key=lambda item: item[0])

    def ranks_of_group(self, group: WordGroup) -> Ranks:
        return ranks_of_group(self.snapshot, group, self.word_matches)

    def _understood_first(self, ranks: Ranks) -> Ranks:
        """Return the ranks with UNDERSTOOD_SCORE for each facet of which a document has a value that was understood."""
        by_facet: dict[str, list[BitMap]] = {}
        for one in self.understood:
            by_facet.setdefault(one.facet, []).append(documents_of(self.snapshot, one.facet, one.value))
        for values in by_facet.values():
            having = union(values)
            first: Ranks = {score + UNDERSTOOD_SCORE: documents & having for score, documents in ranks.items()}
            rest: Ranks = {score: documents - having for score, documents in ranks.items()}
            scores = first.keys() | rest.keys()
            ranks = {score: first.get(score, BitMap()) | rest.get(score, BitMap()) for score in scores}
        return {score: documents for score, documents in ranks.items() if documents}

    def ranks_of_phrase(self, phrase: list[str], candidates: BitMap) -> Ranks:
        """Return {score: documents} of those with the words of `phrase` side by side, or in the state they name."""
        meant = meaning_of(self.snapshot, tuple(phrase))
        if meant and is_state(meant):
            return {0: candidates & documents_of(self.snapshot, *meant)}
        by_zone = with_phrase(self.snapshot, phrase, candidates)
        return {ZONE_SCORES[zone]: documents for zone, documents in by_zone.items()}

    def with_phrase(self, phrase: list[str], candidates: BitMap) -> BitMap:
        """Return those of `candidates` that `ranks_of_phrase` ranks."""
        return union([*self.ranks_of_phrase(phrase, candidates).values()])

    def without_excluded(self, candidates: BitMap) -> BitMap:
        """Return those of `candidates` that have none of the words and phrases with a minus, nor what they mean."""
        for words in [*([word] for word in self.text.excluded), *self.text.excluded_phrases]:
            meant = meaning_of(self.snapshot, tuple(words))
            if meant:
                candidates = candidates - documents_of(self.snapshot, *meant)
            if meant and is_state(meant):
                continue
            if words in self.text.excluded_phrases:
                candidates = candidates - self.with_phrase(words, candidates)
            else:
                match = match_word(self.snapshot, words[0], allow_typos=False)
                candidates = candidates - match.documents(self.snapshot)
        return candidates

    @cached_property
    def by_text(self) -> BitMap:
        """The documents that meet the search text."""
        if self.ranked is None:
            return self.snapshot.all_documents
        return union([documents for _, documents in self.ranked])

    def having(self, facet: str) -> BitMap:
        """Return the documents with one of the chosen values of a facet."""
        values = self.snapshot.facets[facet]
        return union([values[value] for value in self.chosen[facet] if value in values])

    @cached_property
    def results(self) -> BitMap:
        """The documents that meet the whole question."""
        return self._meeting(self.chosen)

    def _meeting(self, facets: Iterable[str]) -> BitMap:
        """Return the documents that meet the search text and these of the chosen facets."""
        documents = self.by_text
        for facet in facets:
            documents = documents & self.having(facet)
        return documents

    @property
    def total(self) -> int:
        return len(self.results)

    def counts(self, facet: str) -> dict[str, int]:
        """Return {value: number of results that it would give with everything else that was asked}."""
        others = [name for name in self.chosen if name != facet]
        documents = self._meeting(others) if facet in self.chosen else self.results
        if documents is self.snapshot.all_documents:
            return self.snapshot.totals[facet]
        if len(documents) <= max(FEW, len(self.snapshot) // FEW_OF):
            counts: dict[str, int] = {}
            for number in documents:
                for value in self.snapshot.documents[number].values[facet]:
                    counts[value] = counts.get(value, 0) + 1
            return counts
        return {
            value: number
            for value, having in self.snapshot.facets[facet].items()
            if (number := having.intersection_cardinality(documents))
        }

    def total_without(self, name: str) -> int:
        """Return how many results there would be without one part of the question, a facet or "q"."""
        if name == "q":
            return len(Search(self.snapshot, {**self.asked, "q": ""}).results)
        return len(self._meeting([facet for facet in self.chosen if facet != name]))

    def documents(self, start: int, end: int) -> list[Document]:
        """Return the documents from place `start` to before `end`, in the order that was asked for."""
        if self.order == BY_PLACE and self.place_order:
            numbers = self.place_order.first(self.results, start, end)
        elif self.order in (BY_TITLE, BY_PROJECT, BY_REUSE):
            numbers = self._sorted_by(self.order, start, end)
        elif self.order == NEWEST:
            numbers = newest(self.results, start, end)
        else:
            numbers = self._by_relevance(start, end)
        return [self.snapshot.documents[number] for number in numbers]

    @property
    def order(self) -> str:
        """The order of the results: BY_PLACE, or one of the question language."""
        asked = self.asked.get("sort")
        if not asked and self.place_order:
            return BY_PLACE
        if asked in (BY_TITLE, BY_PROJECT, BY_REUSE):
            return asked
        return NEWEST if self.ranked is None or asked == NEWEST else RELEVANCE

    @property
    def published_at_once(self) -> date | None:
        """The day on which all results were published at the same moment, if they are ordered by publication.

        The order then says nothing about what is new: it is that of the start and the title.
        """
        if self.total < 2 or self.order != NEWEST:
            return None
        documents = self.snapshot.documents
        oldest, newest = documents[self.results.min()].published, documents[self.results.max()].published
        return localdate(datetime.fromtimestamp(newest / 1_000_000, UTC)) if oldest == newest else None

    @cached_property
    def place_order(self) -> PlaceOrder | None:
        """What the results are ordered by if no other order was asked for: nearness or similarity to a place."""
        return place_order(self.snapshot, self.asked.get("naehe") or "", self.asked.get("aehnlich") or "")

    def _by_relevance(self, start: int, end: int) -> list[int]:
        numbers: list[int] = []
        for _, documents in self.ranked or ():
            if self.chosen:
                documents = documents & self.results
            if start < len(documents):
                numbers += newest(documents, start, end)
            start, end = max(start - len(documents), 0), end - len(documents)
            if end <= 0:
                break
        return numbers

    def _sorted_by(self, order: str, start: int, end: int) -> list[int]:
        """Sort the results if they are few; else go through the order of the whole catalogue, which is faster."""
        snapshot = self.snapshot
        if order != BY_REUSE and len(self.results) * 20 < len(snapshot):
            places = snapshot.title_places if order == BY_TITLE else snapshot.project_places
            return sorted(self.results, key=places.__getitem__)[start:end]
        orders = {BY_TITLE: "title_order", BY_PROJECT: "project_order", BY_REUSE: "reuse_order"}
        numbers = getattr(snapshot, orders[order])
        return list(islice((number for number in numbers if number in self.results), start, end))


def newest(documents: BitMap, start: int, end: int) -> list[int]:
    """Return the numbers from place `start` to before `end`, counted from the newest document."""
    size = len(documents)
    return list(documents[max(size - end, 0) : max(size - start, 0)])[::-1]
