"""Measures like a given one, in other projects: close in meaning, or sharing rare words where a vector is missing.

Types, fields and size of the place add to both.
"""

from collections import defaultdict
from math import log

import numpy as np
from pyroaring import BitMap

from measures.finding.documents import NAMES, SUMMARY, TITLE, Document
from measures.finding.embedders import Embedder
from measures.finding.facet_rows import FACETS
from measures.finding.near import near, places
from measures.finding.results import Search
from measures.finding.snapshot import Snapshot
from measures.finding.stop_words import STOPWORDS
from measures.finding.vectors import Vectors, VectorTable
from municipalities.folding import words_of

CLOSEST = 3  # entries that are named while an editor types a title
RARE = 0.1  # share of the catalogue; words in more documents say nothing
MOST_WORDS = 12
MOST_DOCUMENTS = 500  # that are looked at for one word or value
ENOUGH = 3.0  # score of words and shared values from which a document counts as similar, as shared software does
CLOSE = 2.2  # lift, in standard deviations of all scores, from which a text counts as similar
SMALL = 1e-6
SHARED_VALUE = 0.25  # standard deviations that one point of `FacetRow.similarity` adds


def similar(snapshot: Snapshot, measure: int, limit: int = 4) -> list[Document]:
    """Return the documents most like the public one of `measure` (its key), best first, at most `limit`."""
    number = snapshot.by_measure.get(measure)
    if number is None:
        return []
    document = snapshot.documents[number]
    vector = snapshot.vectors.of(number) if snapshot.vectors else None
    if snapshot.vectors and vector is not None:
        scores = scores_by_meaning(snapshot, snapshot.vectors, number, vector)
    else:
        scores = scores_by_words(snapshot, document)
    own = set(document.values["projekt"])
    found: list[Document] = []
    for _score, other in sorted(((score, other) for other, score in scores.items()), reverse=True):
        candidate = snapshot.documents[other]
        if not own & set(candidate.values["projekt"]) and of_one_kind(document, candidate):
            found.append(candidate)
            if len(found) == limit:
                break
    return found


def scores_by_meaning(snapshot: Snapshot, table: VectorTable, number: int, vector: Vectors) -> dict[int, float]:
    """Return {number: score} of the other documents whose texts are close to `vector`, that of document `number`."""
    document = snapshot.documents[number]
    numbers, scores = table.scores(vector, texts_only=True)
    others = numbers != number
    found = np.zeros(len(snapshot), dtype=np.float32)
    if others.any():
        median, deviation = np.median(scores[others]), max(float(scores[others].std()), SMALL)
        found[numbers[others]] = (scores[others] - median) / deviation
    close = found >= CLOSE
    for facet in (facet for facet in FACETS if facet.similarity):
        for value in document.values[facet.name]:
            sharing = places(snapshot.facets[facet.name][value])
            found[sharing] += SHARED_VALUE * facet.similarity
            close[sharing] |= facet.similarity >= ENOUGH
    close[number] = False
    return {int(other): float(found[other]) for other in np.flatnonzero(close)}


def scores_by_words(snapshot: Snapshot, document: Document) -> dict[int, float]:
    """Return {number: score} of the documents that share enough rare words and values."""
    score: dict[int, float] = defaultdict(float)
    for postings in rare_words(snapshot, document):
        weight = log(len(snapshot) / len(postings))
        for other in postings:
            score[other] += weight
    for facet in (facet for facet in FACETS if facet.similarity):
        for value in document.values[facet.name]:
            for other in snapshot.facets[facet.name][value][-MOST_DOCUMENTS:]:
                score[other] += facet.similarity
    return {other: value for other, value in score.items() if value >= ENOUGH}


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


def like_title(snapshot: Snapshot, model: Embedder | None, title: str, *, own: int | None = None) -> list[Document]:
    """Return the documents closest to a title that somebody types, best first, at most CLOSEST; not that of `own`.

    These are what a search for the title finds, exactly or nearly.
    """
    search = Search(snapshot, {"q": title})
    if not search.text.words:
        return []
    found = search.documents(0, CLOSEST + 1)
    if len(found) <= CLOSEST:
        found += [entry.document for entry in near(search, model)]
    return [document for document in found if document.measure != own][:CLOSEST]
