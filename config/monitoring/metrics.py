"""The metrics of requests and workers. docs/operation.md explains them, deploy/monitoring/ uses them.

Under gunicorn each process writes its values into a file of PROMETHEUS_MULTIPROC_DIR, which config/gunicorn.py makes;
listener.py adds them up. Labels have few values: routes are names of URL patterns.
"""

import time

from prometheus_client import Counter, Gauge, Histogram

from config.monitoring.record import RequestRecord
from measures.database.availability import availability
from measures.finding.current import index

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # upper bounds of the histograms

request_seconds = Histogram(
    "masswerk_request_seconds", "Seconds from start to end of the answer", ["route", "status"], buckets=SECONDS
)
wait_seconds = Histogram("masswerk_request_wait_seconds", "Seconds that requests waited for a worker", buckets=SECONDS)
statements = Counter("masswerk_statements", "Database statements of requests", ["route"])
statement_seconds = Counter("masswerk_statement_seconds", "Seconds that these statements took", ["route"])

# Of each living worker; the label `pid` is added
index_version = Gauge("masswerk_index_version", "Version of the catalogue that is served", multiprocess_mode="liveall")
index_confirmed = Gauge(
    "masswerk_index_confirmed_timestamp_seconds",
    "When the database last had this version",
    multiprocess_mode="liveall",
)
index_failing = Gauge(
    "masswerk_index_failing", "1 if the index cannot be brought up to date", multiprocess_mode="liveall"
)
database_away = Gauge(
    "masswerk_database_away", "1 if the database does not answer and is not asked", multiprocess_mode="liveall"
)
worker_memory = Gauge(
    "masswerk_worker_memory_bytes",
    "Memory of a worker; of pages that several share, its part",
    multiprocess_mode="liveall",
)


def observe_request(record: RequestRecord, status: int) -> None:
    """Count a request that has been answered."""
    request_seconds.labels(record.route, f"{status // 100}xx").observe(time.perf_counter() - record.started)
    if record.waited is not None:
        wait_seconds.observe(record.waited)
    if record.statements:
        statements.labels(record.route).inc(record.statements)
        statement_seconds.labels(record.route).inc(record.statement_seconds)


def observe_worker() -> None:
    """Set the gauges of this worker."""
    index_version.set(index.version or 0)
    index_confirmed.set(index.confirmed_at)
    index_failing.set(bool(index.failure))
    database_away.set(availability.away_since is not None)
    worker_memory.set(proportional_memory())


def proportional_memory() -> int:
    """Return the memory of this process in bytes; 0 where the system does not say."""
    try:
        with open("/proc/self/smaps_rollup") as file:
            return next(1024 * int(line.split()[1]) for line in file if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0
