"""The snapshot that this process serves, and how it keeps up with the database.

Readers take the current snapshot and never wait for a build: the next one is built beside it and then replaces it. In
production, a thread in each worker asks for the catalogue's version every MASSWERK_INDEX_POLL seconds; with 0 (tests)
every reader asks before it reads. Only the texts of editions that have changed are read again (documents.py).

While the database is away, the last snapshot is served for LONGEST_OUTAGE. If the catalogue is known to have changed
and the new snapshot cannot be built, the old one may show what was withdrawn: it is served for LONGEST_OUTDATED.

Another thread computes missing vectors (missing_vectors.py), so that neither a publication nor the first one waits for
them. A snapshot that has got more of them replaces the one before.
"""

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.conf import settings
from django.db import DatabaseError, OperationalError, connections
from django.utils.translation import override

from measures.database.availability import UNAVAILABLE, availability, time_limit
from measures.database.replica import PRIMARY, has_replica, primary_state, public_reads, public_reads_fail, replica
from measures.finding.answered import read_answers
from measures.finding.documents import DocumentReader
from measures.finding.embedders import embedder
from measures.finding.missing_vectors import compute_vectors
from measures.finding.offered_choices import read_choices
from measures.finding.open_questions import questions
from measures.finding.past_snapshots import PastSnapshots
from measures.finding.reuses import read_reuses
from measures.finding.snapshot import Snapshot
from measures.finding.vectors import VectorReader
from measures.models import CatalogueVersion, Edition, VectorState

VECTORS_RETRY = 60  # seconds after vectors could not be computed

logger = logging.getLogger(__name__)

# All in seconds
VERSION_LIMIT = 1.0  # for the answer to the question for the version; then the database counts as away
BUILD_LIMIT = 120.0
LONGEST_OUTDATED = 25
LONGEST_OUTAGE = 24 * 3600
LONGEST_INHERITED = 30  # how old a snapshot of the parent may be that a new worker serves without having asked


class CatalogueOutdated(Exception):
    """The snapshot has been older than the catalogue for so long that it must not be shown any more."""


class CatalogueIndex:
    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Forget everything, as after a start of the process."""
        self._snapshot: Snapshot | None = None
        self._reader = DocumentReader()
        self._vectors: VectorReader | None = None
        self._past = PastSnapshots()
        self._building = threading.Lock()
        self._follower: int | None = None
        self.failure = ""
        availability.forget()
        replica.forget()
        self._confirmed_at = 0.0  # when the database last had the version of the snapshot, on time.monotonic()
        self._outdated_since: float | None = None  # since when it has had another one, on the same clock

    @property
    def tag(self) -> str:
        """What tells the snapshot from all others; "" before there is one."""
        return self._snapshot.tag if self._snapshot else ""

    @property
    def version(self) -> int | None:
        """The version of the catalogue that this process serves; None before there is a snapshot."""
        return self._snapshot.version if self._snapshot else None

    @property
    def confirmed_at(self) -> float:
        """When the database last had the version that is served, in seconds since 1970; 0 before that."""
        return time.time() - (time.monotonic() - self._confirmed_at) if self._confirmed_at else 0.0

    @property
    def is_outdated(self) -> bool:
        """Whether the last build failed although the catalogue had changed."""
        return self._outdated_since is not None and bool(self.failure)

    def current(self) -> Snapshot:
        """Return the snapshot to answer from. Only the very first reader of a process may wait for it."""
        if settings.MASSWERK_INDEX_POLL:
            self.follow()
        if settings.MASSWERK_INDEX_POLL and self._snapshot is None and public_reads_fail():
            raise OperationalError("the database does not answer, and this process has no index yet")
        if self._snapshot is None or not settings.MASSWERK_INDEX_POLL:
            return self.catch_up()
        self._check_age()
        return self._snapshot

    def _check_age(self) -> None:
        """Raise CatalogueOutdated or OperationalError if the snapshot is too old to be shown."""
        now = time.monotonic()
        if self._outdated_since is not None and now - self._outdated_since > LONGEST_OUTDATED:
            raise CatalogueOutdated(self.failure)
        if now - self._confirmed_at > LONGEST_OUTAGE:
            raise OperationalError("the database has not answered for a day")

    def catch_up(self) -> Snapshot:
        """Return a snapshot of the catalogue as it is now; build it if that has not been done yet."""
        with self._building:
            version, history = self._read_version()
            snapshot = self._snapshot
            # The index is German whatever language the page has that happens to wait for it.
            with time_limit(BUILD_LIMIT, probes=True), public_reads(), override(settings.LANGUAGE_CODE):
                if snapshot is None or snapshot.version != version:
                    if self._outdated_since is None:
                        self._outdated_since = time.monotonic()
                    started = time.perf_counter()
                    documents = self._reader.read(Edition.objects.public(), read_reuses(), read_answers())
                    choices = read_choices(snapshot.choices if snapshot else None)
                    snapshot = Snapshot(version, documents, choices, history=history)
                    seconds = time.perf_counter() - started
                    logger.info("catalogue version %d is served, built in %.3f s", version, seconds)
                self._snapshot = self._with_vectors(snapshot)
            self.failure, self._outdated_since = "", None
            self._confirmed_at = time.monotonic()
            self._past.keep_only(history)
            return self._snapshot

    def of_day(self, day: date) -> Snapshot:
        """Return the catalogue as it was at the end of a past day. Raise Busy if other days are being looked up."""
        return self._past.of_day(day, self.current(), self._reader)

    def last_change(self, day: date) -> datetime:
        """Return the moment of the last change of the catalogue on a past day or before it."""
        return self._past.last_change(day, self.current().version)

    def days_of_change(self) -> list[date]:
        """Return the days on which the catalogue has changed, oldest first."""
        return self._past.days_of_change(self.current().version)

    def _read_version(self) -> tuple[int, int]:
        """Return the version and the number of its history, and report whether the databases answered."""
        version = state = failure = None
        try:
            with time_limit(VERSION_LIMIT, probes=True):
                if has_replica():
                    state = primary_state()
                    version = state.version
                    replica.note_primary(state)
                else:
                    version = CatalogueVersion.objects.values_list("number", "history").get()
        except UNAVAILABLE as error:
            failure = error
            if has_replica():  # else it is closed by who gets the error
                connections[PRIMARY].close()
            availability.report_failure(error)
        else:
            availability.report_answer()
        if has_replica():
            known = self._snapshot.version if self._snapshot else 0
            version = replica.look(state, known) or version
        if version is None:
            raise failure or OperationalError("the database does not answer")
        return version

    def start_worker(self) -> None:
        """Catch up before the first answer of a new worker, and then follow the database.

        The snapshot of the parent may be old by now. If the database is away it is served only if it is recent.
        """
        self._building = threading.Lock()  # the parent's may have been locked in the moment of the fork
        self._past = PastSnapshots()
        self._try_to_catch_up()
        if self.failure and time.monotonic() - self._confirmed_at > LONGEST_INHERITED:
            self._snapshot = None
        self.follow()

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
            self._try_to_catch_up()
            questions.store_past_hours()
            time.sleep(settings.MASSWERK_INDEX_POLL)

    def _try_to_catch_up(self) -> None:
        """Catch up. Whatever goes wrong, readers keep what they have."""
        try:
            self.catch_up()
        except Exception as error:
            connections.close_all()
            if public_reads_fail():
                self.failure = "the database does not answer, an older catalogue is served"
                return
            if not self.failure:
                logger.exception("the catalogue index could not be brought up to date")
            self.failure = f"{type(error).__name__}: the last build failed, an older catalogue is served"

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
_past: ContextVar[tuple[date, Snapshot] | None] = ContextVar("past", default=None)


def current() -> Snapshot:
    """Return the snapshot to answer from: of now, or of the past day that was chosen with `as_of`.

    This is the one place that chooses.
    """
    chosen = _past.get()
    return chosen[1] if chosen else index.current()


def past_day() -> date | None:
    """Return the past day that was chosen with `as_of`; None if the answer is of now."""
    chosen = _past.get()
    return chosen[0] if chosen else None


@contextmanager
def as_of(day: date | None) -> Iterator[None]:
    """Let `current` return the catalogue at the end of a past day; with None, that of now."""
    token = _past.set((day, index.of_day(day)) if day else None)
    try:
        yield
    finally:
        _past.reset(token)
