"""Measures like a given one: shared rare words, types, fields and places, in other projects."""

from collections import Counter
from math import log

from measures.finding.snapshot import NAMES, SUMMARY, TITLE
from measures.finding.words import STOPWORDS, words_of

RARE = 0.1  # share of the catalogue; words in more documents say nothing
MOST_WORDS = 12
MOST_DOCUMENTS = 500  # that are looked at for one word or value
SHARED = {"typ": 2.0, "feld": 1.5, "raum": 0.5, "groesse": 0.5}  # worth of a shared value
ENOUGH = 3.0  # worth from which a document counts as similar


def similar(snapshot, measure, limit=4):
    """Return the documents most like the public one of `measure`, best first, at most `limit`."""
    number = snapshot.by_measure.get(measure)
    if number is None:
        return []
    document = snapshot.documents[number]
    worth = Counter()
    for postings in rare_words(snapshot, document):
        weight = log(len(snapshot.alive) / len(postings))
        for other in postings:
            worth[other] += weight
    for facet, bonus in SHARED.items():
        for value in document.values[facet]:
            for other in snapshot.facets[facet][value][-MOST_DOCUMENTS:]:
                worth[other] += bonus
    own = set(document.values["projekt"])
    others = [
        (value, other)
        for other, value in worth.items()
        if value >= ENOUGH
        and other in snapshot.alive
        and not own & set(snapshot.documents[other].values["projekt"])
        and of_one_kind(document, snapshot.documents[other])
    ]
    return [snapshot.documents[other] for _, other in sorted(others, reverse=True)[:limit]]


def of_one_kind(document, other):
    """Whether both share a solution type or an action field; words alone can be chance."""
    return any(set(document.values[facet]) & set(other.values[facet]) for facet in ("typ", "feld"))


def rare_words(snapshot, document):
    """Return for the rarest words of title and summary the BitMap of the documents they stand in."""
    words = {*words_of(document.zones[TITLE]), *words_of(document.zones[SUMMARY])} - STOPWORDS
    words -= set(words_of(document.zones[NAMES]))  # its own project and place
    found = []
    for word in words:
        title, summary = snapshot.postings[word][TITLE], snapshot.postings[word][SUMMARY]
        documents = (title or summary) if title is None or summary is None else title | summary
        if documents is not None and 1 < len(documents) <= max(2, RARE * len(snapshot.alive)):
            found.append(documents[-MOST_DOCUMENTS:])
    return sorted(found, key=len)[:MOST_WORDS]
