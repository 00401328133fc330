"""The snapshot this process serves, and how it keeps up with the database.

Readers take the snapshot that is there and never wait for a build: the next one is made beside it and put in its
place whole. In production a thread in each worker asks for the catalogue's version twice a second; with
MASSWERK_INDEX_POLL=0 (tests) every reader asks before it reads.
"""

import logging
import os
import threading
import time

from django.conf import settings
from django.db import DatabaseError, connections

from measures.finding.documents import public_documents, read_documents
from measures.finding.offered_choices import read_choices
from measures.finding.snapshot import Snapshot
from measures.models import CatalogueChange, CatalogueVersion, Edition

logger = logging.getLogger(__name__)

MOST_CHANGES = 200  # measures that are brought up to date one by one; above that a fresh build is quicker


class CatalogueIndex:
    def __init__(self):
        self.forget()

    def forget(self):
        """Begin anew, as after a start."""
        self._snapshot = None
        self._building = threading.Lock()
        self._follower = None
        self.failure = ""

    def current(self):
        """Return the snapshot to answer from. Only the very first reader of a process may wait for it."""
        if settings.MASSWERK_INDEX_POLL:
            self.follow()
            if self._snapshot is None:
                self.catch_up()
        else:
            self.catch_up()
        return self._snapshot

    def catch_up(self):
        """Make the snapshot that fits the database, if there is none yet or the catalogue has changed."""
        with self._building:
            version = CatalogueVersion.objects.values_list("number", flat=True).get()
            if self._snapshot is None or self._snapshot.version != version:
                started = time.perf_counter()
                self._snapshot = next_snapshot(self._snapshot, version)
                seconds = time.perf_counter() - started
                logger.info("catalogue version %d is served, made in %.3f s", version, seconds)
            self.failure = ""

    def follow(self):
        """Start a thread that follows the database, once in each process: a fork does not inherit it."""
        if self._follower != os.getpid():
            self._follower = os.getpid()
            self._building = threading.Lock()
            threading.Thread(target=self._keep_following, name="catalogue-index", daemon=True).start()

    def _keep_following(self):
        while True:
            try:
                self.catch_up()
            except Exception as error:  # whatever goes wrong, readers keep what they have
                if not self.failure:
                    logger.exception("the catalogue index could not be brought up to date")
                self.failure = f"{type(error).__name__}: the last build failed, an older catalogue is served"
                connections.close_all()
            time.sleep(settings.MASSWERK_INDEX_POLL)

    def build_before_fork(self):
        """Build in the parent of the workers, which then share the memory; if it fails, each builds its own."""
        try:
            self.catch_up()
        except DatabaseError:
            logger.warning("the catalogue index was not built before the fork: the database does not answer")
        finally:
            connections.close_all()


def next_snapshot(snapshot, version):
    """Return the snapshot of `version`: `snapshot` with what has changed since, where that is known, or fresh."""
    if snapshot is not None and not snapshot.stale and version > snapshot.version:
        changes = CatalogueChange.objects.filter(number__gt=snapshot.version, number__lte=version)
        measures = list(changes.values_list("measure", flat=True))
        complete = len(measures) == version - snapshot.version <= MOST_CHANGES and None not in measures
        if complete:
            published = read_documents(Edition.objects.public().filter(measure__in=measures))
            newer = all(document.published_at > snapshot.newest for document in published)
            if newer:
                return snapshot.changed(version, set(measures), published)
    return Snapshot(version, public_documents(), read_choices())


index = CatalogueIndex()
current = index.current
