"""Public reads from a hot standby of PostgreSQL, if `DATABASE_REPLICA_URL` names one (decision 0062).

Public pages, the API, images and the search index read it. The desk, the sign-in, commands and all that writes use the
primary. The thread that follows the catalogue (measures/finding/current.py) looks at both servers all the time, and
only a replica that has the catalogue's version and is not too old is read. So is one whose primary is away.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.db import connections

from measures.database.availability import UNAVAILABLE, availability, time_limit

logger = logging.getLogger(__name__)

PRIMARY, REPLICA = "default", "replica"
LOOK_LIMIT = 1.0  # seconds for the answer to a look at the replica
READ_LIMIT = 0.6  # seconds that a request waits for the replica, before it asks the primary
PAUSE = 2.0  # seconds without a look after one that was not answered, as long as the primary answers
POSITIONS = 400  # looks at the primary that are remembered

PRIMARY_STATE = """SELECT number, history,
    CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_current_wal_lsn() - '0/0'::pg_lsn END, pg_postmaster_start_time()
    FROM measures_catalogueversion"""
REPLICA_STATE = """SELECT number, history,
    CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() - '0/0'::pg_lsn END, pg_postmaster_start_time()
    FROM measures_catalogueversion"""

Version = tuple[int, int]  # number and history of the catalogue
T = TypeVar("T")


@dataclass(frozen=True)
class ServerState:
    """What a look at a server has found.

    version     of the catalogue
    position    up to which the primary has written its log, or the replica has replayed it, in bytes; None if the
                server plays another part than it should: a replica after its promotion
    started_at  when it was started, which tells one server from another
    """

    version: Version
    position: int | None
    started_at: datetime


class Replica:
    """Whether public reads may go to the replica now.

    usable    whether they may
    problem   why not
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Forget everything, as after a start of the process."""
        self.usable = False
        self.problem = "it has not been looked at yet"
        self._positions: deque[tuple[float, int]] = deque(maxlen=POSITIONS)
        self._next_look = 0.0

    def note_primary(self, state: ServerState) -> None:
        """Remember up to where the primary has written its log by now."""
        position = state.position
        if position is not None:
            if self._positions and position < self._positions[-1][1]:
                self._positions.clear()  # another primary
            self._positions.append((time.monotonic(), position))

    def look(self, primary: ServerState | None, known: int) -> Version | None:
        """Look at the replica and decide whether it is usable; return its version of the catalogue if so.

        `primary` is None if it is away; `known` is the number of the version that this process serves.
        """
        now = time.monotonic()
        if primary and now < self._next_look:
            return None
        try:
            with time_limit(LOOK_LIMIT, probes=True):
                state = state_of(REPLICA, REPLICA_STATE)
        except UNAVAILABLE as error:
            connections[REPLICA].close()
            self._next_look = now + PAUSE
            self.report_failure(error)
            return None
        problem = self.problem_of(state, primary, known)
        self._set(problem)
        return None if problem else state.version

    def problem_of(self, state: ServerState, primary: ServerState | None, known: int) -> str:
        """Return why the replica must not be read; "" if it may be."""
        if primary is None:  # then nothing newer can be had
            return "" if state.version[0] >= known else "it lacks what was published"
        if state.started_at == primary.started_at:  # it was promoted, and is the primary now
            return ""
        if state.position is None:
            return "it does not follow the primary any more"
        if state.version != primary.version or state.version[0] < known:
            return "it lacks what was published"
        age = self.age_of(state.position)
        if age > settings.MASSWERK_REPLICA_MAX_AGE:
            return f"it is {age:.1f} s old" if age < float("inf") else "it is old"
        return ""

    def age_of(self, position: int) -> float:
        """Return how many seconds ago the primary was where the replica is now; infinite if longer than is known.

        PostgreSQL's own pg_last_xact_replay_timestamp() also grows while nothing is written, and stands still if the
        replica has lost its primary.
        """
        if not self._positions:
            return float("inf")
        if position >= self._positions[-1][1]:
            return 0.0
        reached = [moment for moment, written in self._positions if written <= position]
        return time.monotonic() - reached[-1] if reached else float("inf")

    def distrust(self) -> None:
        """Read the primary until the next look: this process has just changed the catalogue."""
        self.usable = False

    def report_failure(self, error: Exception) -> None:
        """Read the primary until the replica answers again."""
        self._set(f"it does not answer: {str(error).strip()}")

    def _set(self, problem: str) -> None:
        if problem and not self.problem:
            logger.warning("public pages read the primary database, not the replica: %s", problem)
        if self.problem and not problem:
            logger.warning("public pages read the replica")
        self.usable, self.problem = not problem, problem


replica = Replica()


def has_replica() -> bool:
    return REPLICA in settings.DATABASES


def primary_state() -> ServerState:
    """Look at the primary. May raise what databases raise."""
    return state_of(PRIMARY, PRIMARY_STATE)


def state_of(alias: str, statement: str) -> ServerState:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)
        number, history, position, started_at = cursor.fetchone()
    return ServerState((number, history), None if position is None else int(position), started_at)


def public_reads_fail() -> bool:
    """Return whether nothing can be read for public pages: the primary is away, and no replica stands in for it."""
    return availability.away_since is not None and not replica.usable


class Reading(threading.local):
    """Whether this thread reads for the public, so that it may use the replica."""

    public = False


reading = Reading()


@contextmanager
def public_reads() -> Iterator[None]:
    """Let the queries of the block go to the replica, if it is usable."""
    before, reading.public = reading.public, True
    try:
        yield
    finally:
        reading.public = before


def read_for_public(read: Callable[[], T], seconds: float, of_replica: float = READ_LIMIT) -> T:
    """Return what `read` returns, which may take `seconds` and must not write.

    It may read the replica for `of_replica` seconds, and is called once more, with the primary, if that fails. While
    the primary is away, the replica has all the time.
    """
    if replica.usable and availability.away_since:
        with time_limit(seconds), public_reads():
            return read()
    if replica.usable:
        try:
            with time_limit(min(seconds, of_replica)), public_reads():
                return read()
        except UNAVAILABLE as error:
            connections[REPLICA].close()
            replica.report_failure(error)
    with time_limit(seconds):
        return read()


def streamed(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Yield parts of a streamed answer, whose queries may go to the replica as well."""
    iterator = iter(parts)
    while True:
        with public_reads():
            try:
                part = next(iterator)
            except StopIteration:
                return
        yield part


class PublicReadsRouter:
    """The database router. All that does not read for the public uses the primary."""

    def db_for_read(self, model, **hints):
        return REPLICA if reading.public and replica.usable else PRIMARY

    def db_for_write(self, model, **hints):
        return PRIMARY

    def allow_relation(self, one, other, **hints):
        return True  # they are rows of the same tables

    def allow_migrate(self, db, app_label, **hints):
        return db == PRIMARY
