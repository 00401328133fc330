"""Walking along a list while the catalogue changes: nothing that did not change is left out or comes twice."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from measures import workflow
from measures.finding.current import current, index
from measures.models import Edition
from measures.public.changes import events
from measures.public.serialisation import absolute
from tests.factories import make_change, make_municipality, make_project, make_public

pytestmark = pytest.mark.django_db

TOGETHER = datetime(2026, 5, 1, 12, tzinfo=UTC)


def publish(title, project, at):
    edition = workflow.create_measure(project=project, by=None, content={"title": title})
    workflow.submit(edition=edition, by=None, version=edition.version, at=at)
    workflow.publish(edition=edition, by=None, version=edition.version, at=at)
    return edition


@pytest.fixture
def project():
    return make_project("Musterstadt", municipalities=[make_municipality(latitude=50.0, longitude=9.0)])


@pytest.fixture
def public(project):
    """Twelve entries; some were published at the same moment, some of these have the same title."""
    far = make_project("Aaa", municipalities=[make_municipality(latitude=53.0, longitude=10.0)])
    titles = ["Bus", "Bus", "Bus", "Ampel", "Zaun", "Bus-Karte", "Bus", "Ampel", "Bus am Markt", "Bus", "Bus", "Tor"]
    return [
        publish(title, far if number % 3 else project, TOGETHER + timedelta(hours=number // 8))
        for number, title in enumerate(titles)
    ]


def part(client, address):
    response = client.get(address.removeprefix(absolute("")))
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def walk(client, query, between=lambda number: None):
    """Return the ids in the order of a walk; `between` is called between two parts."""
    address, found, number = f"{reverse('api_measures')}?{query}", [], 0
    while address:
        answer = part(client, address)
        found += [entry["id"] for entry in answer["measures"]]
        address, number = answer["next"], number + 1
        between(number)
    return found


def key():
    return current().choices.places.by_slug[Edition.objects.first().places.first().slug].key


QUERIES = ["", "sort=titel", "sort=projekt", "q=bus", "q=bus&sort=neu", "near", "alike", "q=bus&sort=titel"]


def query_of(name):
    return {"near": f"naehe={key()}", "alike": f"aehnlich={key()}"}.get(name, name)


def test_parts_together_are_the_list(client, public):
    for name in QUERIES:
        whole = walk(client, f"{query_of(name)}&limit=100")
        assert walk(client, f"{query_of(name)}&limit=3") == whole, name
        assert len(whole) == (8 if "q=bus" in name else 12), name


def test_publications_and_withdrawals_between_parts(client, project, public):
    for name in QUERIES:
        with transaction.atomic():
            walk_while_it_changes(client, project, query_of(name))
            transaction.set_rollback(True)
        index.forget()


def walk_while_it_changes(client, project, query):
    before = walk(client, f"{query}&limit=100")
    gone, changed, new = before[1], before[6], set()

    def between(number):
        if number <= 4:
            new.add(publish(f"Bus {number}", project, TOGETHER + timedelta(minutes=20 * number)).measure.slug)
        if number == 1:  # the first part ended with it
            edition = Edition.objects.public().get(measure__slug=gone)
            workflow.withdraw(edition=edition, by=None, version=edition.version, reason="Irrtum")
        if number == 2:
            edition = make_change(Edition.objects.public().get(measure__slug=changed), None, summary="Neu")
            workflow.publish(edition=edition, by=None, version=edition.version)

    found = walk(client, f"{query}&limit=2", between)
    unchanged = [slug for slug in before if slug not in (gone, changed)]
    assert [slug for slug in found if slug in unchanged] == unchanged, f"{query}: left out, twice, or in another order"
    assert set(found) <= {*before, *new}


def test_a_cursor_belongs_to_its_question(client, public):
    following = part(client, f"{reverse('api_measures')}?q=bus&limit=2")["next"].removeprefix(absolute(""))
    assert client.get(following.replace("limit=2", "limit=50&lang=en&fields=title")).status_code == 200
    for changed in (
        following.replace("q=bus", "q=tor"),
        following + "&typ=app",
        following.replace("cursor=", "cursor=A"),
    ):
        response = client.get(changed)
        assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("cursor", ["x", "ä", "W10", "bnVsbA", "%00", "A" * 3_000, "WyIiLFswLDAsIlx1MDAwMCIsIiJdXQ"])
@pytest.mark.parametrize("name", ["measures", "municipalities", "changes"])
def test_what_is_no_cursor_is_refused(client, name, cursor):
    response = client.get(f"{reverse(f'api_{name}')}?cursor={cursor}")
    assert response.status_code == 400
    assert json.loads(response.content)["errors"][0]["parameter"] == "cursor"


def test_municipalities_part_by_part(client):
    for number in range(7):
        make_project(municipalities=[make_municipality("Neustadt" if number % 2 else f"Ort {number}")])
    address, found = f"{reverse('api_municipalities')}?limit=2", []
    while address:
        answer = part(client, address)
        found += answer["municipalities"]
        address = answer["next"]
        if len(found) == 4:
            make_project(municipalities=[make_municipality("Aachen")])
    assert [place["name"] for place in found] == ["Neustadt"] * 3 + ["Ort 0", "Ort 2", "Ort 4", "Ort 6"]
    assert len({place["id"] for place in found}) == 7


def test_changes_come_in_their_order_without_gaps(client, project, public):
    workflow.archive(edition=public[3], by=None, version=public[3].version, reason="Alt")
    expected = list(reversed(events()))
    address, found = f"{reverse('api_changes')}?limit=3", []
    while address:
        answer = part(client, address)
        found += answer["changes"]
        address = answer["next"]
        if len(found) == 6:
            make_public("Später")
    assert [change["at"] for change in found[:-1]] == [localtime(event.at).isoformat() for event in expected]
    assert len({change["id"] for change in found}) == len(found) == len(expected) + 1
    assert found[-1]["measure"]["title"] == "Später"


def test_changes_since_a_day_or_a_time(client, public):
    def number(since):
        return len(part(client, f"{reverse('api_changes')}?limit=100&since={since}")["changes"])

    assert [number(day) for day in ("2026-05-01", "2026-05-02", "0001-01-01", "9999-12-31")] == [12, 0, 12, 0]
    assert [number(f"2026-05-01T{time}") for time in ("12:00:00Z", "13:00:00Z", "15:00:00+02:00")] == [12, 4, 4]
    assert number("0001-01-01T00:00:00%2B14:00") == 12


@pytest.mark.parametrize("since", ["gestern", "2026-02-30", "2026-05", "2026-05-01T10:00:00", "20260501", "²026-05-01"])
def test_what_is_no_time_is_refused(client, since):
    assert client.get(f"{reverse('api_changes')}?since={since}").status_code == 400


def test_changes_tell_nothing_of_what_was_withdrawn(client, project):
    edition = publish("Peinlicher Titel", project, TOGETHER)
    workflow.withdraw(edition=edition, by=None, version=edition.version, reason="Irrtum")
    body = client.get(reverse("api_changes")).content.decode()
    assert "einlich" not in body
    assert [change["measure"] for change in json.loads(body)["changes"]] == [None, None]
    assert {change["project"]["name"] for change in json.loads(body)["changes"]} == {"Musterstadt"}
