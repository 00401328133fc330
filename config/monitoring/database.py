"""Metrics that are read from the database when Prometheus asks: mails, drafts, connections."""

from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from measures.database.availability import UNAVAILABLE, time_limit
from measures.models import Edition
from municipalities.accounts.models import Mail

LIMIT = 0.8  # seconds for all of them
IN_WORK = [Edition.State.DRAFT, Edition.State.SUBMITTED, Edition.State.RETURNED]


class DatabaseCollector(Collector):
    """Yields these metrics, or only masswerk_database_up 0 if the database does not answer within LIMIT."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            with time_limit(LIMIT):
                found = [*mails(), drafts(), *database_connections()]
        except (*UNAVAILABLE, DatabaseError):
            found = []
        yield GaugeMetricFamily("masswerk_database_up", "1 if the database answered this scrape", value=bool(found))
        yield from found


def mails() -> Iterator[GaugeMetricFamily]:
    waiting = Mail.objects.filter(sent_at=None, failed_at=None).aggregate(count=Count("pk"), oldest=Min("created_at"))
    seconds = (timezone.now() - waiting["oldest"]).total_seconds() if waiting["oldest"] else 0
    yield GaugeMetricFamily("masswerk_mails_waiting", "Mails that are not sent yet", value=waiting["count"])
    yield GaugeMetricFamily("masswerk_mail_oldest_seconds", "For how long the oldest of them waits", value=seconds)


def drafts() -> GaugeMetricFamily:
    family = GaugeMetricFamily("masswerk_editions_in_work", "Editions that somebody works on", labels=["state"])
    rows = Edition.objects.filter(state__in=IN_WORK).order_by().values_list("state").annotate(Count("pk"))
    counts = dict(rows)
    for state in IN_WORK:
        family.add_metric([state.value], counts.get(state.value, 0))
    return family


def database_connections() -> Iterator[GaugeMetricFamily]:
    """Yield the connections to this database and how many its server allows; nothing for SQLite."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity"
            " WHERE datname = current_database()"
        )
        used, most = cursor.fetchone()
    yield GaugeMetricFamily("masswerk_database_connections", "Connections to this database", value=used)
    yield GaugeMetricFamily("masswerk_database_connections_max", "Connections that its server allows", value=most)
