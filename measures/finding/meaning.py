"""Which documents are close in meaning to a search text or to another document.

The cosines of one query all lie close together, at a level that differs from query to query. A score therefore counts
by its lift: how far it stands above the median of all scores of the same query.
"""

import re

import numpy as np
from numpy.typing import NDArray

from measures.finding.embedders import Embedder, query_vector
from measures.finding.snapshot import Snapshot

EXCLUDED = re.compile(r'(?:^|\s)-(?:"[^"]*"|\S+)')
QUOTES = str.maketrans(dict.fromkeys('"„“”«»', " "))


def asked_meaning(text: str) -> str:
    """Return what of a search text has a meaning: all but excluded words and quotation marks."""
    return " ".join(EXCLUDED.sub(" ", text).translate(QUOTES).split())


def lifts(snapshot: Snapshot, model: Embedder, text: str) -> NDArray:
    """Return for each number of a document how close it is in meaning to a search text; 1 is just close enough.

    A document without vectors has 0, as one that is as close as half of the catalogue.
    """
    found = np.zeros(len(snapshot), dtype=np.float32)
    table = snapshot.vectors
    if table is not None and len(table) and text:
        numbers, scores = table.scores(query_vector(model, text))
        found[numbers] = (scores - np.median(scores)) / model.least_lift
    return found
