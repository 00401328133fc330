"""The log: lines that nobody can forge, with the id of the request; JSON if asked for."""

import json
import logging
import re
import sys

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client, RequestFactory

from config.access_log import escaped
from config.logs import AddRequestId, JsonFormatter, TextFormatter
from municipalities.accounts.security_log import current_request

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/massnahmen/bahn/", "/massnahmen/bahn/"),
        ("/a\n[28/Nov/2026] GET /admin/ 200", "/a%0A[28/Nov/2026]%20GET%20/admin/%20200"),
        ('/a", "status": "200\\', "/a%22,%20%22status%22:%20%22200%5C"),
        ("/\x1b[31m\x7f%0a", "/%1B[31m%7F%250a"),
        ("/stra\xc3\x9fe", "/stra%C3%9Fe"),  # UTF-8, as it stands in the environ
    ],
)
def test_a_path_cannot_end_a_line_of_the_access_log(path, logged):
    assert escaped(path) == logged


def record(message, *arguments, **more):
    made = logging.LogRecord("measures", logging.WARNING, __file__, 1, message, arguments, None)
    vars(made).update(more)
    AddRequestId().filter(made)
    return made


@pytest.fixture
def _in_a_request():
    request: WSGIRequest = RequestFactory().get("/")
    request.request_id = "0123456789abcdef"
    token = current_request.set(request)
    yield
    current_request.reset(token)


@pytest.mark.usefixtures("_in_a_request")
def test_both_formats_name_the_request():
    assert "[0123456789abcdef] hallo" in TextFormatter().format(record("hallo"))
    assert json.loads(JsonFormatter().format(record("hallo")))["request_id"] == "0123456789abcdef"


def test_a_message_stays_on_one_line():
    for formatter in (TextFormatter(), JsonFormatter()):
        line = formatter.format(record("Not Found: %s", "/a\n2026 INFO gefälscht\x1b[2J"))
        assert len(line.splitlines()) == 1
        assert "\x1b" not in line


@pytest.mark.usefixtures("_in_a_request")
def test_a_traceback_carries_time_and_request():
    try:
        raise ValueError("kaputt")
    except ValueError:
        broken = record("Fehler", exc_info=sys.exc_info())
    entry = json.loads(JsonFormatter().format(broken))
    assert "ValueError: kaputt" in entry["traceback"]
    assert re.match(r"20\d\d-\d\d-\d\dT", entry["time"])
    assert TextFormatter().format(broken).splitlines()[0].endswith("[0123456789abcdef] Fehler")


def test_security_fields_are_fields_in_json():
    entry = json.loads(JsonFormatter().format(record("x", security={"event": "sign_in", "account": 3})))
    assert (entry["event"], entry["account"]) == ("sign_in", 3)


@pytest.mark.django_db
def test_an_error_page_names_the_request(monkeypatch):
    def broken(*arguments):
        raise ValueError

    monkeypatch.setattr("measures.public.about.render", broken)
    client = Client(raise_request_exception=False)
    response = client.get("/ueber/", headers={"x-request-id": "fedcba9876543210"})
    assert response.status_code == 500
    assert "fedcba9876543210" in response.content.decode()
