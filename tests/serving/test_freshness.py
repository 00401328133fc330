"""Under gunicorn with two workers: a change is seen in each of them within a second, and caches may trust the ETag."""

import http.client
import time
from urllib.parse import urlsplit

import pytest

from tests import server


@pytest.fixture(scope="module")
def site(tmp_path_factory, worker_id):
    environment = server.production(tmp_path_factory.mktemp("fresh"), f"masswerk_fresh_{worker_id}")
    server.run("tests.serving.change", environment, "prepare")
    with server.serving(environment, workers=2) as url:
        yield url, environment


def get(url, path, **headers):
    """Ask over a connection of its own, so that any of the workers may answer."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read().decode()


def seconds_until_everybody_says(url, path, text, *, present):
    """Ask until forty answers in a row, spread over both workers, agree; return how long the last one to agree took."""
    started = agreed_since = time.monotonic()
    in_a_row = 0
    while in_a_row < 40:
        assert time.monotonic() - started < 20, "not seen at all"
        if (text in get(url, path)[2]) == present:
            in_a_row += 1
        else:
            in_a_row, agreed_since = 0, time.monotonic()
    return agreed_since - started


@pytest.mark.parametrize(
    ("deed", "path", "text", "present"),
    [
        ("publish", "/massnahmen/?q=landeplatz", "Zeppelin", True),
        ("withdraw", "/massnahmen/?q=landeplatz", "Zeppelin", False),
        ("rename", "/massnahmen/?typ=app", "Handyprogramm", True),
    ],
)
def test_a_change_is_seen_in_every_worker_within_a_second(site, deed, path, text, present):
    url, environment = site
    server.run("tests.serving.change", environment, deed)
    assert seconds_until_everybody_says(url, path, text, present=present) < 1.0


def test_an_unchanged_page_is_not_sent_again_and_a_changed_one_is(site):
    url, environment = site
    status, headers, body = get(url, "/massnahmen/?land=BY")
    assert status == 200
    assert set(headers["Cache-Control"].split(", ")) == {"public", "max-age=0", "must-revalidate"}
    tag = headers["ETag"]
    status, again, body = get(url, "/massnahmen/?land=BY", **{"If-None-Match": tag})
    assert (status, body, again["ETag"]) == (304, "", tag)
    assert get(url, "/massnahmen/?land=SH", **{"If-None-Match": tag})[0] == 200
    server.run("tests.serving.change", environment, "rename")
    deadline = time.monotonic() + 2
    while get(url, "/massnahmen/?land=BY", **{"If-None-Match": tag})[0] == 304:
        assert time.monotonic() < deadline
    assert get(url, "/healthz")[1].get("ETag") is None
