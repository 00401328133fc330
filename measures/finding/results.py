"""Answers a cleaned question from a snapshot: which documents, in which order, and how many for each value."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from pyroaring import BitMap

from measures.finding.documents import NAMES, SUMMARY, TITLE, Document
from measures.finding.offered_choices import Term
from measures.finding.snapshot import Snapshot
from measures.finding.word_matching import (
    BEST_SCORE,
    WHOLE,
    Ranks,
    WordMatch,
    known,
    match_known_word,
    match_word,
    pieces,
    union,
)
from measures.finding.words import significant_words, stem, words_of

PIECE = re.compile(r'(-?)"([^"]*)"|(\S+)')
MOST_WORDS = 12
LONGEST_TERM = 3  # words of a term that has synonyms
OWN_SCORE = 10  # for a match of a word itself, on top of its score in word_matching.py; one by a synonym stays below
RARE = 10  # if fewer documents contain a compound, its pieces are searched for, too
# A facet is counted by reading the documents found if they are at most FEW, or at most one in FEW_OF of the catalogue;
# otherwise by intersecting bitmaps.
FEW = 50
FEW_OF = 1000


@dataclass
class SearchText:
    """A search text taken apart: words that must occur, phrases that must occur, words that must not occur."""

    words: list[str]
    phrases: list[list[str]]
    excluded: list[str]


def take_apart(text: str) -> SearchText:
    """Return the SearchText of a string; at most MOST_WORDS words count."""
    if not text or text.isalnum():  # nothing or one word, as in most questions
        return SearchText(significant_words(words_of(text))[:MOST_WORDS], [], [])
    words: list[str] = []
    phrases: list[list[str]] = []
    excluded: list[str] = []
    for minus, quoted, plain in PIECE.findall(text):
        if quoted or not plain:
            phrase = words_of(quoted)
            if minus:
                excluded += phrase
            elif phrase:
                phrases.append(phrase)
        elif plain.startswith("-"):
            excluded += words_of(plain)
        else:
            words += words_of(plain)
    return SearchText(significant_words(words)[:MOST_WORDS], phrases[:MOST_WORDS], excluded[:MOST_WORDS])


@dataclass
class WordGroup:
    """Words of a question that belong together, the terms that mean the same, the pieces of a compound."""

    words: list[str]
    synonyms: list[Term]
    pieces: tuple[str, ...] = ()


def group_words(words: list[str], matches: dict[str, WordMatch], snapshot: Snapshot) -> list[WordGroup]:
    """Group the words of a question by the longest terms that have synonyms; terms are compared by their stems.

    Neighbours that the catalogue or a synonym writes as one word ("car sharing") are such a term too.
    """
    corrected = [matches[word].corrected or word for word in words]
    groups, place = [], 0
    while place < len(words):
        for length in range(min(LONGEST_TERM, len(words) - place), 0, -1):
            term = corrected[place : place + length]
            joined = "".join(term)
            synonyms = snapshot.synonyms.get(tuple(map(stem, term)), [])
            if length > 1:
                of_joined = snapshot.synonyms.get((stem(joined),), [])
                is_word = of_joined or known(snapshot, joined)
                synonyms = [*synonyms, *([(joined,)] if is_word else []), *of_joined]
            if length == 1 or synonyms:
                parts = rare_pieces(snapshot, matches[words[place]], corrected[place]) if length == 1 else ()
                groups.append(WordGroup(words[place : place + length], synonyms, parts))
                place += length
                break
    return groups


def rare_pieces(snapshot: Snapshot, match: WordMatch, word: str) -> tuple[str, ...]:
    """Return the pieces of a compound that is in few or no documents and that is no name; else ()."""
    if any(snapshot.postings[form][NAMES] for form in match.forms.get(WHOLE, ())):
        return ()
    found = sum(map(len, match.ranks(snapshot).values()))
    return pieces(snapshot, word) if found < RARE else ()


def ranks_of_term(snapshot: Snapshot, term: Term) -> list[tuple[int, BitMap]]:
    """Return [(score below OWN_SCORE, documents)] of the documents with all words of a term; cached.

    The score is negative only where a word is found in keywords.
    """
    if term not in snapshot.ranks_of_terms:
        ranks: Ranks = {0: snapshot.all_documents}
        for word in term:
            ranks = combined(ranks, match_known_word(snapshot, word).ranks(snapshot))
        most = BEST_SCORE * len(term)
        snapshot.ranks_of_terms[term] = [
            ((OWN_SCORE - 1) * score // most, documents) for score, documents in ranks.items()
        ]
    return snapshot.ranks_of_terms[term]


def best_only(scored: list[tuple[int, BitMap]]) -> Ranks:
    """Return {score: documents}, each document under its best score only."""
    found, ranks = BitMap(), Ranks()
    for score, documents in sorted(scored, key=lambda item: item[0], reverse=True):
        if further := documents - found:
            ranks[score] = ranks[score] | further if score in ranks else further
            found = found | further
    return ranks


class Search:
    """The answer of a snapshot to a question. Each part of it is worked out when it is first needed."""

    def __init__(self, snapshot: Snapshot, asked: dict[str, Any]) -> None:
        """`asked` is a question as cleaned by MeasureFilter: {name: text, list of values, or order}."""
        self.snapshot = snapshot
        self.asked = asked
        self.chosen = {name: asked[name] for name in snapshot.facets if asked.get(name)}
        self.text = take_apart(asked.get("q") or "")
        self.word_matches = {word: match_word(snapshot, word) for word in self.text.words}
        self.word_groups = group_words(self.text.words, self.word_matches, snapshot)

    @cached_property
    def ranked(self) -> list[tuple[int, BitMap]] | None:
        """[(score, documents)], best first, of the documents that meet the search text; None without a text."""
        if not (self.text.words or self.text.phrases or self.text.excluded):
            return None
        ranks: Ranks | None = None
        for group in self.word_groups:
            ranks = combined(ranks, self._ranks_of_group(group))
        if ranks is None:
            ranks = {0: self.snapshot.all_documents}
        for phrase in self.text.phrases:
            wanted = self._with_phrase(phrase, union([*ranks.values()]))
            ranks = {score: rest for score, documents in ranks.items() if (rest := documents & wanted)}
        for word in self.text.excluded:
            unwanted = match_word(self.snapshot, word, allow_typos=False).documents(self.snapshot)
            ranks = {score: rest for score, documents in ranks.items() if (rest := documents - unwanted)}
        return sorted(ranks.items(), reverse=True, key=lambda item: item[0])

    def _ranks_of_group(self, group: WordGroup) -> Ranks:
        """Return {score: documents} for a group: its own words first, its synonyms and pieces below all of them.

        Only keywords are below these, too.
        """
        own: Ranks | None = None
        for word in group.words:
            own = combined(own, self.word_matches[word].ranks(self.snapshot))
        scored = [(OWN_SCORE * len(group.words) + score, documents) for score, documents in (own or {}).items()]
        others = self._other_ranks(group)
        return best_only([*scored, *others]) if others else dict(scored)

    def _other_ranks(self, group: WordGroup) -> list[tuple[int, BitMap]]:
        """Return [(score below OWN_SCORE, documents)] of the matches by synonyms and pieces."""
        others: list[tuple[int, BitMap]] = []
        for term in group.synonyms:
            others += ranks_of_term(self.snapshot, term)
        if group.pieces:
            of_each = [
                match_word(self.snapshot, word, allow_typos=False).documents(self.snapshot, (TITLE, SUMMARY))
                for word in group.pieces
            ]
            others.append((0, BitMap.intersection(*of_each)))
        return others

    def _with_phrase(self, phrase: list[str], candidates: BitMap) -> BitMap:
        """Return those of `candidates` that contain the words of `phrase` side by side."""
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
    def by_text(self) -> BitMap:
        """The documents that meet the search text."""
        if self.ranked is None:
            return self.snapshot.all_documents
        return union([documents for _, documents in self.ranked])

    def _having(self, facet: str) -> BitMap:
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
            documents = documents & self._having(facet)
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
        order = self.asked.get("sort")
        if order in ("titel", "projekt"):
            numbers = self._sorted_by(order, start, end)
        elif self.ranked is None or order == "neu":
            numbers = newest(self.results, start, end)
        else:
            numbers = self._by_relevance(start, end)
        return [self.snapshot.documents[number] for number in numbers]

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
        if len(self.results) * 20 < len(snapshot):
            places = snapshot.title_places if order == "titel" else snapshot.project_places
            return sorted(self.results, key=places.__getitem__)[start:end]
        numbers = snapshot.title_order if order == "titel" else snapshot.project_order
        return list(islice((number for number in numbers if number in self.results), start, end))


def newest(documents: BitMap, start: int, end: int) -> list[int]:
    """Return the numbers from place `start` to before `end`, counted from the newest document."""
    size = len(documents)
    return list(documents[max(size - end, 0) : max(size - start, 0)])[::-1]


def combined(ranks: Ranks | None, others: Ranks) -> Ranks:
    """Return {score: documents} of the documents in both, with the sum of their scores; None means all documents."""
    if ranks is None:
        return others
    sums: Ranks = {}
    for score, documents in ranks.items():
        for other, others_with_it in others.items():
            if common := documents & others_with_it:
                total = score + other
                sums[total] = sums[total] | common if total in sums else common
    return sums
