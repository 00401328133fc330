"""What an operator sees of a running site: its logs, its metrics, reports of errors."""

import gzip
import json
import re
import shutil
import time
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from prometheus_client.parser import text_string_to_metric_families

from tests.drills.person import Person
from tests.nginx import proxying
from tests.serving.planted import ADDRESS, PERSON, SLOW
from tests.serving.test_freshness import get

MONITORING = settings.BASE_DIR / "deploy" / "monitoring"
ONLY_POSTGRESQL = {"masswerk_database_connections", "masswerk_database_connections_max"}


def lines_of(log, request_id):
    """Return the lines about a request, once there is one: a line is written after the answer."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        if found := [line for line in lines if line.get("request_id") == request_id]:
            return found
        time.sleep(0.05)
    raise AssertionError(f"no line about {request_id}")


def report_about(seen, request_id, seconds=10):
    """Return the report of an error, once it is there."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for sent in list(seen.reports):
            head, _, content = sent.partition(b"\n\n")
            report = (gzip.decompress(content) if b"gzip" in head.lower() else content).decode()
            if request_id in report:
                return report
        time.sleep(0.05)
    raise AssertionError(f"no report about {request_id}")


def samples(seen):
    """Return {name: [(labels, value), …]} of all metrics, as Prometheus gets them."""
    status, _headers, text = get(f"http://{seen.metrics}", "/metrics")
    assert status == 200
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def count(seen, route, status):
    wanted = {"route": route, "status": status}
    return sum(value for labels, value in samples(seen)["masswerk_request_seconds_count"] if labels == wanted)


def test_the_access_log_says_how_long_a_request_waited_and_what_it_asked_of_the_database(site, seen):
    started = f"t={time.time() - 3:.3f}"
    headers = {"X-Request-ID": "seen-waited-1", "X-Request-Start": started}
    get(site[0], "/modellprojekte/ulm/?q=Geheimnis", **headers)
    [line] = lines_of(seen.access_log, "seen-waited-1")
    assert line.keys() == {
        "time", "method", "path", "route", "status", "bytes", "ms", "waited_ms", "queries", "queries_ms", "catalogue",
        "worker", "request_id",
    }  # fmt: skip
    assert (line["route"], line["status"], line["path"]) == ("project", 200, "/modellprojekte/ulm/")
    assert 3000 <= line["waited_ms"] < 6000
    assert line["queries"] > 0
    assert line["catalogue"] > 500
    assert "Geheimnis" not in seen.access_log.read_text() + seen.error_log.read_text()


def test_a_slow_statement_is_seen_with_its_request_but_without_values(site, seen):
    get(site[0], "/ueber/", **{"X-Request-ID": "seen-slow-1", "X-Planted": "slow"})
    [access] = lines_of(seen.access_log, "seen-slow-1")
    assert access["ms"] >= access["queries_ms"] >= 1000 * SLOW
    [slow] = lines_of(seen.error_log, "seen-slow-1")
    assert re.fullmatch(r"a statement took 0\.\d{3} s: SELECT pg_sleep\(%s\) -- planted", slow["message"])
    [seconds] = [
        value for labels, value in samples(seen)["masswerk_statement_seconds_total"] if labels["route"] == "about"
    ]
    assert seconds >= SLOW


def test_an_error_is_logged_with_time_and_request_and_reported_without_personal_data(site, seen):
    private = {"Cookie": "masswerk_session=Kekswert", "X-Forwarded-For": "203.0.113.77", "User-Agent": "Lesegeraet"}
    asked = {"X-Request-ID": "seen-error-1", "X-Planted": "error", **private}
    status, _headers, body = get(site[0], "/ueber/?q=Geheimnis", **asked)
    assert status == 500
    assert "seen-error-1" in body
    [line] = lines_of(seen.error_log, "seen-error-1")
    assert re.match(r"20\d\d-\d\d-\d\dT", line["time"])
    assert "ValueError" in line["traceback"]

    report = report_about(seen, "seen-error-1")
    assert '"type":"ValueError"' in report
    assert '"transaction":"about"' in report
    assert "tests/serving/planted.py" in report
    for secret in (PERSON, ADDRESS, "Kekswert", "203.0.113.77", "127.0.0.1", "Lesegeraet", "Geheimnis", "ueber"):
        assert secret not in report, secret


def test_a_request_that_is_refused_has_one_line_and_no_report(site, seen):
    asked = {"X-Request-ID": "seen-refused-1", "Host": "fremd.example"}
    assert get(site[0], "/", **asked)[0] == 400
    [line] = lines_of(seen.error_log, "seen-refused-1")
    assert (line["level"], "traceback" in line) == ("warning", False)
    with pytest.raises(AssertionError, match="no report"):
        report_about(seen, "seen-refused-1", seconds=1)


def test_metrics_count_the_requests_of_all_workers_by_route_and_not_by_path(site, seen):
    before = count(seen, "measure", "4xx"), count(seen, "-", "4xx")
    for number in range(20):
        get(site[0], f"/massnahmen/erfunden-{number}/")
        get(site[0], f"/erfunden-{number}/")
    time.sleep(0.2)
    assert (count(seen, "measure", "4xx"), count(seen, "-", "4xx")) == (before[0] + 20, before[1] + 20)
    assert "erfunden" not in get(f"http://{seen.metrics}", "/metrics")[2]
    assert len({labels["pid"] for labels, value in samples(seen)["masswerk_worker_memory_bytes"] if value > 1e6}) == 2


def test_visitors_get_no_metrics(site, tmp_path):
    assert get(site[0], "/metrics")[0] == 404
    if shutil.which("nginx"):
        tmp_path.chmod(0o755)
        with proxying(tmp_path, urlsplit(site[0]).netloc) as proxy:
            assert get(proxy, "/metrics")[0] == 404


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx on this machine")
@pytest.mark.parametrize("path", ["/massnahmen/?q=warten", "/admin/login/", "/api/v1/solution-types"])
def test_the_shipped_proxy_says_when_a_request_came(site, seen, tmp_path, path):
    tmp_path.chmod(0o755)
    with proxying(tmp_path, urlsplit(site[0]).netloc) as proxy:
        get(proxy, path)
        time.sleep(0.1)
        last = json.loads((tmp_path / "proxy.log").read_text().splitlines()[-1])
    [line] = lines_of(seen.access_log, last["request_id"])
    assert 0 <= line["waited_ms"] < 5000


@pytest.mark.parametrize("name", ["masswerk.rules.yml", "grafana-dashboard.json"])
def test_dashboard_and_alerts_name_metrics_that_there_are(site, seen, name):
    get(site[0], "/modellprojekte/ulm/", **{"X-Request-Start": f"t={time.time():.3f}"})
    get(site[0], "/admin/login/")
    found = samples(seen)
    text = (MONITORING / name).read_text()
    expressions = (
        [target["expr"] for panel in json.loads(text)["panels"] for target in panel["targets"]]
        if name.endswith(".json")
        else [text.replace("MasswerkDown", "")]
    )
    named = {metric for expression in expressions for metric in re.findall(r"\bmasswerk_\w+", expression)}
    named -= {"masswerk_security_events_total"}  # which begins with the first event
    assert named - found.keys() <= ONLY_POSTGRESQL
    assert len(named) >= 8


def test_a_failed_sign_in_is_counted(site, seen):
    visitor = Person(site[0])
    visitor.get("/admin/login/")
    form = {"username": "niemand@example.org", "password": "falsch"}
    visitor.post("/admin/login/", form | {"csrfmiddlewaretoken": visitor.cookies["csrftoken"]})
    time.sleep(0.2)
    events = [labels for labels, value in samples(seen)["masswerk_security_events_total"] if value]
    assert {"event": "sign_in", "result": "refused"} in events
