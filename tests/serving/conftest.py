"""A running site with two workers, shared by the tests of this folder."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests import server


@dataclass
class Seen:
    """What the operator of the site sees of it."""

    metrics: str  # the address that Prometheus asks
    access_log: Path
    error_log: Path
    reports: list[bytes] = field(default_factory=list)  # of errors, as they are sent


@pytest.fixture(scope="session")
def receiver():
    """Yield the DSN of a server for error reports, and the list of what it has got."""
    reports = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            headers = str(self.headers).encode()
            reports.append(headers + self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://key@127.0.0.1:{server.server_port}/1", reports
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def seen(tmp_path_factory, receiver):
    folder = tmp_path_factory.mktemp("seen")
    return Seen(f"127.0.0.1:{server.free_port()}", folder / "access.log", folder / "error.log", receiver[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory, seen, receiver):
    environment, _ = server.filled("tests.serving.change", "fresh", tmp_path_factory, "fill")
    environment["MASSWERK_EMBEDDER"] = "tests.finding.toy_model.ToyModel"
    watched = {
        "DJANGO_SETTINGS_MODULE": "tests.serving.planted",
        "MASSWERK_LOG_JSON": "1",
        "MASSWERK_METRICS": seen.metrics,
        "MASSWERK_SENTRY_DSN": receiver[0],
    }
    with (
        seen.access_log.open("wb") as access_log,
        seen.error_log.open("wb") as error_log,
        server.serving(environment | watched, workers=2, log=error_log, access_log=access_log) as url,
    ):
        urlopen(f"{url}/healthz/alive").close()  # noqa: S310 - the main process listens before there are workers
        yield url, environment
