"""Which documents are close in meaning to a search text or to another document.

The cosines of one query all lie close together, at a level that differs from query to query. A score therefore counts
by its lift: how far it stands above the median of all scores of the same query.
"""

import re

import numpy as np
from numpy.typing import NDArray

from measures.finding.embedders import Embedder, query_vector
from measures.finding.snapshot import Snapshot

SHARE_OF_BEST = 0.5  # of the best lift, that others must have
MOST = 50  # documents
EXCLUDED = re.compile(r'(?:^|\s)-(?:"[^"]*"|\S+)')
QUOTES = str.maketrans(dict.fromkeys('"„“”«»', " "))


def asked_meaning(text: str) -> str:
    """Return what of a search text has a meaning: all but excluded words and quotation marks."""
    return " ".join(EXCLUDED.sub(" ", text).translate(QUOTES).split())


def close_in_meaning(snapshot: Snapshot, model: Embedder, text: str, among: NDArray) -> list[int]:
    """Return the numbers of the documents close in meaning to a search text, best first.

    `among` says for each number of a document whether it may be returned.
    """
    table = snapshot.vectors
    if table is None or not len(table) or not text:
        return []
    numbers, scores = table.scores(query_vector(model, text))
    lifts = scores - np.median(scores)
    enough = max(model.least_lift, SHARE_OF_BEST * float(lifts.max()))
    return best(numbers, lifts, (lifts >= enough) & among[numbers])


def best(numbers: NDArray, scores: NDArray, allowed: NDArray) -> list[int]:
    """Return the `allowed` numbers with the highest scores, at most MOST; of equal ones, the newest document first."""
    places = np.flatnonzero(allowed)
    places = places[np.lexsort((-numbers[places], -scores[places]))][:MOST]
    return [int(number) for number in numbers[places]]
