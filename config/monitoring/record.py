"""What is recorded of a request: its route, how long it waited for a worker, its database statements."""

import logging
import re
import time

logger = logging.getLogger(__name__)

ENVIRON_KEY = "masswerk.record"  # where gunicorn finds the record
TIMESTAMP = re.compile(r"t=(\d{1,11}(?:\.\d{1,6})?)")  # seconds since 1970, as nginx writes them
LONGEST_WAIT = 600  # seconds; more is a wrong clock
SLOW_STATEMENT = 0.5  # seconds


class RequestRecord:
    """What is known of one request.

    waited     seconds between the proxy's passing it on and its start here; None if the proxy does not say when
    started    when it began, on the clock of time.perf_counter()
    route      the name of its URL pattern; "static" for a static file; "-" if it was answered before that was looked up
    catalogue  the version of the catalogue that this process served then; None before there is one
    statements, statement_seconds    number of database statements, and how long they took together
    """

    __slots__ = ("catalogue", "route", "started", "statement_seconds", "statements", "waited")

    def __init__(self, waited: float | None = None) -> None:
        self.waited = waited
        self.started = time.perf_counter()
        self.route = "-"
        self.catalogue: int | None = None
        self.statements, self.statement_seconds = 0, 0.0

    def __call__(self, execute, sql, params, many, context):
        """Execute a statement and count it. A slow one is logged without its values, which may be personal."""
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            seconds = time.perf_counter() - began
            self.statements += 1
            self.statement_seconds += seconds
            if seconds > SLOW_STATEMENT:
                logger.warning("a statement took %.3f s: %.1000s", seconds, sql)


def seconds_waited(header: str) -> float | None:
    """Return how long ago the moment in X-Request-Start was; None if it is missing or makes no sense."""
    match = TIMESTAMP.fullmatch(header)
    if match is None:
        return None
    seconds = time.time() - float(match[1])
    if seconds > LONGEST_WAIT:
        return None
    return max(0.0, seconds)  # the clock of another machine may be ahead
