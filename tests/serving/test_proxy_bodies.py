"""The shipped nginx writes to disk only what users send who are signed in."""

import http.client
import shutil
from contextlib import suppress
from urllib.parse import urlsplit

import pytest

from tests import server
from tests.nginx import proxying

SIGN_IN, UPLOAD = "/admin/login/", "/admin/measures/edition/sheet/"
KILOBYTE, MEGABYTE = 1024, 1024 * 1024
WRITTEN = 500  # what nginx says if it can't write a body to its folder, which this test takes away


@pytest.fixture(scope="module")
def site(tmp_path_factory, worker_id):
    """Yield the address of the proxy, whose folder for bodies is gone, and a cookie of a user who is signed in."""
    if shutil.which("nginx") is None:
        pytest.skip("no nginx on this machine")
    folder = tmp_path_factory.mktemp("proxy")
    environment = server.production(folder, f"masswerk_proxy_{worker_id}")
    session = server.run("tests.serving.change", environment, "sign_in").decode().strip()
    with (
        server.serving(environment) as application,
        proxying(folder, urlsplit(application).netloc, limited=False) as proxy,
    ):
        shutil.rmtree(folder / "body")
        yield urlsplit(proxy).netloc, f"masswerk_session={session}"


def send(site, path, size, *, cookie="", headers=()):
    """Announce a body of `size` bytes and send it; return the status of the answer."""
    connection = http.client.HTTPConnection(site, timeout=20)
    connection.putrequest("POST", path)
    for name, value in {"Content-Length": size, "Cookie": cookie, **dict(headers)}.items():
        if value != "":
            connection.putheader(name, str(value))
    connection.endheaders()
    with suppress(OSError):  # The answer may come before all is sent.
        connection.send(b"a" * size)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/", 17 * KILOBYTE),
        ("/massnahmen/", 12 * MEGABYTE),
        (SIGN_IN, 513 * KILOBYTE),
        (UPLOAD, 1_000_000),
        (UPLOAD, 12 * MEGABYTE),
        (UPLOAD, 13 * MEGABYTE),
    ],
)
@pytest.mark.parametrize("cookie", ["", "masswerk_session=forged"])
def test_a_large_body_of_an_anonymous_client_is_refused_unread(site, path, size, cookie):
    assert send(site[0], path, size, cookie=cookie) == 413


@pytest.mark.parametrize(
    ("path", "size"), [("/", 16 * KILOBYTE), (SIGN_IN, 512 * KILOBYTE), (UPLOAD, 512 * KILOBYTE), (UPLOAD, 999_999)]
)
def test_a_smaller_one_stays_in_memory_and_is_answered_by_the_application(site, path, size):
    assert send(site[0], path, size) in (403, 405, 413)


def test_a_body_of_unknown_length_is_refused_unread(site):
    assert send(site[0], UPLOAD, 0, headers={"Transfer-Encoding": "chunked", "Content-Length": ""}) == 411


def test_the_upload_of_a_user_who_is_signed_in_is_read(site):
    address, session = site
    assert send(address, UPLOAD, 2 * MEGABYTE, cookie=session) == WRITTEN
