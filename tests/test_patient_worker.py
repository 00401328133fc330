"""Slow clients without a proxy: gunicorn's threads get requests that have arrived, and wait for nobody."""

import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing

import pytest

from tests.server import free_port, wait_for

pytestmark = pytest.mark.one_database

THREADS = 2
MANY = 8  # more than there are threads
HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 12\r\n"


def application(environ, start_response):
    """Answer with the body; at /page with as much as a large page has."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) or b"Hello"
    if environ["PATH_INFO"] == "/page":
        body = b"x" * 300_000
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture(scope="module")
def port():
    port = free_port()
    options = ["--worker-class", "config.patient_worker.PatientWorker", "--threads", str(THREADS)]
    command = [sys.executable, "-m", "gunicorn", *options, "--bind", f"127.0.0.1:{port}", f"{__name__}:application"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=10)


def opened(port, *pieces):
    client = socket.create_connection(("127.0.0.1", port), timeout=5)
    for piece in pieces:
        client.sendall(piece)
        time.sleep(0.02)
    return client


def answer(client):
    """Return all that comes until the server ends its side."""
    with closing(client):
        return b"".join(iter(lambda: client.recv(65536), b""))


def asked(port, *pieces):
    return answer(opened(port, *pieces))


@pytest.mark.parametrize(
    "begun",
    [HEAD, POST + b"\r\nhalf", POST + b"Expect: 100-continue\r\n\r\n", HEAD + b"Connection: close\r\n\r\n", b""],
    ids=["head", "body", "expect", "not closed", "nothing"],
)
def test_slow_clients_hold_no_thread(port, begun):
    with ExitStack() as stack:
        for _ in range(MANY):
            stack.enter_context(closing(opened(port, begun)))
        started = time.monotonic()
        assert asked(port, HEAD + b"Connection: close\r\n\r\n").endswith(b"Hello")
        assert time.monotonic() - started < 1


def test_clients_that_do_not_read_a_page_hold_no_thread(port):
    with ExitStack() as stack:
        for _ in range(MANY):
            client = stack.enter_context(closing(socket.socket()))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)  # packets as on a network
            client.connect(("127.0.0.1", port))
            client.sendall(HEAD.replace(b"/ ", b"/page ", 1) + b"\r\n")
        started = time.monotonic()
        assert asked(port, HEAD + b"Connection: close\r\n\r\n").endswith(b"Hello")
        assert time.monotonic() - started < 1


def test_a_request_may_come_in_pieces(port):
    whole = POST + b"Connection: close\r\n\r\nsecret words"
    pieces = [whole[start : start + 7] for start in range(0, len(whole), 7)]
    assert asked(port, *pieces).endswith(b"secret words")
    assert asked(port, POST + b"Expect: 100-continue\r\nConnection: close\r\n\r\n", b"secret words").endswith(b"words")


def test_several_requests_come_on_one_connection(port):
    last = HEAD + b"Connection: close\r\n\r\n"
    assert asked(port, HEAD + b"\r\n" + HEAD + b"\r\n" + last[:20], last[20:]).count(b"Hello") == 3
    assert asked(port, HEAD + b"\r\n", HEAD + b"\r\n", last).count(b"Hello") == 3


def test_a_head_without_end_is_refused(port):
    assert asked(port, HEAD, *[b"X: " + b"a" * 8000 + b"\r\n"] * 5).startswith(b"HTTP/1.1 431")


def test_a_large_body_is_not_waited_for():
    """The application refuses it unread."""
    from config.patient_worker import Arriving

    arriving = Arriving()
    arriving.add(POST.replace(b" 12\r\n", b" 1000000\r\n") + b"\r\n")
    assert arriving.is_complete
    arriving = Arriving()
    arriving.add(b"POST /admin/measures/edition/7/ HTTP/1.1\r\nContent-length:400000\r\n\r\n" + b"x" * 399_999)
    assert not arriving.is_complete
    arriving.add(b"x")
    assert arriving.is_complete
