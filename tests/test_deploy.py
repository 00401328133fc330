"""The shipped configuration of nginx and logrotate, read by these programs themselves."""

import gzip
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Event, Thread
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.nginx import BROTLI, SHIPPED, configuration, proxying
from tests.server import free_port

pytestmark = pytest.mark.one_database
PROTECTING = ["Strict-Transport-Security", "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"]


@pytest.fixture(autouse=True)
def _nginx():
    if shutil.which("nginx") is None:
        pytest.skip("no nginx on this machine")


def test_nginx_accepts_the_shipped_configuration(tmp_path):
    done = subprocess.run(
        [shutil.which("nginx"), "-t", "-q", "-p", tmp_path, "-c", configuration(tmp_path, "127.0.0.1:8000", 8080)],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [("/", "de", "laden Sie die Seite"), ("/en/karte/", "en", "reload this page"), ("/england/", "de", "laden Sie")],
)
def test_without_an_application_nginx_says_so_in_the_language_of_the_address(tmp_path, path, language, words):
    with proxying(tmp_path, f"127.0.0.1:{free_port()}") as url, pytest.raises(HTTPError) as refused:
        urlopen(url + path)  # noqa: S310 - our own server
    body = refused.value.read().decode()
    assert refused.value.code == 503
    assert f'<html lang="{language}">' in body
    assert words in body
    assert all(len(refused.value.headers.get_all(name)) == 1 for name in PROTECTING)


def test_every_location_that_asks_the_application_limits_what_one_address_may_ask():
    locations = re.findall(
        r"^location ([^{]+) \{(.*?)^\}", (SHIPPED / "site.conf").read_text(), re.MULTILINE | re.DOTALL
    )
    asking = {name: body for name, body in locations if "proxy_pass" in body and "internal;" not in body}
    assert {"/", "/api/v1/", "/static/", "/admin/", "/healthz"} < set(asking)
    assert [name for name, body in asking.items() if not re.search(r"^\s+limit_req ", body, re.MULTILINE)] == []


class Application(BaseHTTPRequestHandler):
    finish_slow_ones = Event()

    def do_GET(self):
        if self.path.startswith("/slow/"):
            self.finish_slow_ones.wait(10)
        body = b"<!DOCTYPE html>" + b"<p>Hallo" * 1000
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if self.path == "/protected/":
            for name in PROTECTING:
                self.send_header(name, "nosniff" if name.startswith("X-") else "of the application")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128  # by default 5; more that connect at once wait a second, and the proxy waits only two


@contextmanager
def proxied(folder):
    with Server(("127.0.0.1", 0), Application) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        with proxying(folder, f"127.0.0.1:{server.server_port}") as url:
            yield url
        server.shutdown()


def test_every_answer_has_each_protecting_header_once(tmp_path):
    with proxied(tmp_path) as url:
        own = urlopen(url + "/protected/").headers  # noqa: S310 - our own server
        assert [own.get_all(name) for name in PROTECTING[:2]] == [["of the application"]] * 2
        headers = [urlopen(url + "/bare/").headers]  # noqa: S310
        with pytest.raises(HTTPError) as refused:
            urlopen(url + "/", data=b"x" * 20_000)  # noqa: S310
        assert refused.value.code == 413
        headers.append(refused.value.headers)
        for each in [own, *headers]:
            assert [len(each.get_all(name)) for name in PROTECTING] == [1, 1, 1, 1]
        for each in headers:
            assert "base-uri 'none'" in each["Content-Security-Policy"]
            assert each["Strict-Transport-Security"] == "max-age=31536000"


def test_what_does_not_fit_into_the_queue_is_refused_at_once_and_the_desk_has_places_of_its_own(tmp_path):
    places, answers = 48, Queue()  # the answers in the order in which they come

    def ask(url):
        try:
            answers.put(urlopen(url).status)  # noqa: S310 - our own server
        except HTTPError as refused:
            answers.put((refused.code, refused.headers["Retry-After"]))

    with proxied(tmp_path) as url, ThreadPoolExecutor(places + 7) as pool:
        for number in range(places + 7):
            pool.submit(ask, f"{url}/slow/?{number}")
        try:
            assert [answers.get(timeout=5) for _ in range(7)] == [(503, "5")] * 7
            assert urlopen(url + "/admin/").status == 200  # noqa: S310
        finally:
            Application.finish_slow_ones.set()
        assert [answers.get(timeout=10) for _ in range(places)] == [200] * places


def test_pages_are_compressed(tmp_path):
    with proxied(tmp_path) as url:
        answer = urlopen(Request(url + "/", headers={"Accept-Encoding": "gzip"}))  # noqa: S310
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.read()).startswith(b"<!DOCTYPE html>")
        if BROTLI.exists():
            answer = urlopen(Request(url + "/", headers={"Accept-Encoding": "gzip, br"}))  # noqa: S310
            assert answer.headers["Content-Encoding"] == "br"


def test_logs_are_rotated_and_reopened(tmp_path):
    program = shutil.which("logrotate") or shutil.which("logrotate", path="/usr/sbin")
    if program is None:
        pytest.skip("no logrotate on this machine")
    shipped = (SHIPPED.parent / "debian" / "logrotate").read_text()
    assert "kill -USR1" in shipped
    replaced = {"www-data adm": "", "/run/nginx.pid": str(tmp_path / "pid"), "/var/log/masswerk": str(tmp_path)}
    for old, new in replaced.items():
        shipped = shipped.replace(old, new)
    (tmp_path / "conf").write_text(shipped)
    (tmp_path / "proxy.log").write_text("{}\n")
    tmp_path.chmod(0o755)
    done = subprocess.run(
        [program, "--force", "--state", tmp_path / "state", tmp_path / "conf"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "proxy.log.1").read_text() == "{}\n"
