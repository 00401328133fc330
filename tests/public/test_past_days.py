"""Pages of a past day: they show exactly what was public then, and say of when they are."""

import random
from datetime import timedelta

import pytest
from django.urls import reverse

from measures import workflow
from measures.finding import past_snapshots
from measures.finding.cards import short_key
from measures.finding.current import as_of, current, index
from measures.models import Edition
from measures.persons.erasing.erasing import erase
from measures.persons.erasing.person_matcher import PersonMatcher
from tests.drills import rounds
from tests.factories import make_draft, make_person, make_picture, make_project, make_public
from tests.public.exports import read_csv, read_json
from tests.public.past_days import FIRST, act, api_entries, republish

pytestmark = pytest.mark.django_db


def entries(client, day=None):
    """Return the public entries as the export has them, without the images, which are never those of a past day."""
    found = read_json(client, f"stand={day}" if day else "")["measures"]
    return [{**entry, "image": None} for entry in found]


def titles(client, day=None):
    return [entry["title"] for entry in entries(client, day)]


class History:
    """A catalogue to which random things happen, and what its list said at the end of each day."""

    def __init__(self, seed, clock, moderator):
        self.random = random.Random(seed)  # noqa: S311 - the same tests each time
        self.clock, self.moderator = clock, moderator
        self.project = make_project()
        self.number = 0
        self.erased = {}  # {slug: the last day on which it could be seen}

    def happen(self):
        steps = [self.publish, self.change, self.archive, self.withdraw, self.erase_from_past, self.draft]
        self.random.choices(steps, weights=[5, 4, 2, 2, 1, 1])[0]()

    def one(self, *states):
        editions = list(Edition.objects.filter(state__in=states).order_by("pk"))
        return self.random.choice(editions) if editions else None

    def publish(self):
        self.number += 1
        make_public(f"Maßnahme {self.number}", project=self.project, summary="Anna Muster hilft.")

    def draft(self):
        make_draft("Entwurf", project=self.project)

    def change(self):
        edition = self.one("published", "archived", "withdrawn")
        if edition and edition.measure.newest == edition:
            self.number += 1
            republish(edition, self.moderator, title=f"Maßnahme {self.number}")

    def archive(self):
        if edition := self.one("published"):
            act(workflow.archive, edition, self.moderator, reason="Ruht.")

    def withdraw(self):
        if edition := self.one("published", "archived"):
            act(workflow.withdraw, edition, self.moderator, reason="Irrtum.")

    def erase_from_past(self):
        """Withdraw an entry from all days, which the records of the days before have to follow."""
        if edition := self.one("published"):
            act(workflow.withdraw, edition, self.moderator, reason="Rechte Dritter.", from_past=True)
            self.erased[edition.measure.slug] = self.clock.now.date()


@pytest.mark.parametrize("seed", range(rounds(2, 10)))
def test_every_day_asked_again_equals_what_was_recorded_that_day(client, clock, moderator, seed):
    history = History(seed, clock, moderator)
    recorded = {}
    for _ in range(12):
        for _ in range(history.random.randrange(6)):
            history.happen()
            clock.now += timedelta(minutes=1)
        recorded[clock.now.date()] = entries(client)
        clock.next_day()
    assert len({str(found) for found in recorded.values()}) > 5
    erase(PersonMatcher("Anna Muster"), texts=True)
    for day, found in recorded.items():
        left = [entry for entry in found if day > history.erased.get(entry["id"], day - timedelta(1))]
        expected = [{**entry, "summary": entry["summary"].replace("Anna Muster", "[entfernt]")} for entry in left]
        assert entries(client, day) == expected, day
        assert api_entries(client, day) == expected, day
    assert entries(client, FIRST - timedelta(days=400)) == []


def page(client, edition, day):
    return client.get(edition.get_absolute_url(), {"stand": day})


def test_page_of_a_measure_is_that_of_the_day(client, bus):
    found = {number: page(client, bus, FIRST + timedelta(days=number)) for number in range(-1, 8)}
    assert {number: response.status_code for number, response in found.items()} == {
        -1: 404, **dict.fromkeys(range(6), 200), 6: 410, 7: 410,
    }  # fmt: skip
    headings = [found[number].content.decode().partition("<h1>")[2].partition("</h1>")[0] for number in range(6)]
    assert headings == ["Bus", "Bus", "Bahn", "Bahn", "Bahn", "Bahn"]
    archived = ["Archiviert am 5. März 2026" in found[number].content.decode() for number in range(6)]
    assert archived == [False, False, False, False, True, True]
    assert "Irrtum" not in found[5].content.decode()
    assert client.get(bus.get_absolute_url()).status_code == 410


def test_person_and_image_are_on_no_page_of_a_past_day(client, clock):
    edition = make_public("Bus", **make_picture(), **make_person("Jana Muster"))
    clock.next_day()
    assert "Jana Muster" in client.get(edition.get_absolute_url()).content.decode()
    body = page(client, edition, FIRST).content.decode()
    assert "Bus" in body
    assert "Jana" not in body
    assert "<img" not in body


def test_figures_are_those_of_the_day(client, bus):
    make_public("Neu", status="in-betrieb")
    for day, row in [(0, "geplant,1,100"), (3, "in Betrieb,1,100"), (5, "")]:
        query = {"stand": FIRST + timedelta(days=day)}
        lines = client.get("/statistik/status.csv", query).getvalue().decode("utf-8-sig").splitlines()[1:]
        assert lines == [row.replace(",", ";")] * bool(row)
        assert f"{int(bool(row))}</strong>" in client.get("/statistik/", query).content.decode()
    growth = client.get("/statistik/wachstum.csv", {"stand": FIRST + timedelta(days=1)}).getvalue().decode("utf-8-sig")
    assert growth.splitlines()[1].startswith("2026-03-31;1;")


def test_page_says_of_when_it_is_and_leads_back(client, clock):
    edition = make_public("Bus", types=["app"])
    clock.next_day()
    key, place = short_key(edition.measure.slug), edition.places.first()
    for address in [
        "/massnahmen/?typ=app&stand=2026-03-01", "/karte/?typ=app&stand=2026-03-01", "/statistik/?stand=2026-03-01",
        f"{edition.get_absolute_url()}?stand=2026-03-01",
        f"{edition.measure.project.get_absolute_url()}?stand=2026-03-01",
        f"{place.get_absolute_url()}?stand=2026-03-01", f"/merkliste/?m={key}&stand=2026-03-01",
        f"/vergleich/?m={key}&stand=2026-03-01", f"/merkliste/ratsvorlage/?m={key}&stand=2026-03-01",
    ]:  # fmt: skip
        response = client.get(address)
        body = response.content.decode()
        assert "Stand vom 1. März 2026." in body
        back = address.replace("&stand=2026-03-01", "").replace("?stand=2026-03-01", "")
        assert f'<a href="{back}">' in body
        assert '<meta name="robots" content="noindex">' in body
        assert response["X-Robots-Tag"] == "noindex"
        assert "Stand vom" not in client.get(back).content.decode()


def test_links_and_filters_stay_on_the_day(client, clock):
    edition = make_public("Bus", types=["app"])
    clock.next_day()
    body = client.get("/massnahmen/?typ=app&stand=2026-03-01").content.decode()
    assert f'href="{edition.get_absolute_url()}?stand=2026-03-01"' in body
    assert '<input type="hidden" name="stand" value="2026-03-01">' in body
    assert "/massnahmen/export.csv?typ=app&amp;stand=2026-03-01" in body
    assert "feed.atom?typ=app&amp;stand" not in body
    assert (
        'href="/massnahmen/?typ=app&amp;stand=2026-03-01"'
        in client.get("/statistik/?stand=2026-03-01").content.decode()
    )
    assert client.get("/massnahmen/feed.atom?stand=2026-03-01").status_code == 400


ADDRESSES = ["/massnahmen/", "/massnahmen/export.csv", "/karte/", "/statistik/", "/statistik/status.csv"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("stand=2026-02-30", "ist kein Tag"), ("stand=1.5.2026", "ist kein Tag"), ("stand=20260301", "ist kein Tag"),
        ("stand=2026-03-01&stand=2026-03-02", "Nur nach einem Tag"), ("stand=2026-05-01", "liegt in der Zukunft"),
        ("stand=٢٠٢٦-٠٣-٠١", "ist kein Tag"),
    ],
)  # fmt: skip
def test_what_is_no_past_day_is_refused_with_words(client, clock, address, query, said):
    clock.next_day()
    response = client.get(f"{address}?{query}")
    assert (response.status_code, response["Cache-Control"]) == (400, "no-store")
    assert said in response.content.decode()


def test_today_leads_to_the_page_of_now(client, clock):
    response = client.get("/massnahmen/?typ=app&stand=2026-03-01")
    assert (response.status_code, response["Location"]) == (302, "/massnahmen/?typ=app")
    assert client.get("/massnahmen/?stand=").status_code == 200


def test_page_stays_the_same_until_something_is_erased(client, clock, moderator):
    edition = make_public("Bus", summary="Anna Muster fragen.")
    clock.next_day()
    address = f"{edition.get_absolute_url()}?stand=2026-03-01"
    tag = client.get(address)["ETag"]
    make_public("Neu")
    republish(edition, moderator, title="Bahn")
    response = client.get(address, headers={"If-None-Match": tag})
    assert (response.status_code, response["Cache-Control"]) == (
        304,
        "public, max-age=30, s-maxage=30, stale-if-error=30",
    )
    erase(PersonMatcher("Anna Muster"), texts=True)
    response = client.get(address, headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert "[entfernt] fragen." in response.content.decode()
    assert "Anna Muster" not in client.get("/massnahmen/?stand=2026-03-01").content.decode()


def test_entry_can_be_withdrawn_from_all_days(client, clock, moderator):
    edition = make_public("Bus")
    newer = republish(edition, moderator, title="Bahn")
    clock.next_day()
    tag = client.get("/massnahmen/?stand=2026-03-01")["ETag"]
    act(workflow.withdraw, newer, moderator, reason="Rechte Dritter.", from_past=True)
    clock.next_day()
    for day in ("2026-03-01", "2026-03-02"):
        assert titles(client, day) == []
        assert page(client, edition, day).status_code in (404, 410)
    assert client.get("/massnahmen/?stand=2026-03-01", headers={"If-None-Match": tag}).status_code == 200


def test_days_between_two_changes_share_one_snapshot_and_few_are_cached(clock):
    for _ in range(8):
        make_public()
        clock.set(clock.now.date() + timedelta(days=3))
    seen = set()
    for number in range(24):
        with as_of(FIRST + timedelta(days=number)):
            seen.add(current())
            assert len(index._past._snapshots) <= past_snapshots.CACHED
    assert len(seen) >= 8
    assert index.last_change(FIRST) == index.last_change(FIRST + timedelta(days=2))


def test_too_many_at_once_are_refused_with_words(client, clock, monkeypatch):
    make_public()
    clock.next_day()
    monkeypatch.setattr(past_snapshots, "LONGEST_WAIT", 0.01)
    with index._past._building:
        response = client.get("/massnahmen/?stand=2026-03-01")
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "3", "no-store")
    assert "in einigen Sekunden" in response.content.decode()
    assert client.get("/massnahmen/?stand=2026-03-01").status_code == 200


def test_after_a_build_there_is_a_pause(client, clock, monkeypatch):
    make_public()
    clock.next_day()
    make_public()
    clock.next_day()
    monkeypatch.setattr(past_snapshots, "LONGEST_WAIT", 0.0)
    monkeypatch.setattr(past_snapshots, "PAUSE", 1000)
    assert client.get("/massnahmen/?stand=2026-03-01").status_code == 200
    assert client.get("/massnahmen/?stand=2026-03-02").status_code == 503
    assert client.get("/massnahmen/?stand=2026-03-01").status_code == 200


def test_memento_headers_and_links(client, clock):
    make_public("Bus")
    clock.next_day()
    asked = "http://127.0.0.1:8000/memento/timegate/?url=%2Fmassnahmen%2F%3Ftyp%3Dapp"
    live = client.get("/massnahmen/?typ=app")
    assert "Memento-Datetime" not in live
    assert f'<{asked}>; rel="timegate"' in live["Link"]
    past = client.get("/massnahmen/?typ=app&stand=2026-03-01")
    assert past["Memento-Datetime"] == "Sun, 01 Mar 2026 22:59:59 GMT"
    assert '<http://127.0.0.1:8000/massnahmen/?typ=app>; rel="original"' in past["Link"]
    assert f'<{asked}>; rel="timegate"' in past["Link"]
    export = client.get("/massnahmen/export.json?stand=2026-03-01")
    assert 'rel="license"' in export["Link"]
    assert "Memento-Datetime" in export
    assert "Link" not in client.get("/ueber/")


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ("Sun, 01 Mar 2026 12:00:00 GMT", "2026-03-01"), ("Tue, 03 Mar 2026 12:00:00 GMT", "2026-03-01"),
        ("Fri, 06 Mar 2026 12:00:00 GMT", "2026-03-06"), ("Mon, 01 Jan 2024 12:00:00 GMT", "2026-03-01"),
        ("Fri, 01 Jan 2044 12:00:00 GMT", "2026-03-06"), (None, "2026-03-06"),
    ],
)  # fmt: skip
def test_timegate_leads_to_the_day(client, clock, asked, day):
    for number in (0, 5, 9):
        clock.set(FIRST + timedelta(days=number))
        make_public()
    headers = {"Accept-Datetime": asked} if asked else {}
    response = client.get("/memento/timegate/", {"url": "/massnahmen/?typ=app&stand=2020-01-01"}, headers=headers)
    assert (response.status_code, response["Location"]) == (302, f"/massnahmen/?typ=app&stand={day}")
    assert response["Vary"] == "Accept-Datetime"
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    "url", ["", "https://evil.example/", "//evil.example/massnahmen/", "/ueber/", "/admin/", "x", "/[", "/\0"]
)
def test_timegate_and_timemap_know_pages_with_a_past_only(client, url):
    for route in ("timegate", "timemap"):
        assert client.get(reverse(route), {"url": url}).status_code == 400


def test_english_pages_have_a_past_too(client, clock):
    make_public("Bus")
    clock.next_day()
    response = client.get("/memento/timegate/", {"url": "/en/massnahmen/?typ=app"})
    assert response["Location"] == "/en/massnahmen/?typ=app&stand=2026-03-01"
    body = client.get(response["Location"]).content.decode()
    assert "As of" in body
    assert '<a href="/en/massnahmen/?typ=app">' in body


def test_timegate_refuses_a_time_that_is_none(client):
    response = client.get("/memento/timegate/", {"url": "/statistik/"}, headers={"Accept-Datetime": "gestern"})
    assert response.status_code == 400
    assert "Accept-Datetime" in response.content.decode()


def test_timemap_lists_the_days_of_change(client, clock):
    for number in (0, 5, 9):
        clock.set(FIRST + timedelta(days=number))
        make_public()
    body = client.get("/memento/timemap/", {"url": "http://127.0.0.1:8000/statistik/"}).content.decode()
    assert body.splitlines()[1:] == [
        '<http://127.0.0.1:8000/statistik/?stand=2026-03-01>; rel="first memento"; '
        'datetime="Sun, 01 Mar 2026 22:59:59 GMT",',
        '<http://127.0.0.1:8000/statistik/?stand=2026-03-06>; rel="last memento"; '
        'datetime="Fri, 06 Mar 2026 22:59:59 GMT"',
    ]


def test_table_of_a_past_day_has_its_date(client, clock):
    make_public("Bus")
    clock.next_day()
    make_public("Neu")
    assert [row["Titel"] for row in read_csv(client, "stand=2026-03-01")] == ["Bus"]
    found = read_json(client, "stand=2026-03-01")
    assert (found["date"], found["url"]) == ("2026-03-01", "http://127.0.0.1:8000/massnahmen/?stand=2026-03-01")
