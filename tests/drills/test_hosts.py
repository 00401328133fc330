"""Two machines behind one proxy, a primary database and a hot standby: what visitors notice when one is lost."""

import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from tests.drills import network
from tests.drills.hosts import NUMBERS, Hosts, answers, can_run

RATE = 50  # requests a second
PAGE = (settings.BASE_DIR / "docs" / "scaling.md").read_text


@pytest.fixture(scope="module")
def hosts():
    if problem := network.why_not() or ("" if can_run() else "this needs PostgreSQL and nginx"):
        pytest.skip(problem)
    # Not in pytest's folder, which is for root alone, while PostgreSQL refuses to run as root.
    with tempfile.TemporaryDirectory(prefix="masswerk-") as folder, network.machines(**NUMBERS) as machines:
        ours = Hosts(machines, Path(folder))
        try:
            ours.start_databases()
            ours.start_site()
            yield ours
        finally:
            ours.end()


@contextmanager
def under_load(hosts, seconds, what):
    """Ask the proxy for so many seconds; after two of them the block runs. Yields the answers, once it has ended."""
    found = []
    asking = hosts.asking("load", hosts.proxy, RATE, seconds)
    time.sleep(2 + 0.5)  # and the start of Python
    yield found
    found.extend(answers(asking))
    by_status = Counter(status for _moment, status, *_rest in found)
    slow = sorted(took for _moment, _status, took, _notice in found)
    print(  # noqa: T201
        f"{what}: {len(found)} requests at {RATE}/s, {dict(by_status)}, "
        f"p50 {slow[len(slow) // 2]:.3f} s, p99 {slow[int(len(slow) * 0.99)]:.3f} s, slowest {slow[-1]:.3f} s, "
        f"{sum(notice for *_rest, notice in found)} of an older catalogue"
    )


def test_the_documentation_names_the_commands_that_are_tried_here():
    page = PAGE(encoding="utf-8")
    for command in (
        "-R -X stream -C -S standby1",
        "SELECT pg_promote()",
        "target_session_attrs=read-write",
        "max_fails=3 fail_timeout=5s",
        "DATABASE_REPLICA_URL=postgresql://",
    ):
        assert command in page


def test_public_pages_read_the_replica(hosts):
    for machine in ("app1", "app2"):
        hosts.until(lambda machine=machine: hosts.health(machine).get("replica") == "ok", 10)
    before = hosts.sql("db2", "SELECT sum(calls) FROM (SELECT count(*) AS calls FROM pg_stat_activity) a")
    reads = "SELECT sum(seq_scan + coalesce(idx_scan, 0)) FROM pg_stat_user_tables WHERE relname = 'measures_edition'"
    assert before
    counts = []
    for _ in range(2):
        counts.append([hosts.sql(machine, reads)[0] for machine in ("db1", "db2")])
        for number in range(20):
            hosts.once(f"{hosts.direct('app1')}/modellprojekte/ulm/?{number}")
        time.sleep(11)  # PostgreSQL counts the reads of a connection when it is idle, or after ten seconds
    (primary, replica), (primary_after, replica_after) = counts
    assert replica_after - replica >= 20
    assert primary_after - primary < 20


def seconds_until_seen(hosts, title, *machines):
    """Publish an entry and return after how many seconds each of the machines shows it in its list."""
    pages = [f"{hosts.direct(machine)}/massnahmen/?q={title}" for machine in machines]
    watching = hosts.asking("watch", 60, f">{title}<", *pages)
    acknowledged = hosts.change_entry("publish", title)
    return [moment - acknowledged for moment in answers(watching)]


def test_a_publication_is_seen_on_both_within_a_second(hosts):
    seen = seconds_until_seen(hosts, "Zeppelinlandeplatz", "app1", "app2")
    print(f"seen on the two machines after {seen[0]:.3f} and {seen[1]:.3f} s")  # noqa: T201
    assert max(seen) < 1


def test_a_replica_that_stands_still_is_not_read(hosts):
    hosts.sql("db2", "SELECT pg_wal_replay_pause()")
    try:
        [seen] = seconds_until_seen(hosts, "Luftschiffhalle", "app2")
        assert seen < 1
        assert hosts.health("app2")["replica"] == "it lacks what was published"
    finally:
        hosts.sql("db2", "SELECT pg_wal_replay_resume()")
    hosts.until(lambda: hosts.health("app2")["replica"] == "ok", 10)


def test_a_lost_machine_costs_at_most_one_request(hosts):
    with under_load(hosts, 25, "machine lost") as found:
        hosts.network.lose("app2")
    assert sum(status != 200 for _moment, status, *_rest in found) <= 1


def test_a_lost_primary_costs_no_page_and_writing_is_back_after_promotion(hosts):
    with under_load(hosts, 30, "primary lost") as found:
        hosts.network.lose("db1")
        lost = time.time()
        time.sleep(5)
        assert hosts.once(f"{hosts.proxy}/healthz")[1] == 503
        hosts.promote()
        promoted = time.time()
        hosts.until(lambda: hosts.once(hosts.direct("app1") + "/healthz")[1] == 200, 20)
        back = time.time()
        stored = hosts.change_entry("publish", "Ballonstart")
    print(f"promoted after {promoted - lost:.1f} s, all works {back - promoted:.1f} s later")  # noqa: T201
    assert {status for _moment, status, *_rest in found} == {200}
    assert back - promoted < 10
    assert stored > promoted
    time.sleep(1)
    assert ">Ballonstart<" in hosts.once(hosts.direct("app1") + "/massnahmen/?q=Ballonstart")[3]
