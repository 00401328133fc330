"""Is it slow, for whom, since when, why? Answered by the shipped dashboard and logs alone, about a planted fault.

Each page of a model project waits for the database (tests/serving/planted.py). A Prometheus asks the site as shipped,
but every second, and the dashboard shows 15 seconds instead of five minutes. docs/operation.md tells this walk.
"""

import asyncio
import json
import shutil
import subprocess
import time
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings

from tests import server
from tests.nginx import proxying
from tests.serving.planted import SLOW
from tests.serving.test_freshness import get

pytestmark = pytest.mark.skipif(
    not (shutil.which("prometheus") and shutil.which("nginx")), reason="no Prometheus or no nginx on this machine"
)
MONITORING = settings.BASE_DIR / "deploy" / "monitoring"
WINDOW = 15  # seconds
PATHS = ["/massnahmen/?q={}", "/modellprojekte/ulm/?{}", "/?{}", "/loesungstypen/app/?{}"]


@contextmanager
def prometheus(folder, metrics):
    """Run Prometheus with the shipped configuration; yield its address."""
    configuration = (MONITORING / "prometheus.yml").read_text()
    for shipped, here in {"127.0.0.1:9108": metrics, "15s": "1s", "5s": "1s"}.items():
        configuration = configuration.replace(shipped, here)
    (folder / "prometheus.yml").write_text(configuration)
    shutil.copy(MONITORING / "masswerk.rules.yml", folder)
    port = server.free_port()
    options = {
        "config.file": folder / "prometheus.yml",
        "storage.tsdb.path": folder / "data",
        "web.listen-address": f"127.0.0.1:{port}",
        "log.level": "error",
    }
    process = subprocess.Popen([shutil.which("prometheus"), *(f"--{name}={value}" for name, value in options.items())])
    try:
        server.wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def panel(address, title):
    """Return what a panel of the dashboard shows now: {legend: value}, the legend being the labels."""
    dashboard = json.loads((MONITORING / "grafana-dashboard.json").read_text())
    [found] = [panel for panel in dashboard["panels"] if panel["title"] == title]
    shown = {}
    for target in found["targets"]:
        expression = target["expr"].replace("$instance", ".*").replace("[5m]", f"[{WINDOW}s]")
        answer = json.loads(get(address, f"/api/v1/query?query={quote(expression)}")[2])
        assert answer["status"] == "success", expression
        for result in answer["data"]["result"]:
            shown[result["metric"].get("route", target["legendFormat"])] = float(result["value"][1])
    return shown


async def load(url, seconds, rate=10, **headers):
    address = urlsplit(url).hostname, urlsplit(url).port

    async def ask(path):
        reader, writer = await asyncio.open_connection(*address)
        more = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if path.startswith("/modellprojekte/"))
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}Connection: close\r\n\r\n".encode())
        await reader.read()
        writer.close()

    tasks = []
    for number in range(seconds * rate):
        tasks.append(asyncio.ensure_future(ask(PATHS[number % len(PATHS)].format(time.monotonic_ns()))))
        await asyncio.sleep(1 / rate)
    await asyncio.gather(*tasks)


def test_shipped_tools_tell_what_is_slow_for_whom_since_when_and_why(tmp_path_factory, postgres):
    storage, folder = tmp_path_factory.mktemp("slow"), tmp_path_factory.mktemp("tools")
    for path in [folder, *folder.parents[:2]]:
        path.chmod(0o755)
    environment = server.production(storage, database_url=postgres.create("slow"))
    server.run("tests.serving.change", environment, "prepare")
    metrics = f"127.0.0.1:{server.free_port()}"
    environment |= {
        "DJANGO_SETTINGS_MODULE": "tests.serving.planted",
        "MASSWERK_LOG_JSON": "1",
        "MASSWERK_METRICS": metrics,
    }
    access_log, error_log = storage / "access.log", storage / "error.log"
    with (
        access_log.open("wb") as out,
        error_log.open("wb") as errors,
        server.serving(environment, workers=2, log=errors, access_log=out) as application,
        proxying(folder, urlsplit(application).netloc, limited=False) as url,
        prometheus(folder, metrics) as graphs,
    ):
        asyncio.run(load(url, WINDOW + 5))
        before = {title: panel(graphs, title) for title in TITLES}
        planted_at = time.time()
        asyncio.run(load(url, WINDOW + 5, **{"X-Planted": "slow"}))
        after = {title: panel(graphs, title) for title in TITLES}
    for title in TITLES:
        print(title, "before", rounded(before[title]), "after", rounded(after[title]), sep="\n  ")  # noqa: T201

    slow, waiting, routes, reason, statements = (after[title] for title in TITLES)
    assert slow["95 of 100"] > SLOW  # it is slow,
    assert waiting["95 of 100"] < SLOW  # not because requests wait for a worker,
    assert max(routes, key=routes.get) == "project"  # for those who read pages of projects,
    others = [seconds for route, seconds in routes.items() if route != "project"]
    assert max(others) < SLOW
    lines = [json.loads(line) for line in access_log.read_text().splitlines()]
    first = min(line["time"] for line in lines if line["route"] == "project" and line["queries_ms"] > 500)
    assert abs(seconds_of(first) - planted_at) < 5  # since then,
    assert reason["project"] > SLOW  # because of the database,
    assert statements["project"] == pytest.approx(before["Statements for each request"]["project"] + 1, abs=0.5)
    messages = [json.loads(line)["message"] for line in error_log.read_text().splitlines()]
    assert any("SELECT pg_sleep(%s) -- planted" in message for message in messages)  # and of this statement


TITLES = [
    "Is it slow? Duration of answers",
    "Or do requests wait for a worker?",
    "For whom? The slowest routes",
    "Why? Seconds in database statements, for each request",
    "Statements for each request",
]


def rounded(shown):
    return {name: round(value, 3) for name, value in shown.items()}


def seconds_of(text):
    return datetime.fromisoformat(text).timestamp()
