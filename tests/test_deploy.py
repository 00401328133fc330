"""The shipped configuration of nginx, read by nginx itself."""

import shutil
import subprocess
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.nginx import configuration, proxying
from tests.server import free_port

pytestmark = pytest.mark.one_database


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
