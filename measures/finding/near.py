"""The second list of a search: entries that do not meet the question, but may fit.

Two things speak for an entry: how close it is in meaning, and how many words of the question it meets. Both are
measured so that they can be added: 1 is a text that is just close enough, and 1 is an entry that meets all words.
"""

import logging
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from measures.finding.documents import Document
from measures.finding.embedders import Embedder
from measures.finding.meaning import asked_meaning, closeness
from measures.finding.offered_choices import Term
from measures.finding.results import Search
from measures.finding.snapshot import Snapshot
from measures.finding.word_groups import WordGroup, ranks_of_term
from measures.finding.words import stem
from municipalities.folding import WORD, fold

logger = logging.getLogger(__name__)

LONGEST = 20  # entries
LEAST_SHARE = 0.5  # of the weight of all words: an entry that meets less of them must be close in meaning
LEAST_EVIDENCE = 0.5  # of words and meaning together, if something in the catalogue is close enough in meaning
SHARE_OF_BEST = 0.3  # of the evidence for the best entry of the catalogue, that others must have
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
        try:
            entries = cache[question] = find_near(search, model)
        except Exception:  # a model of the operator's, perhaps on another machine; words do not need it
            logger.exception("the search by meaning failed")
            return find_near(search, None)
        if len(cache) > CACHED:
            cache.popitem(last=False)
    return entries


def find_near(search: Search, model: Embedder | None) -> list[NearEntry]:
    snapshot = search.snapshot
    words = WordShares(search)
    meets_most = words.shares >= LEAST_SHARE
    enough, evidence = meets_most, words.shares
    if model and snapshot.moment is None:  # past days have no vectors
        close = closeness(snapshot, model, asked_meaning(search.asked["q"]))
        evidence = close + words.shares
        if len(snapshot) and close.max() >= 1:
            enough = meets_most | (evidence >= max(LEAST_EVIDENCE, SHARE_OF_BEST * evidence.max()))
    numbers = np.flatnonzero(enough & mask(snapshot, candidates(search)))
    return [
        NearEntry(snapshot.documents[number], words.missing(number) if meets_most[number] else ())
        for number in best(numbers, evidence[numbers])
    ]


def best(numbers: NDArray, scores: NDArray) -> list[int]:
    """Return the numbers with the highest scores, at most LONGEST; of equal ones, the newest document first."""
    return [int(number) for number in numbers[np.lexsort((-numbers, -scores))][:LONGEST]]


def candidates(search: Search) -> BitMap:
    """Return the documents that meet filters, phrases and excluded words, but not the whole question."""
    documents = search.snapshot.all_documents - search.results
    for facet in search.chosen:
        documents = documents & search.having(facet)
    for phrase in search.text.phrases:
        documents = search.with_phrase(phrase, documents)
    return search.without_excluded(documents)


def places(documents: BitMap) -> NDArray:
    """Return numbers of documents as an index into an array."""
    return np.asarray(documents.to_array(), dtype=np.intp)


def mask(snapshot: Snapshot, documents: BitMap) -> NDArray:
    """Return an array that says for each number of a document whether it is in `documents`."""
    found = np.zeros(len(snapshot), dtype=bool)
    found[places(documents)] = True
    return found


class WordShares:
    """Which share of a question each document meets, by words; a rare word weighs more.

    shares  for each number of a document, from 0 to 1
    """

    def __init__(self, search: Search) -> None:
        self.search = search
        self.snapshot = search.snapshot
        self.groups = search.word_groups
        self.met: list[BitMap] = []
        self.shares = np.zeros(len(self.snapshot), dtype=np.float32)
        total = sum([self._add(group) for group in self.groups])
        if total:
            self.shares /= total

    def _add(self, group: WordGroup) -> float:
        """Add what a group of words weighs to the documents that meet it; return its weight."""
        ranks = self.search.ranks_of_group(group)
        found = BitMap.union(BitMap(), *ranks.values())
        weight = log((len(self.snapshot) + 1) / (len(found) + 0.5))
        most = max(ranks, default=0) or 1
        for score, documents in ranks.items():
            self.shares[places(documents)] += weight * (FLAT + (1 - FLAT) * score / most)
        further = self._one_step_away(group) - found
        self.shares[places(further)] += weight * ONE_STEP_AWAY
        self.met.append(found | further)
        return weight

    def _one_step_away(self, group: WordGroup) -> BitMap:
        """Return the documents with a synonym of a synonym of the group."""
        terms: set[Term] = set()
        for term in group.synonyms:
            terms.update(self.snapshot.synonyms.get(tuple(map(stem, term)), ()))
        terms -= {tuple(group.words), *group.synonyms}
        return BitMap.union(BitMap(), *[found for term in terms for _, found in ranks_of_term(self.snapshot, term)])

    def missing(self, number: int) -> tuple[str, ...]:
        """Return the words that a document does not meet, as they were typed."""
        typed = {fold(match.group()): match.group() for match in WORD.finditer(self.search.asked["q"])}
        lacking = [group for group, met in zip(self.groups, self.met, strict=True) if number not in met]
        return tuple(" ".join(typed.get(word, word) for word in group.words) for group in lacking)
