"""A past day in the API, for shortlists, comparisons and municipalities; all other pages say that they leave it out."""

import json
from datetime import timedelta

import pytest

from measures.finding import past_snapshots
from measures.finding.cards import short_key
from measures.finding.current import index
from tests.factories import make_project, make_public
from tests.public.past_days import FIRST, republish

pytestmark = pytest.mark.django_db


def test_shortlist_and_comparison_are_those_of_the_day(client, bus):
    key = short_key(bus.measure.slug)
    for day, title in [(0, "Bus"), (3, "Bahn"), (5, "")]:
        query = {"stand": FIRST + timedelta(days=day), "m": key}
        for address in ["/merkliste/", "/vergleich/", "/merkliste/ratsvorlage/"]:
            body = client.get(address, query).content.decode()
            assert [word for word in ("Bus", "Bahn") if f">{word}</" in body] == [title] * bool(title)
            assert not title or f"{bus.get_absolute_url()}?" in body
            assert not title or f"stand={query['stand']}" in body
            assert ("stand an diesem Tag nicht im Katalog" in body) == (not title)
        for name in ("merkliste", "vergleich"):
            found = json.loads(client.get(f"/{name}/export.json", query).getvalue())
            assert [entry["title"] for entry in found["measures"]] == [title] * bool(title)
            assert (found["date"], found["url"].endswith(f"&stand={query['stand']}")) == (str(query["stand"]), True)


def test_municipality_shows_the_measures_of_the_day(client, bus):
    address = bus.places.first().get_absolute_url()
    for day, title in [(0, "Bus"), (3, "Bahn"), (5, "")]:
        body = client.get(address, {"stand": FIRST + timedelta(days=day)}).content.decode()
        assert [word for word in ("Bus", "Bahn") if f">{word}</a>" in body] == [title] * bool(title)
        assert "feed.atom" not in body.partition("<main")[2]


LEFT_OUT = "Den Tag in der Adresse berücksichtigt diese Seite nicht"


@pytest.mark.parametrize(
    "address", ["/", "/kommunen/", "/modellprojekte/", "/loesungstypen/app/", "/aenderungen/", "/ueber/"]
)
def test_page_without_a_past_says_so(client, clock, address):
    make_public("Bus", types=["app"])
    clock.next_day()
    assert LEFT_OUT in client.get(f"{address}?stand=2026-03-01").content.decode()
    assert LEFT_OUT not in client.get(address).content.decode()
    assert LEFT_OUT not in client.get("/massnahmen/?stand=2026-03-01").content.decode()


API = [
    "measures",
    "measures/{id}",
    "measures/{id}/similar",
    "projects",
    "municipalities",
    "solution-types",
    "statistics",
]


@pytest.mark.parametrize("path", API)
def test_api_answers_as_of_a_day(client, clock, moderator, path):
    """Each answer is, byte by byte but for addresses, what it was at the end of that day."""
    here, there = make_project("Hier"), make_project("Dort")
    bus = make_public("Bus", types=["app"], project=here)
    make_public("Bahn", types=["app"], project=there)
    address = f"/api/v1/{path.format(id=bus.measure.slug)}"
    then = client.get(address).json()
    clock.next_day()
    make_public("Bus", types=["app"], project=there)
    republish(bus, moderator, title="Bus und Bahn")
    response = client.get(f"{address}?stand=2026-03-01")
    found = response.content.decode().replace("&stand=2026-03-01", "").replace("?stand=2026-03-01", "")
    if path == "statistics":
        then["questions"] = None  # how many there were is not kept by day
    assert json.loads(found) == then
    assert json.loads(found) != client.get(address).json()
    assert response["Memento-Datetime"] == "Sun, 01 Mar 2026 22:59:59 GMT"
    assert 'rel="license"' in response["Link"]
    assert f'<http://127.0.0.1:8000{address}>; rel="original"' in response["Link"]
    assert response["Cache-Control"] == "public, max-age=30, s-maxage=30, stale-if-error=30"
    tag = client.get(f"{address}?stand=2026-03-01", headers={"If-None-Match": response["ETag"]})
    assert (tag.status_code, tag["Cache-Control"]) == (304, response["Cache-Control"])
    assert "Memento-Datetime" not in client.get(address)


@pytest.mark.parametrize(
    ("query", "said"),
    [("stand=1.5.2026", "ist kein Tag"), ("stand=2026-05-01", "liegt in der Zukunft"), ("stand=", "ohne Wert")],
)
def test_api_refuses_what_is_no_past_day(client, clock, query, said):
    make_public()
    response = client.get(f"/api/v1/measures?{query}")
    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert (error["parameter"], said in error["detail"]) == ("stand", True)
    for path in ("changes", "suggestions"):
        assert client.get(f"/api/v1/{path}?stand=2026-02-01").json()["errors"][0]["parameter"] == "stand"
    today = client.get("/api/v1/measures?stand=2026-03-01")
    assert (today.status_code, today.json()["total"], "Memento-Datetime" in today) == (200, 1, False)


def test_api_says_what_became_of_a_measure_by_then(client, bus):
    address = f"/api/v1/measures/{bus.measure.slug}"
    found = [client.get(address, {"stand": FIRST + timedelta(days=number)}) for number in (-1, 0, 3, 5, 7)]
    assert [response.status_code for response in found] == [404, 200, 200, 410, 410]
    assert [response.json()["measure"]["title"] for response in found[1:3]] == ["Bus", "Bahn"]
    assert found[1].json()["measure"]["image"] is None
    assert "archiviert" in found[3].json()["detail"]
    assert "5. März 2026" in found[3].json()["detail"]
    assert "zurückgezogen" in found[4].json()["detail"]


def test_cursor_of_the_api_belongs_to_its_day(client, clock):
    for number in range(3):
        make_public(f"Bus {number}")
    clock.next_day()
    make_public("Neu")
    clock.next_day()
    following = client.get("/api/v1/measures?limit=1&stand=2026-03-01").json()["next"]
    assert "stand=2026-03-01" in following
    assert client.get(following.removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert (
        client.get(following.replace("2026-03-01", "2026-03-02").removeprefix("http://127.0.0.1:8000")).status_code
        == 400
    )


def test_api_is_busy_in_words(client, clock, monkeypatch):
    make_public()
    clock.next_day()
    monkeypatch.setattr(past_snapshots, "LONGEST_WAIT", 0.01)
    with index._past._building:
        response = client.get("/api/v1/measures?stand=2026-03-01")
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "3", "no-store")
    assert "in einigen Sekunden" in response.json()["detail"]
