"""The snapshot that this process serves, and how it keeps up with the database.

Readers take the current snapshot and never wait for a build: the next one is built beside it and then replaces it. In
production, a thread in each worker asks for the catalogue's version every MASSWERK_INDEX_POLL seconds; with 0 (tests)
every reader asks before it reads. Only the texts of editions that have changed are read again (documents.py).

Another thread computes missing vectors (missing_vectors.py), so that neither a publication nor the first one waits for
them. A snapshot that has got more of them replaces the one before.
"""

import logging
import os
import threading
import time

from django.conf import settings
from django.db import DatabaseError, connections

from measures.finding.documents import DocumentReader
from measures.finding.embedders import embedder
from measures.finding.missing_vectors import compute_vectors
from measures.finding.offered_choices import read_choices
from measures.finding.snapshot import Snapshot
from measures.finding.vectors import VectorReader
from measures.models import CatalogueVersion, Edition, VectorState

VECTORS_RETRY = 60  # seconds after vectors could not be computed

logger = logging.getLogger(__name__)


class CatalogueIndex:
    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Forget everything, as after a start of the process."""
        self._snapshot: Snapshot | None = None
        self._reader = DocumentReader()
        self._vectors: VectorReader | None = None
        self._building = threading.Lock()
        self._follower: int | None = None
        self.failure = ""

    def current(self) -> Snapshot:
        """Return the snapshot to answer from. Only the very first reader of a process may wait for it."""
        if settings.MASSWERK_INDEX_POLL:
            self.follow()
        if self._snapshot is None or not settings.MASSWERK_INDEX_POLL:
            return self.catch_up()
        return self._snapshot

    def catch_up(self) -> Snapshot:
        """Return a snapshot of the catalogue as it is now; build it if that has not been done yet."""
        with self._building:
            version = CatalogueVersion.objects.values_list("number", flat=True).get()
            snapshot = self._snapshot
            if snapshot is None or snapshot.version != version:
                started = time.perf_counter()
                documents = self._reader.read(Edition.objects.public())
                before = snapshot.choices if snapshot else None
                snapshot = Snapshot(version, documents, read_choices(before))
                seconds = time.perf_counter() - started
                logger.info("catalogue version %d is served, built in %.3f s", version, seconds)
            self._snapshot = self._with_vectors(snapshot)
            self.failure = ""
            return self._snapshot

    def _with_vectors(self, snapshot: Snapshot) -> Snapshot:
        """Return the snapshot with the vectors that are stored now."""
        model = embedder()
        if model is None:
            return snapshot
        if self._vectors is None or self._vectors.model is not model:
            self._vectors = VectorReader(model)
        number = VectorState.objects.values_list("number", flat=True).get()
        if snapshot.vectors and snapshot.vectors.model == model.name and snapshot.vectors.number == number:
            return snapshot
        return snapshot.with_vectors(self._vectors.read(snapshot.documents, number))

    @property
    def lacks_vectors(self) -> bool:
        """Whether an entry of the present snapshot has no vectors although there is a model."""
        vectors = self._snapshot.vectors if self._snapshot else None
        return vectors is not None and not vectors.complete

    def compute_vectors(self) -> int:
        """Compute some of the vectors that the catalogue lacks; return of how many documents."""
        snapshot, reader = self.catch_up(), self._vectors
        if reader is None or not self.lacks_vectors:
            return 0
        return compute_vectors(reader.model, reader.missing(snapshot.documents))

    def follow(self) -> None:
        """Start a thread that follows the database, once in each process: a fork does not inherit it."""
        if self._follower != os.getpid():
            self._follower = os.getpid()
            self._building = threading.Lock()
            threading.Thread(target=self._keep_following, name="catalogue-index", daemon=True).start()
            if embedder() is not None:
                threading.Thread(target=self._keep_computing, name="catalogue-vectors", daemon=True).start()

    def _keep_following(self) -> None:
        while True:
            try:
                self.catch_up()
            except Exception as error:  # whatever goes wrong, readers keep what they have
                if not self.failure:
                    logger.exception("the catalogue index could not be brought up to date")
                self.failure = f"{type(error).__name__}: the last build failed, an older catalogue is served"
                connections.close_all()
            time.sleep(settings.MASSWERK_INDEX_POLL)

    def _keep_computing(self) -> None:
        pause = settings.MASSWERK_INDEX_POLL
        while True:
            time.sleep(pause)
            pause = settings.MASSWERK_INDEX_POLL
            try:
                if self.lacks_vectors:
                    self.compute_vectors()
            except Exception:  # entries without vectors are found by their words
                pause = VECTORS_RETRY
                logger.exception("vectors could not be computed; the next try is in %d s", pause)
                connections.close_all()

    def build_before_fork(self) -> None:
        """Build in the parent of the workers, which then share the memory; if it fails, each builds its own."""
        try:
            self.catch_up()
        except DatabaseError:
            logger.warning("the catalogue index was not built before the fork: the database does not answer")
        finally:
            connections.close_all()


index = CatalogueIndex()
current = index.current
