"""An approximate index of vectors, for catalogues too large to compare a question with all of them.

One process has one index, which grows with the catalogue and is shared by all its snapshots.
"""

import numpy as np
from numpy.typing import NDArray

NEAREST = 1_000  # passages that one question is compared with
PASSAGES = 2  # of an edition at most
# As usearch recommends for many dimensions: neighbours of a vector, and how many are looked at while adding and asking.
CONNECTIVITY, WHEN_ADDING, WHEN_ASKING = 16, 64, 200


class VectorIndex:
    """The passages of many editions, by the keys of these."""

    def __init__(self, dimensions: int) -> None:
        from usearch.index import Index  # here, because only large catalogues need the memory that it takes

        self._index = Index(
            ndim=dimensions,
            metric="cos",
            dtype="i8",
            connectivity=CONNECTIVITY,
            expansion_add=WHEN_ADDING,
            expansion_search=WHEN_ASKING,
        )
        self._hashes: dict[int, bytes] = {}

    def update(self, rows: dict[int, tuple[bytes, NDArray]]) -> None:
        """Hold exactly these vectors: {edition: (hash of its text, a row of int8 for each passage)}."""
        changed = [edition for edition, (text_hash, _) in rows.items() if self._hashes.get(edition) != text_hash]
        gone = [edition for edition in self._hashes if edition not in rows]
        for edition in [*changed, *gone]:
            if edition in self._hashes:
                self._index.remove(keys_of(edition, PASSAGES))
                del self._hashes[edition]
        if changed:
            keys = np.concatenate([keys_of(edition, len(rows[edition][1])) for edition in changed])
            self._index.add(keys, np.concatenate([rows[edition][1] for edition in changed]), threads=1)
            self._hashes.update({edition: rows[edition][0] for edition in changed})

    def nearest(self, vector: NDArray) -> NDArray:
        """Return the keys of the editions with a passage among the NEAREST to a vector; each once."""
        scaled = np.rint(vector * (127 / max(float(np.abs(vector).max()), 1e-9))).astype(np.int8)
        return np.unique(self._index.search(scaled, NEAREST, threads=1).keys // PASSAGES)


def keys_of(edition: int, passages: int) -> NDArray:
    """Return the keys in the index of the first passages of an edition."""
    return np.arange(edition * PASSAGES, edition * PASSAGES + passages, dtype=np.uint64)
