"""Measures like a given one: shared rare words, types, fields and places, in other projects."""

from collections import defaultdict
from math import log

from pyroaring import BitMap

from measures.finding.documents import NAMES, SUMMARY, TITLE, Document
from measures.finding.facet_rows import FACETS
from measures.finding.snapshot import Snapshot
from measures.finding.stop_words import STOPWORDS
from measures.finding.words import words_of

RARE = 0.1  # share of the catalogue; words in more documents say nothing
MOST_WORDS = 12
MOST_DOCUMENTS = 500  # that are looked at for one word or value
ENOUGH = 3.0  # score from which a document counts as similar


def similar(snapshot: Snapshot, measure: int, limit: int = 4) -> list[Document]:
    """Return the documents most like the public one of `measure` (its key), best first, at most `limit`."""
    number = snapshot.by_measure.get(measure)
    if number is None:
        return []
    document = snapshot.documents[number]
    score: dict[int, float] = defaultdict(float)
    for postings in rare_words(snapshot, document):
        weight = log(len(snapshot) / len(postings))
        for other in postings:
            score[other] += weight
    for facet in (facet for facet in FACETS if facet.similarity):
        for value in document.values[facet.name]:
            for other in snapshot.facets[facet.name][value][-MOST_DOCUMENTS:]:
                score[other] += facet.similarity
    own = set(document.values["projekt"])
    others = [
        (value, other)
        for other, value in score.items()
        if value >= ENOUGH
        and not own & set(snapshot.documents[other].values["projekt"])
        and of_one_kind(document, snapshot.documents[other])
    ]
    return [snapshot.documents[other] for _, other in sorted(others, reverse=True)[:limit]]


def of_one_kind(document: Document, other: Document) -> bool:
    """Return whether both share a solution type or an action field; shared words alone can be chance."""
    facets = [facet.name for facet in FACETS if facet.says_kind]
    return any(set(document.values[facet]) & set(other.values[facet]) for facet in facets)


def rare_words(snapshot: Snapshot, document: Document) -> list[BitMap]:
    """Return the documents of each of the rarest words of title and summary."""
    words = {*words_of(document.zones[TITLE]), *words_of(document.zones[SUMMARY])} - STOPWORDS
    words -= set(words_of(document.zones[NAMES]))  # its own project and place
    found = []
    for word in words:
        title, summary = snapshot.postings[word][TITLE], snapshot.postings[word][SUMMARY]
        documents = (title or summary) if title is None or summary is None else title | summary
        if documents is not None and 1 < len(documents) <= max(2, RARE * len(snapshot)):
            found.append(documents[-MOST_DOCUMENTS:])
    return sorted(found, key=len)[:MOST_WORDS]
