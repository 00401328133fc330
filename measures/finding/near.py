"""The second list of a search: entries that do not meet the question, but may fit.

Two lists are fused by rank: entries that meet most words, and entries close in meaning. Each has a cut-off of its own,
since fused ranks do not tell a good hit from the best of nothing.
"""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from measures.finding.documents import Document
from measures.finding.embedders import Embedder
from measures.finding.meaning import MOST, asked_meaning, best, close_in_meaning
from measures.finding.offered_choices import Term
from measures.finding.results import Search, WordGroup, ranks_of_term
from measures.finding.snapshot import Snapshot
from measures.finding.word_matching import match_word
from measures.finding.words import WORD, fold, stem

LONGEST = 20  # entries
FUSED_AT = 10  # the larger, the less the first places of a list count before the later ones
LEAST_SHARE = 0.5  # of the weight of all words that an entry must meet
ONE_STEP_AWAY = 0.5  # the weight of a synonym of a synonym, beside that of the word itself
FLAT = 0.6  # share of a word's weight that does not depend on how and where it matches
CACHED = 500  # questions


@dataclass(frozen=True, slots=True)
class NearEntry:
    """An entry of the second list, and the words of the question that it lacks, as they were typed."""

    document: Document
    missing: tuple[str, ...]


def near(search: Search, model: Embedder | None) -> list[NearEntry]:
    """Return the entries that do not meet the question of `search`, but may fit; best first, at most LONGEST."""
    if not search.asked.get("q"):
        return []
    question = (search.asked["q"], tuple((name, *values) for name, values in search.chosen.items()))
    cache = search.snapshot.near_entries
    entries = cache.get(question)
    if entries is None:
        entries = cache[question] = find_near(search, model)
        if len(cache) > CACHED:
            cache.popitem(last=False)
    return entries


def find_near(search: Search, model: Embedder | None) -> list[NearEntry]:
    snapshot = search.snapshot
    allowed = mask(snapshot, candidates(search))
    words = WordScores(search)
    by_words = words.ranked(allowed)
    by_meaning = close_in_meaning(snapshot, model, asked_meaning(search.asked["q"]), allowed) if model else []
    some = set(by_words)
    return [
        NearEntry(snapshot.documents[number], words.missing(number) if number in some else ())
        for number in fused(by_words, by_meaning)[:LONGEST]
    ]


def fused(*lists: list[int]) -> list[int]:
    """Return the numbers of all lists, best first, by the sum of 1 / (FUSED_AT + place)."""
    scores: dict[int, float] = {}
    for numbers in lists:
        for place, number in enumerate(numbers):
            scores[number] = scores.get(number, 0) + 1 / (FUSED_AT + place)
    return sorted(scores, key=lambda number: (-scores[number], -number))


def candidates(search: Search) -> BitMap:
    """Return the documents that meet filters, phrases and excluded words, but not the whole question."""
    documents = search.snapshot.all_documents - search.results
    for facet in search.chosen:
        documents = documents & search.having(facet)
    for phrase in search.text.phrases:
        documents = search.with_phrase(phrase, documents)
    for word in search.text.excluded:
        documents = documents - match_word(search.snapshot, word, allow_typos=False).documents(search.snapshot)
    return documents


def mask(snapshot: Snapshot, documents: BitMap) -> NDArray:
    """Return an array that says for each number of a document whether it is in `documents`."""
    found = np.zeros(len(snapshot), dtype=bool)
    found[np.asarray(documents, dtype=np.intp)] = True
    return found


class WordScores:
    """How much of a question each document meets, by words; a rare word counts more."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.snapshot = search.snapshot
        self.groups = search.word_groups
        self.met: list[BitMap] = []
        self.scores = np.zeros(len(self.snapshot), dtype=np.float32)
        total = sum(self._add(group) for group in self.groups)
        if total:
            self.scores /= total

    def _add(self, group: WordGroup) -> float:
        """Add the scores of one group of words; return its weight."""
        ranks = self.search.ranks_of_group(group)
        found = BitMap.union(BitMap(), *ranks.values())
        weight = log((len(self.snapshot) + 1) / (len(found) + 0.5)) + 0.1
        most = max(ranks, default=1) or 1
        for score, documents in ranks.items():
            self.scores[np.asarray(documents, dtype=np.intp)] += weight * (FLAT + (1 - FLAT) * score / most)
        further = self._one_step_away(group) - found
        self.scores[np.asarray(further, dtype=np.intp)] += weight * ONE_STEP_AWAY
        self.met.append(found | further)
        return weight

    def _one_step_away(self, group: WordGroup) -> BitMap:
        """Return the documents with a synonym of a synonym of the group."""
        terms: set[Term] = set()
        for term in group.synonyms:
            terms.update(self.snapshot.synonyms.get(tuple(map(stem, term)), ()))
        terms -= {tuple(group.words), *group.synonyms}
        return BitMap.union(BitMap(), *[found for term in terms for _, found in ranks_of_term(self.snapshot, term)])

    def ranked(self, allowed: NDArray) -> list[int]:
        """Return the numbers of the allowed documents that meet enough of the question, best first."""
        numbers = np.flatnonzero(allowed & (self.scores >= LEAST_SHARE))
        return best(numbers, self.scores[numbers], np.ones(len(numbers), dtype=bool))[:MOST]

    def missing(self, number: int) -> tuple[str, ...]:
        """Return the words that a document does not meet, as they were typed."""
        typed = {fold(match.group()): match.group() for match in WORD.finditer(self.search.asked["q"])}
        lacking = [group for group, met in zip(self.groups, self.met, strict=True) if number not in met]
        return tuple(" ".join(typed.get(word, word) for word in group.words) for group in lacking)
