"""The snapshot that this process serves, and how it keeps up with the database.

Readers take the current snapshot and never wait for a build: the next one is built beside it and then replaces it. In
production, a thread in each worker asks for the catalogue's version every MASSWERK_INDEX_POLL seconds; with 0 (tests)
every reader asks before it reads. Only the texts of editions that have changed are read again (documents.py).
"""

import logging
import os
import threading
import time

from django.conf import settings
from django.db import DatabaseError, connections

from measures.finding.documents import DocumentReader
from measures.finding.offered_choices import read_choices
from measures.finding.snapshot import Snapshot
from measures.models import CatalogueVersion, Edition

logger = logging.getLogger(__name__)


class CatalogueIndex:
    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Forget everything, as after a start of the process."""
        self._snapshot: Snapshot | None = None
        self._reader = DocumentReader()
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
            if self._snapshot is None or self._snapshot.version != version:
                started = time.perf_counter()
                documents = self._reader.read(Edition.objects.public())
                self._snapshot = Snapshot(version, documents, read_choices())
                seconds = time.perf_counter() - started
                logger.info("catalogue version %d is served, built in %.3f s", version, seconds)
            self.failure = ""
            return self._snapshot

    def follow(self) -> None:
        """Start a thread that follows the database, once in each process: a fork does not inherit it."""
        if self._follower != os.getpid():
            self._follower = os.getpid()
            self._building = threading.Lock()
            threading.Thread(target=self._keep_following, name="catalogue-index", daemon=True).start()

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
