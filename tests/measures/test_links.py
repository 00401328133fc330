"""Web addresses are checked politely, and only on the public internet."""

import socket
import threading
import time
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pytest
from django.utils import timezone

from measures.links import fetching
from measures.links.checking import check_links, dead_links, store
from measures.links.fetching import LinkClient, is_public
from measures.models import CheckedLink, Edition
from tests.factories import make_draft, make_public

Problem = CheckedLink.Problem


class Pages(BaseHTTPRequestHandler):
    """/200, /404 and so on; /get answers only GET; /to?… redirects."""

    seen = []

    def do_HEAD(self):
        self.seen.append((self.command, self.path, time.monotonic()))
        path, _, target = self.path.partition("?")
        if path == "/to":
            self.send_response(302)
            self.send_header("Location", target)
        elif path == "/get":
            self.send_response(200 if self.command == "GET" else 501)
        else:
            self.send_response(int(path.strip("/")))
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def client(**options):
    """Return a client that may connect to the server of these tests, and to no other private address."""
    return LinkClient(may_connect=lambda address: address == "127.0.0.1" or is_public(address), **options)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/200", ""),
        ("/get", ""),
        ("/403", ""),
        ("/429", ""),
        ("/404", Problem.GONE),
        ("/410", Problem.GONE),
        ("/500", Problem.SERVER),
        ("/to?/200", ""),
        ("/to?/404", Problem.GONE),
        ("/to?http://127.0.0.2/", Problem.NOT_PUBLIC),
        ("/to?http://169.254.169.254/latest/", Problem.NOT_PUBLIC),
        ("/to?file:///etc/passwd", Problem.NOT_PUBLIC),
    ],
)
def test_what_is_found(site, path, problem):
    assert client(pause=0).problem_of(site + path) == problem


@pytest.mark.one_database
def test_endless_redirects_end(site):
    before = len(Pages.seen)
    loop = f"{site}/to?/to?/to?/to?/to?/to?/to?/to?/200"
    assert client(pause=0).problem_of(loop) == Problem.REDIRECTS
    assert len(Pages.seen) - before < 30


@pytest.mark.one_database
def test_a_server_that_never_finishes_does_not_stop_the_check(monkeypatch):
    monkeypatch.setattr(fetching, "LONGEST", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip():
            with suppress(OSError):
                while True:
                    connection, _address = server.accept()
                    with connection, suppress(OSError):
                        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                        for _ in range(100):
                            connection.sendall(b"a")
                            time.sleep(0.05)

        threading.Thread(target=drip, daemon=True).start()
        started = time.monotonic()
        client(pause=0).problem_of(f"http://127.0.0.1:{server.getsockname()[1]}/")
        assert time.monotonic() - started < 2
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["", ":1", "/200"])
def test_private_addresses_are_not_asked(site, path):
    before = len(Pages.seen)
    for host in ("127.0.0.1", "localhost", "[::1]", "10.0.0.1", "192.168.1.1"):
        assert LinkClient(pause=0).problem_of(f"http://{host}{path}") == Problem.NOT_PUBLIC
    assert LinkClient(pause=0).problem_of(site + "/200") == Problem.NOT_PUBLIC
    assert len(Pages.seen) == before


@pytest.mark.one_database
def test_public_addresses():
    assert all(map(is_public, ["9.9.9.9", "2620:fe::fe"]))
    private = ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1"]  # noqa: S104
    private += ["fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "224.0.0.1", "ff02::1"]
    assert not any(map(is_public, private))


@pytest.mark.one_database
def test_a_host_is_asked_once_a_second_at_most(site):
    Pages.seen.clear()
    one = client(pause=0.3)
    for path in ("/200", "/404"):  # one request, and two
        one.problem_of(site + path)
    times = [at for _method, _path, at in Pages.seen]
    assert [method for method, _path, _at in Pages.seen] == ["HEAD", "HEAD", "GET"]
    assert all(later - earlier > 0.25 for earlier, later in pairwise(times))


def test_addresses_of_current_entries_are_checked_once_a_week(site, db):
    edition = make_public(website=f"{site}/404", source_code_url=f"{site}/200")
    make_draft(website=f"{site}/500")
    store(f"{site}/forgotten", Problem.GONE)
    assert check_links(client(pause=0)) == (3, 1)
    assert check_links(client(pause=0)) == (0, 1)
    assert not CheckedLink.objects.filter(url__endswith="forgotten").exists()
    [dead] = dead_links(Edition.objects.all())
    assert (dead.edition, dead.field, dead.url) == (edition, "website", f"{site}/404")
    CheckedLink.objects.update(checked_at=timezone.now() - timedelta(days=7))
    assert check_links(client(pause=0)) == (3, 2)  # the error of a server counts the second time
    store(f"{site}/404", "")
    assert [link.url for link in dead_links(Edition.objects.all())] == [f"{site}/500"]
