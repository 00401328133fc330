"""The page of changes and the feeds: which events they tell, and what they do not tell."""

import json
from datetime import UTC, datetime
from itertools import product

import pytest
from defusedxml import ElementTree
from django.urls import reverse

from measures import workflow
from measures.finding.current import index
from measures.models import Edition
from measures.public.changes import described, events, months
from tests.factories import make_change, make_draft, make_editor, make_person, make_project, make_public, make_user

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def ulm():
    return make_project("Ulm", slug="ulm")


def publish(edition):
    edition.refresh_from_db()
    workflow.publish(edition=edition, by=make_user(is_moderator=True), version=edition.version)


def republish(edition, **content):
    draft = make_change(edition, make_editor(edition.measure.project), **content)
    publish(draft)
    return Edition.objects.get(pk=draft.pk)


def close(verb, edition):
    edition.refresh_from_db()
    verb(edition=edition, by=make_user(is_moderator=True), reason="Darum.", version=edition.version)


def told(**question):
    return [(change.kind, change.title, list(change.fields)) for change in described(events(**question))]


def read_feed(client, route="measures_feed", query=""):
    """Return the items of the JSON feed, after a check that Atom has the same ids."""
    as_json = client.get(f"{reverse(route, args=['json'])}?{query}")
    as_atom = client.get(f"{reverse(route, args=['atom'])}?{query}")
    assert (as_json.status_code, as_atom.status_code) == (200, 200)
    items = json.loads(as_json.content)["items"]
    root = ElementTree.fromstring(as_atom.content)
    assert [entry.find(f"{ATOM}id").text for entry in root.iter(f"{ATOM}entry")] == [item["id"] for item in items]
    return items


ABOUT_END = ["was nicht gelungen ist", "Hauptgrund des Endes", "warum sie endete"]  # a person must fill these in


def test_events_are_new_changed_stopped_archived_and_withdrawn(ulm):
    first = make_public("Bus", project=ulm)
    second = republish(first, title="Busse", costs="10 €", **make_person("Jana Muster"))
    republish(second, status="eingestellt", stop_cause="geld", stop_reason="Kein Geld", lessons="Früher fragen")
    archived, withdrawn = make_public("Ampel", project=ulm), make_public("Weg", project=ulm)
    close(workflow.archive, archived)
    close(workflow.withdraw, withdrawn)
    make_draft("Entwurf", project=ulm)
    assert told() == [
        ("zurueckgezogen", "", []),
        ("archiviert", "Ampel", []),
        ("neu", "", []),
        ("neu", "Ampel", []),
        ("eingestellt", "Busse", ["Bearbeitungsstand", *ABOUT_END]),
        ("geaendert", "Busse", ["Titel", "Kosten"]),
        ("neu", "Busse", []),
    ]
    assert told(kind="archiviert") == [("archiviert", "Ampel", [])]
    assert told(project="anderswo") == []


def test_page_shows_one_month_and_can_be_filtered(client, ulm):
    old = make_public("Alte Bahn", project=ulm)
    make_public("Neue Bahn")
    Edition.objects.filter(pk=old.pk).update(
        submitted_at=datetime(2026, 1, 31, 22, tzinfo=UTC), published_at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    )
    assert "2026-02" in months()  # in Germany it was February already
    page = client.get("/aenderungen/").content.decode()
    assert ("Neue Bahn" in page, "Alte Bahn" in page) == (True, False)
    page = client.get("/aenderungen/?monat=2026-02").content.decode()
    assert ("Neue Bahn" in page, "Alte Bahn" in page) == (False, True)
    page = client.get("/aenderungen/?monat=2026-02&art=geaendert").content.decode()
    assert "Alte Bahn" not in page
    assert "1999-01" in client.get("/aenderungen/?monat=1999-01").content.decode()


def test_withdrawn_measure_shows_its_project_only(client, ulm):
    edition = make_public("Geheimer Titel", summary="Geheimer Satz", project=ulm)
    close(workflow.withdraw, edition)
    for address in ("/aenderungen/", "/aenderungen/feed.atom", "/aenderungen/feed.json"):
        body = client.get(address).content.decode()
        assert "Ulm" in body
        assert "geheimer" not in body.lower()


def test_feed_of_a_list_has_what_the_list_has(client, ulm):
    make_public("Bus", project=ulm, types=["app"], summary="Fährt & hält <nie>.")
    make_public("Bahn", types=["dashboard"])
    assert [item["title"] for item in read_feed(client)] == ["Neu: Bahn", "Neu: Bus"]
    [item] = read_feed(client, query="projekt=ulm&sort=titel&seite=3")
    assert item["content_text"] == "Fährt & hält <nie>."
    assert item["url"].startswith("http://127.0.0.1:8000/massnahmen/bus")
    assert read_feed(client, query="q=gibtesnicht") == []
    assert client.get("/massnahmen/feed.atom?land=XX").status_code == 400
    assert client.get("/massnahmen/feed.atom?ort=nirgends").status_code == 400
    assert client.get("/massnahmen/feed.rss").status_code == 404


def test_ids_stay_and_a_change_is_a_new_entry(client, settings):
    edition = make_public("Bus")
    [before] = read_feed(client, "changes_feed")
    republish(edition, title="Busse")
    settings.MASSWERK_URL = "https://neu.example"
    after = read_feed(client, "changes_feed")
    assert [item["id"] == before["id"] for item in after] == [False, True]
    assert [item["title"] for item in after] == ["Geändert: Busse", "Neu: Busse"]
    assert after[0]["content_text"] == "Geändert: Titel"


@pytest.mark.one_database
def test_feeds_stay_under_100_kb(client, ulm):
    for _ in range(60):
        make_public(project=ulm)
    for letter in ("x", "&", "😀", '"', "\x0b"):
        Edition.objects.update(title=letter * 200, summary=letter * 500)
        index.forget()
        for route, form in product(("measures_feed", "changes_feed"), ("atom", "json")):
            body = client.get(reverse(route, args=[form])).content
            assert 10_000 < len(body) < 100_000
        read_feed(client)


def test_unchanged_feed_is_not_sent_again(client):
    make_public()
    response = client.get("/massnahmen/feed.atom")
    known = {"If-None-Match": response["ETag"]}
    assert client.get("/massnahmen/feed.atom", headers=known).status_code == 304
    make_public()
    assert client.get("/massnahmen/feed.atom", headers=known).status_code == 200


def test_pages_lead_to_their_feeds(client, ulm):
    edition = make_public(project=ulm, types=["app"], places=list(ulm.municipalities.all()))
    place = edition.places.get()
    for address, query in [
        ("/massnahmen/?typ=app", "?typ=app"),
        ("/modellprojekte/ulm/", "?projekt=ulm"),
        (place.get_absolute_url(), f"?ort={place.slug}"),
        ("/loesungstypen/app/", "?typ=app"),
    ]:
        body = client.get(address).content.decode()
        assert f'type="application/atom+xml" title="Maßnahmen (Atom)" href="/massnahmen/feed.atom{query}"' in body
        assert len(read_feed(client, query=query[1:])) == 1
