"""R10, R11: what the site answers while its database is stopped, frozen or locked, and how soon it is back."""

import http.client
import os
import re
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import server
from tests.drills import cluster
from tests.nginx import proxying

WARM = ["/", "/massnahmen/", "/massnahmen/?q=app", "/modellprojekte/", "/modellprojekte/ulm/", "/loesungstypen/app/"]
COLD = ["/modellprojekte/solingen/", "/kommunen/ulm/", "/handlungsfelder/mobilitaet/", "/massnahmen/?land=BY"]
IMPOSSIBLE = "/kommunen/?name=a"  # neither made before nor in the index
NOTICE = "Stand von"


class Site:
    def __init__(self, url, postgres, environment=None):
        self.url, self.postgres, self.environment = url, postgres, environment

    def get(self, path, method="GET", body=None, **headers):
        """Return (status, headers, body, seconds)."""
        started = time.monotonic()
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        return answer.status, answer.headers, text, time.monotonic() - started

    def a_measure(self):
        text = self.get("/massnahmen/")[2]
        return text.partition('class="card-title"><a href="')[2].partition('"')[0]

    def warm(self, paths):
        for path in paths * 8:  # each of the workers
            assert self.get(path)[0] == 200


@pytest.fixture(scope="module")
def site(tmp_path_factory, postgres):
    storage = tmp_path_factory.mktemp("outage")
    environment = server.production(storage, database_url=postgres.create("outage"))
    environment["MASSWERK_METRICS"] = f"127.0.0.1:{server.free_port()}"
    server.run("tests.serving.change", environment, "prepare")
    with server.serving(environment, workers=2) as url:
        yield Site(url, postgres, environment)


@contextmanager
def stopped(postgres):
    postgres.stop()
    try:
        yield
    finally:
        postgres.start()


@contextmanager
def frozen(postgres):
    """Stop all processes of our own server with SIGSTOP."""
    processes = family_of(postgres.server.pid)
    send(signal.SIGSTOP, processes)
    try:
        yield
    finally:
        send(signal.SIGCONT, processes)


def send(what, processes):
    for process in processes:
        with suppress(ProcessLookupError):  # one that was just ending
            os.kill(process, what)


def family_of(parent):
    found = [parent]
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        if int(fields[1]) == parent:
            found.append(int(status.parent.name))
    return found


@contextmanager
def locked(postgres):
    """Hold a lock that readers of three tables wait for."""
    with cluster.psycopg.connect(postgres.address("outage")) as connection:
        connection.execute("LOCK TABLE measures_edition, municipalities_modelproject, municipalities_municipality")
        yield


def workers_without(text):
    """Return of how many workers metrics say that the database is away."""
    return len(re.findall(r"^masswerk_database_away\{.*\} 1\.0$", text, re.MULTILINE))


@pytest.mark.parametrize("fault", [stopped, frozen])
def test_metrics_say_so_and_do_not_wait(site, fault):
    watched = Site(f"http://{site.environment['MASSWERK_METRICS']}", site.postgres)
    site.warm(["/"])
    deadline = time.monotonic() + 10  # until each worker has said that the fault before is over
    while workers_without(watched.get("/metrics")[2]) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert "masswerk_database_up 1.0" in watched.get("/metrics")[2]
    with fault(site.postgres):
        status, _headers, text, seconds = watched.get("/metrics")  # while the fault is not known yet
        assert (status, seconds < 2) == (200, True)
        assert "masswerk_database_up 0.0" in text
        time.sleep(7)  # until each worker has said what it knows
        _status, _headers, text, seconds = watched.get("/metrics")
        assert seconds < 1
        assert workers_without(text) == 2
        assert "masswerk_mails_waiting" not in text


@pytest.mark.parametrize("fault", [stopped, frozen])
def test_public_pages_are_answered_from_the_process(site, fault):
    measure = site.a_measure()
    site.warm([*WARM, measure])
    with fault(site.postgres):
        with ThreadPoolExecutor(8) as pool:  # while the fault is not known yet
            first = list(pool.map(site.get, [*WARM, measure, IMPOSSIBLE] * 3))
        slowest = max(seconds for *_rest, seconds in first)
        assert slowest < 2.5  # two seconds, and a busy machine
        assert {status for status, *_rest in first} <= {200, 503}
        time.sleep(1)  # until both workers know
        for path in [*WARM, measure, *COLD]:
            status, headers, text, seconds = site.get(path)
            assert (path, status) == (path, 200)
            assert NOTICE in text, path
            assert headers["Cache-Control"] == "no-store"
            assert seconds < 1
        status, headers, text, seconds = site.get(IMPOSSIBLE)
        assert (status, headers["Retry-After"]) == (503, "10")
        assert "Die Datenbank antwortet nicht" in text
        assert seconds < 1
        status, _headers, text, seconds = site.get("/healthz")
        assert (status, seconds < 1) == (503, True)
        assert "database unreachable" in text
        status, *_rest, seconds = site.get("/healthz/alive")
        assert (status, seconds < 1) == (200, True)
        status, headers, text, seconds = site.get("/admin/login/", "POST", "username=a&password=b")
        assert (status, seconds < 2) == (403, True)  # no token: refused before the database is asked
    is_back_within(site, 5, measure)


def is_back_within(site, seconds, measure):
    """Assert that from so many seconds on, nothing fails any more."""
    started, last_failure = time.monotonic(), 0.0
    while time.monotonic() - started < seconds + 1.5:
        for path in ["/modellprojekte/ulm/", measure, IMPOSSIBLE, "/healthz"]:
            status, _headers, text, _seconds = site.get(path)
            if status != 200 or NOTICE in text:
                last_failure = time.monotonic() - started
        time.sleep(0.05)
    assert last_failure < seconds


def test_a_lock_on_tables_does_not_stop_the_other_pages(site):
    measure = site.a_measure()
    site.warm([*WARM, measure])
    with locked(site.postgres):
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(site.get, [*WARM, measure, *COLD] * 4))
        assert {status for status, *_rest in answers} == {200}
        assert max(seconds for *_rest, seconds in answers) < 2.5
        site.get(IMPOSSIBLE)
        status, headers, *_rest = site.get(IMPOSSIBLE)
        assert (status, headers["Retry-After"]) == (503, "10")
    is_back_within(site, 5, measure)


def test_who_has_a_page_already_is_told_so(site):
    site.warm(WARM)
    tag = site.get("/massnahmen/")[1]["ETag"]
    with frozen(site.postgres):
        assert site.get("/massnahmen/", **{"If-None-Match": tag})[0] == 304
    is_back_within(site, 5, "/")


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx on this machine")
@pytest.mark.parametrize("fault", [stopped, frozen])
def test_behind_the_shipped_proxy_warm_pages_are_answered_at_once(site, fault, tmp_path):
    tmp_path.chmod(0o755)
    with proxying(tmp_path, urlsplit(site.url).netloc) as proxy:
        front = Site(proxy, site.postgres)
        pages = [*WARM, IMPOSSIBLE, site.a_measure()]
        assert [front.get(path)[0] for path in pages] == [200] * len(pages)
        time.sleep(1.5)  # so that nginx has to ask again
        with fault(site.postgres):
            time.sleep(2)
            answers = [front.get(path) for path in pages * 10]
            assert {status for status, *_rest in answers} == {200}
            assert max(seconds for *_rest, seconds in answers) < 1
            assert front.get("/kommunen/?name=b")[0] == 503
    is_back_within(site, 5, pages[-1])


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx on this machine")
def test_behind_the_shipped_proxy_a_withdrawn_measure_is_gone_within_seconds(site, tmp_path):
    tmp_path.chmod(0o755)
    title = "Zeppelinlandeplatzreservierung"
    server.run("tests.serving.change", site.environment, "publish")
    time.sleep(1)
    with proxying(tmp_path, urlsplit(site.url).netloc) as proxy:
        front = Site(proxy, site.postgres)
        found = front.get("/massnahmen/?q=zeppelin")[2]
        url = found.partition('class="card-title"><a href="')[2].partition('"')[0]
        assert title in front.get(url)[2]
        server.run("tests.serving.change", site.environment, "withdraw")
        time.sleep(2)
        with frozen(site.postgres):
            time.sleep(2)
            assert url not in front.get("/massnahmen/?q=zeppelin")[2]
            status, _headers, text, _seconds = front.get(url)
            assert (status, title in text) == (404, False)
    is_back_within(site, 5, "/")
