"""Whether the database answers, and how long a thread may wait for it.

A frozen server, a broken network or a lock would otherwise hold a request for as long as they last. No setting of
PostgreSQL helps against the first two, so the limits are kept here, on our side of the connection (postgresql/base.py).

One thread of each worker asks for the catalogue's version all the time (measures/finding/current.py) and reports what
came of it. While the database is away, all other threads are refused at once instead of waiting.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

logger = logging.getLogger(__name__)

UNAVAILABLE = OperationalError, InterfaceError  # what Django raises if the database does not answer


class Availability:
    """What this process knows of the database.

    away_since   when the database stopped answering; None while it answers
    answered_at  when it last answered the thread that asks all the time; None before that
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Forget everything, as after a start of the process."""
        self.away_since: datetime | None = None
        self.answered_at: datetime | None = None

    def report_answer(self) -> None:
        now = timezone.now()
        if self.away_since:
            logger.warning("the database answers again after %.1f s", (now - self.away_since).total_seconds())
        self.away_since, self.answered_at = None, now

    def report_failure(self, error: Exception) -> None:
        if self.away_since is None:
            logger.error("the database does not answer, it is tried again until it does: %s", str(error).strip())
            self.away_since = timezone.now()


availability = Availability()


class Limits(threading.local):
    """The limits of one thread.

    seconds   that its statements may still take together; None: settings.MASSWERK_DB_PATIENCE for each statement
    probes    whether the thread may ask although the database is away
    """

    seconds: float | None = None
    probes = False


limits = Limits()


@contextmanager
def time_limit(seconds: float, *, probes: bool = False) -> Iterator[None]:
    """Limit all statements of the block together to `seconds`; a longer one raises OperationalError.

    Only what is waited for the database counts. Otherwise a page that takes long to render, on a busy machine, would be
    taken for a database that is away.
    """
    before = limits.seconds, limits.probes
    limits.seconds, limits.probes = seconds, probes
    try:
        yield
    finally:
        limits.seconds, limits.probes = before


@contextmanager
def waiting() -> Iterator[float]:
    """Yield the end of the time for the statement that begins now, by time.monotonic(), and count what it takes."""
    started = time.monotonic()
    if limits.seconds is None:
        yield started + (settings.MASSWERK_DB_PATIENCE or float("inf"))
        return
    try:
        yield started + limits.seconds
    finally:
        limits.seconds -= time.monotonic() - started
