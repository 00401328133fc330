"""Snapshots of past days, built on demand from the editions of that day. The last few are cached.

Asking for many days must not keep a process busy. Days between two changes of the catalogue share one snapshot, one is
built at a time, at most WAITING requests wait for it, and after each build there is a pause.
"""

import logging
import threading
import time
from bisect import bisect_right
from collections import OrderedDict
from datetime import UTC, date, datetime

from django.utils.timezone import localdate

from measures.database.replica import read_for_public
from measures.finding.answered import read_answers
from measures.finding.documents import Document, DocumentReader
from measures.finding.reuses import read_reuses
from measures.finding.snapshot import Snapshot
from measures.models import AnsweredQuestion, Edition, Statement

CACHED = 4  # snapshots in each process
WAITING = 3  # requests that may wait for a snapshot or build one
BUILD_LIMIT = 2.0  # seconds, for the statements of one build
PAUSE = 2.0  # of the time that a build took, before the next one
LONGEST_WAIT = 2.0  # seconds
BEFORE_EVERYTHING = datetime(1900, 1, 1, tzinfo=UTC)  # the moment of all days before the first publication

logger = logging.getLogger(__name__)


class Busy(Exception):
    """Too many past days are asked for at once. Another try in some seconds may succeed."""


class PastSnapshots:
    def __init__(self) -> None:
        self._lock = threading.Lock()  # for a moment only, never during a build
        self._building = threading.Lock()
        self._places = threading.BoundedSemaphore(WAITING)
        self._snapshots: OrderedDict[datetime, Snapshot] = OrderedDict()
        self._history = 0
        self._rests_until = 0.0  # on the clock of time.monotonic()
        self._changes: tuple[int, list[date], list[datetime]] | None = None

    def keep_only(self, history: int) -> None:
        """Forget what is of another history, so that no erased text stays in memory."""
        with self._lock:
            if history != self._history:
                self._snapshots.clear()
                self._history = history

    def of_day(self, day: date, present: Snapshot, reader: DocumentReader) -> Snapshot:
        """Return the snapshot of a past day. What it shares with `present` and with `reader` is taken over."""
        moment = self.last_change(day, present.version)
        self.keep_only(present.history)
        found = self._cached(moment)
        if found:
            return found
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            return self._built_in_turn(moment, present, reader)
        finally:
            self._places.release()

    def _cached(self, moment: datetime) -> Snapshot | None:
        with self._lock:
            found = self._snapshots.get(moment)
            if found:
                self._snapshots.move_to_end(moment)
            return found

    def _built_in_turn(self, moment: datetime, present: Snapshot, reader: DocumentReader) -> Snapshot:
        if not self._building.acquire(timeout=LONGEST_WAIT):
            raise Busy
        try:
            found = self._cached(moment)  # another request may have waited for the same one
            if found:
                return found
            rest = self._rests_until - time.monotonic()
            if rest > LONGEST_WAIT:
                raise Busy
            time.sleep(max(rest, 0))
            started = time.monotonic()
            try:
                found = build(moment, present, reader)
            finally:
                ended = time.monotonic()
                self._rests_until = ended + PAUSE * (ended - started)
            logger.info("the catalogue of %s is served, built in %.3f s", moment, ended - started)
            self._store(moment, found)
            return found
        finally:
            self._building.release()

    def _store(self, moment: datetime, snapshot: Snapshot) -> None:
        with self._lock:
            if snapshot.history == self._history:
                self._snapshots[moment] = snapshot
                while len(self._snapshots) > CACHED:
                    self._snapshots.popitem(last=False)

    def last_change(self, day: date, version: int) -> datetime:
        """Return the moment of the last change of the catalogue on a day or before it."""
        _version, days, moments = self._changes_of(version)
        place = bisect_right(days, day)
        return moments[place - 1] if place else BEFORE_EVERYTHING

    def days_of_change(self, version: int) -> list[date]:
        """Return the days on which the catalogue has changed, oldest first."""
        return self._changes_of(version)[1]

    def _changes_of(self, version: int) -> tuple[int, list[date], list[datetime]]:
        """Return (version, days of change, last moment of change on each), read once for each version."""
        known = self._changes
        if known is None or known[0] != version:
            last = last_changes()
            known = self._changes = version, list(last), list(last.values())
        return known


def build(moment: datetime, present: Snapshot, reader: DocumentReader) -> Snapshot:
    """Return a new snapshot of a past moment, without vectors: questions about it are answered by words."""

    def read() -> list[Document]:
        editions = Edition.objects.public_at(moment)
        return reader.beside().read(editions, read_reuses(moment), read_answers(moment))

    documents = read_for_public(read, BUILD_LIMIT, BUILD_LIMIT)
    return Snapshot(present.version, documents, present.choices, history=present.history, moment=moment)


def last_changes() -> dict[date, datetime]:
    """Return {day: last moment on it at which something became public or ceased to be}, oldest first."""
    editions = Edition.objects.filter(state__in=Edition.ONCE_PUBLIC).order_by()
    found: dict[date, datetime] = {}
    moments = editions.values_list("published_at", "superseded_at", "archived_at", "closed_at")
    rows = read_for_public(
        lambda: [*moments.all(), *moments_of_reuses(), *moments_of_answers()], BUILD_LIMIT, BUILD_LIMIT
    )
    for moment in sorted({moment for row in rows for moment in row if moment}):
        found[localdate(moment)] = moment
    return found


def moments_of_reuses() -> list[tuple[datetime | None, ...]]:
    """Return the moments at which a statement on a re-use became public, ceased to be, or ceased to count."""
    statements = Statement.objects.filter(published_at__isnull=False).order_by()
    return list(statements.values_list("published_at", "closed_at", "lapsed_at"))


def moments_of_answers() -> list[tuple[datetime | None, ...]]:
    """Return the moments at which a question and answer became public, or ceased to be."""
    answers = AnsweredQuestion.objects.filter(published_at__isnull=False).order_by()
    return list(answers.values_list("published_at", "closed_at"))
