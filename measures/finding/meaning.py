"""Which documents are close in meaning to a search text or to another document.

The cosines of one query all lie close together, at a level that differs from query to query. A score therefore counts
by its lift: how far it stands above the median of all scores of the same query.
"""

import re

import numpy as np
from numpy.typing import NDArray

from measures.finding.embedders import Embedder, query_vector
from measures.finding.snapshot import Snapshot
from measures.finding.stop_words import STOPWORDS
from measures.finding.vectors import VectorTable
from municipalities.folding import fold

EXCLUDED = re.compile(r'(?:^|\s)-(?:"[^"]*"|\S+)')
PUNCTUATION = ".,;:!?()"
QUOTES = str.maketrans(dict.fromkeys('"„“”«»', " "))


def asked_meaning(text: str) -> str:
    """Return what of a search text has a meaning: without excluded words, quotation marks and stop words.

    The model takes the longer, the more words there are; it finds as much without those that say nothing.
    """
    words = EXCLUDED.sub(" ", text).translate(QUOTES).split()
    return " ".join([word for word in words if fold(word.strip(PUNCTUATION)) not in STOPWORDS] or words)


def query_lifts(table: VectorTable, model: Embedder, text: str) -> tuple[NDArray, NDArray]:
    """Return numbers of documents, and how far the score of each stands above the median."""
    numbers, scores = table.scores(query_vector(model, text))
    return numbers, scores - np.median(scores)


def closeness(snapshot: Snapshot, model: Embedder, text: str) -> NDArray:
    """Return for each number of a document how close it is in meaning to a search text; 1 is just close enough.

    A document without vectors has 0, as one that is as close as half of the catalogue.
    """
    found = np.zeros(len(snapshot), dtype=np.float32)
    table = snapshot.vectors
    if table is not None and len(table) and text:
        numbers, lifts = query_lifts(table, model, text)
        found[numbers] = lifts / model.least_lift
    return found
