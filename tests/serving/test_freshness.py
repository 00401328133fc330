"""gunicorn with two workers: each shows a change within a second, and ETags are valid."""

import http.client
import time
from urllib.parse import urlsplit

import pytest

from tests import server


def get(url, path, **headers):
    """Ask over a connection of its own, so that any of the workers may answer."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read().decode()


def seconds_of_the_last_stale_answer(url, path, text, *, present):
    """Ask again and again for two seconds, of whichever worker answers; return when one was last out of date."""
    started = time.monotonic()
    last, asked = 0.0, 0
    while (now := time.monotonic() - started) < 2:
        if (text in get(url, path)[2]) != present:
            last = now
        asked += 1
    assert asked > 20
    return last


@pytest.mark.parametrize(
    ("deeds", "path", "text", "present"),
    [
        (["publish", "withdraw"], "/massnahmen/?q=landeplatz", "Zeppelin", [True, False]),
        (["rename"], "/massnahmen/?typ=app", "Handyprogramm", [True]),
    ],
)
def test_a_change_is_seen_in_every_worker_within_a_second(site, deeds, path, text, present):
    url, environment = site
    for deed, there in zip(deeds, present, strict=True):
        server.run("tests.serving.change", environment, deed)
        assert seconds_of_the_last_stale_answer(url, path, text, present=there) < 1.0


def test_every_worker_has_the_vectors_of_a_new_entry_within_seconds(site):
    url, environment = site
    server.run("tests.serving.change", environment, "publish_cool")
    deadline = time.monotonic() + 20  # the entries that came before are computed meanwhile, too
    in_a_row = 0
    while in_a_row < 20:
        assert time.monotonic() < deadline
        found = "Klimaanlagenverleih" in get(url, "/massnahmen/?q=schwitzen")[2]
        in_a_row = in_a_row + 1 if found else 0


def test_an_unchanged_page_is_not_sent_again_and_a_changed_one_is(site):
    url, environment = site
    for _attempt in range(20):  # what another test has changed, vectors too, has to be everywhere first
        time.sleep(0.5)
        status, headers, body = get(url, "/massnahmen/?land=BY")
        assert status == 200
        assert set(headers["Cache-Control"].split(", ")) == {"public", "max-age=0", "s-maxage=1", "stale-if-error=30"}
        tag = headers["ETag"]
        status, again, body = get(url, "/massnahmen/?land=BY", **{"If-None-Match": tag})
        if status == 304:
            break
    assert (status, body, again["ETag"]) == (304, "", tag)
    assert get(url, "/massnahmen/?land=SH", **{"If-None-Match": tag})[0] == 200
    server.run("tests.serving.change", environment, "rename")
    time.sleep(1)
    assert get(url, "/massnahmen/?land=BY", **{"If-None-Match": tag})[0] == 200
    assert get(url, "/healthz")[1].get("ETag") is None
