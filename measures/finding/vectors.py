"""The stored vectors of all documents of a snapshot, and how a process keeps up with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from measures.finding.documents import Document
from measures.finding.embedders import Embedder, Vectors
from measures.finding.passages import hash_of, passages_of
from measures.finding.vector_index import VectorIndex
from measures.models import EditionVectors

BLOCK = 4_096  # rows that are multiplied at once, so that their copy as floats stays in the processor's cache
EXACT_UP_TO = 50_000  # documents; beyond, a vector is compared with the nearest ones by an index and with a sample
SAMPLE = 10_000  # documents, from which the median of all scores is estimated
KEYWORDS_WEIGHT = 1.0  # of the passage of keywords, beside that of the text


class VectorTable:
    """The vectors of one set of documents, immutable.

    model, number  name of the model, and the VectorState of which they are
    has            for each number of a document, whether it has vectors
    complete       whether all have
    """

    def __init__(
        self,
        model: Embedder,
        number: int,
        rows: Sequence["Rows | None"],
        editions: Sequence[int] = (),
        index: VectorIndex | None = None,
    ) -> None:
        """`rows` has the vectors of each document, in the order of their numbers; `index` those of their `editions`."""
        self.model = model.name
        self.number = number
        self.has = np.array([row is not None for row in rows], dtype=bool)
        self.complete = bool(self.has.all())
        self._documents = np.flatnonzero(self.has)
        self._index = index
        self._places = {editions[int(row)]: place for place, row in enumerate(self._documents)} if index else {}
        stored = [row.vectors for row in rows if row is not None]
        self._texts = stacked([vectors[0] for vectors in stored], model.dimensions)
        self._keywords = stacked([vectors[1] for vectors in stored if len(vectors) > 1], model.dimensions)
        self._with_keywords = np.flatnonzero(np.array([len(vectors) > 1 for vectors in stored], dtype=bool))

    @property
    def tag(self) -> str:
        """The same tag means the same vectors, if the documents are the same."""
        return f"{self.model} {self.number}"

    def __len__(self) -> int:
        return len(self._documents)

    @cached_property
    def _lengths(self) -> tuple[Vectors, Vectors]:
        return lengths(self._texts), lengths(self._keywords)

    def scores(self, vector: Vectors, *, texts_only: bool = False) -> tuple[NDArray, Vectors]:
        """Return numbers of documents, and how close each is to a vector of length 1.

        These are all documents with vectors, or in a large catalogue the nearest ones and a sample.
        """
        places = self._places_near(vector)
        of_texts, of_keywords = self._lengths
        scores = products(self._texts, vector, places) / of_texts[places]
        if len(self._keywords) and not texts_only:
            # Of the places: which of them have keywords, and where these are.
            rows = np.searchsorted(self._with_keywords, self._everywhere[places])
            rows = np.minimum(rows, len(self._with_keywords) - 1)
            have = self._with_keywords[rows] == self._everywhere[places]
            rows = rows[have]
            extra = products(self._keywords, vector, rows) / of_keywords[rows]
            scores[have] = (scores[have] + KEYWORDS_WEIGHT * extra) / (1 + KEYWORDS_WEIGHT)
        return self._documents[places], scores

    @cached_property
    def _everywhere(self) -> NDArray:
        return np.arange(len(self))

    def _places_near(self, vector: Vectors) -> NDArray | slice:
        """Return the places of the documents that a vector is compared with."""
        if self._index is None:
            return slice(None)
        nearest = [self._places[edition] for edition in self._index.nearest(vector) if edition in self._places]
        sample = np.linspace(0, len(self) - 1, min(SAMPLE, len(self)), dtype=np.intp)
        return np.union1d(sample, np.array(nearest, dtype=np.intp))

    def of(self, number: int) -> Vectors | None:
        """Return the vector of the text of a document, of length 1, or None."""
        if not self.has[number]:
            return None
        place = int(np.searchsorted(self._documents, number))
        vector = self._texts[place].astype(np.float32)
        return vector / np.linalg.norm(vector)


def lengths(vectors: NDArray) -> Vectors:
    """Return the lengths of vectors of int8, at least 1."""
    squares = [np.square(vectors[start : start + BLOCK], dtype=np.int32).sum(axis=1) for start in blocks(vectors)]
    return np.sqrt(np.maximum(np.concatenate([np.empty(0, np.int32), *squares]), 1)).astype(np.float32)


def products(vectors: NDArray, vector: Vectors, rows: NDArray | slice) -> Vectors:
    """Return the product of some rows of `vectors` (int8) with one vector."""
    chosen = vectors[rows]
    found = np.empty(len(chosen), dtype=np.float32)
    for start in blocks(chosen):
        np.dot(chosen[start : start + BLOCK].astype(np.float32), vector, out=found[start : start + BLOCK])
    return found


def stacked(vectors: list[NDArray], dimensions: int) -> NDArray:
    """Return vectors of int8 as the rows of a matrix, which may have none."""
    return np.array(vectors, dtype=np.int8).reshape(-1, dimensions)


def blocks(vectors: NDArray) -> range:
    return range(0, len(vectors), BLOCK)


def as_bytes(vectors: Vectors) -> bytes:
    """Return vectors as they are stored: int8, each scaled so that its largest number is 127."""
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    return np.rint(vectors * (127 / largest)).astype(np.int8).tobytes()


@dataclass(frozen=True, slots=True)
class Rows:
    """The stored vectors of one edition: one row for each passage."""

    text_hash: bytes
    vectors: NDArray


class VectorReader:
    """Reads the stored vectors of one model, and remembers them: later, only what is new is read."""

    def __init__(self, model: Embedder) -> None:
        self.model = model
        self._seen = 0
        self._rows: dict[int, Rows] = {}
        self._hashes: dict[int, tuple[Document, bytes]] = {}
        self._editions: set[int] = set()
        self._index: VectorIndex | None = None

    def read(self, documents: Sequence[Document], number: int) -> VectorTable:
        """Return the table of `documents`; `number` is that of the VectorState."""
        if number != self._seen:
            stored = EditionVectors.objects.filter(
                model=self.model.name, stored_as__gt=self._seen, stored_as__lte=number
            )
            for edition, text_hash, vectors in stored.values_list("edition", "text_hash", "vectors"):
                matrix = np.frombuffer(bytes(vectors), dtype=np.int8).reshape(-1, self.model.dimensions)
                self._rows[edition] = Rows(bytes(text_hash), matrix)
            self._seen = number
        # Vectors of editions that are not in the catalogue yet are kept: their documents may be read a moment later.
        editions = {document.edition for document in documents}
        for edition in self._editions - editions:
            self._rows.pop(edition, None)
            self._hashes.pop(edition, None)
        self._editions = editions
        rows = [self._current(document) for document in documents]
        if len(documents) <= EXACT_UP_TO:
            return VectorTable(self.model, number, rows)
        self._index = self._index or VectorIndex(self.model.dimensions)
        self._index.update({edition: (rows.text_hash, rows.vectors) for edition, rows in self._rows.items()})
        return VectorTable(self.model, number, rows, [document.edition for document in documents], self._index)

    def missing(self, documents: Sequence[Document]) -> list[Document]:
        """Return the documents without vectors of their present passages, the newest first."""
        return [document for document in reversed(documents) if self._current(document) is None]

    def _current(self, document: Document) -> Rows | None:
        rows = self._rows.get(document.edition)
        return rows if rows is not None and rows.text_hash == self._hash(document) else None

    def _hash(self, document: Document) -> bytes:
        known = self._hashes.get(document.edition)
        if known is None or known[0] is not document:
            known = self._hashes[document.edition] = document, hash_of(passages_of(document))
        return known[1]
