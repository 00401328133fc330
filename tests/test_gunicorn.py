"""config/gunicorn.py as gunicorn reads it, and its effect on requests."""

import runpy

import pytest
from django.conf import settings
from gunicorn.config import Config
from gunicorn.http.errors import LimitRequestLine
from gunicorn.http.parser import RequestParser
from gunicorn.http.wsgi import create

pytestmark = pytest.mark.one_database

PROXY, VISITOR, UNIX_SOCKET = ("127.0.0.1", 50000), ("203.0.113.7", 50000), b""


def configuration():
    config = Config()
    for name, value in runpy.run_path(str(settings.BASE_DIR / "config" / "gunicorn.py")).items():
        if name in config.settings:
            config.set(name, value)
    return config


def environ(peer, *headers, path="/massnahmen/"):
    """Return the WSGI environ of a request that comes from `peer`."""
    config = configuration()
    lines = [f"GET {path} HTTP/1.1", "Host: masswerk.example", *headers, "", ""]
    [request] = RequestParser(config, iter(["\r\n".join(lines).encode()]), peer)
    server = ("127.0.0.1", 8000) if isinstance(peer, tuple) else "/run/masswerk/http"
    return create(request, None, peer, server, config)[1]


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch):
    for name in ("FORWARDED_ALLOW_IPS", "MASSWERK_BIND", "WEB_CONCURRENCY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("trusted", "peer", "header", "scheme"),
    [
        (None, PROXY, "X-Forwarded-Proto: https", "https"),
        (None, PROXY, "X-Forwarded-Proto: http", "http"),
        (None, PROXY, "X-Forwarded-Ssl: on", "http"),
        (None, VISITOR, "X-Forwarded-Proto: https", "http"),
        (None, UNIX_SOCKET, "X-Forwarded-Proto: https", "https"),
        ("", PROXY, "X-Forwarded-Proto: https", "https"),
        ("", VISITOR, "X-Forwarded-Proto: https", "http"),
        ("203.0.113.0/24", VISITOR, "X-Forwarded-Proto: https", "https"),
        ("203.0.113.0/24", PROXY, "X-Forwarded-Proto: https", "http"),
        ("*", VISITOR, "X-Forwarded-Proto: https", "https"),
    ],
)
def test_only_a_trusted_proxy_decides_whether_a_request_came_over_https(monkeypatch, trusted, peer, header, scheme):
    if trusted is not None:
        monkeypatch.setenv("FORWARDED_ALLOW_IPS", trusted)
    assert environ(peer, header)["wsgi.url_scheme"] == scheme


@pytest.mark.parametrize("peer", [PROXY, UNIX_SOCKET])
def test_no_header_changes_the_path_even_from_a_proxy(peer):
    told = environ(peer, "X-Forwarded-Proto: https", "SCRIPT_NAME: /fremd", "PATH_INFO: /admin/")
    assert (told["SCRIPT_NAME"], told["PATH_INFO"]) == ("", "/massnahmen/")
    assert not [name for name in told if "SCRIPT_NAME" in name and name != "SCRIPT_NAME"]


def test_a_long_search_reaches_the_site():
    long = "/massnahmen/?q=" + "x" * 8000
    assert environ(PROXY, path=long)["QUERY_STRING"] == long.partition("?")[2]
    with pytest.raises(LimitRequestLine):
        environ(PROXY, path=long + "x" * 200)


def test_an_empty_variable_counts_as_missing(monkeypatch):
    plain = configuration()
    for name in ("FORWARDED_ALLOW_IPS", "MASSWERK_BIND", "WEB_CONCURRENCY"):
        monkeypatch.setenv(name, "")
    names = ("forwarded_allow_ips", "address", "workers")
    assert [getattr(configuration(), name) for name in names] == [getattr(plain, name) for name in names]
