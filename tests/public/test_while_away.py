"""What is answered while every statement to the database fails; tests/drills/test_outage.py stops a real one."""

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from measures import workflow
from measures.database.availability import availability
from measures.finding import current as following
from measures.finding.current import index
from measures.public import outage
from tests.desk.pages import form_of, url
from tests.factories import make_draft, make_editor, make_project, make_public, make_user
from tests.forms import filled

pytestmark = pytest.mark.django_db
NOTICE = "Stand von"


@pytest.fixture
def away(monkeypatch, settings):
    """Return a function that takes the database away, after the index has been built."""
    settings.MASSWERK_INDEX_POLL = 1000
    monkeypatch.setattr(index, "follow", lambda: None)
    monkeypatch.setattr(following.connections, "close_all", lambda: None)
    monkeypatch.setattr(outage, "breakers", {})
    monkeypatch.setattr(outage, "pages", outage.PageStore())  # other tests had the same versions of the catalogue
    taken = []

    def refuse(*arguments):
        raise OperationalError("away")

    def take_away():
        index.catch_up()
        taken.append(connection.execute_wrapper(refuse))
        taken[-1].__enter__()
        index._try_to_catch_up()  # what the thread does

    yield take_away
    for wrapper in taken:
        wrapper.__exit__(None, None, None)
    availability.forget()  # before the transaction of the test is rolled back


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def test_a_past_day_that_was_not_built_before_is_refused_and_never_answered_with_now(client, away):
    edition = make_public("Stadtbahn")
    away()
    for address in ("/massnahmen/", edition.get_absolute_url(), "/statistik/", "/massnahmen/export.json"):
        response = client.get(f"{address}?stand=2026-01-01")
        assert (response.status_code, response["Cache-Control"]) == (503, "no-store")
        assert "Stadtbahn" not in response.content.decode()


def test_a_page_that_was_made_before_is_answered_whole(client, away):
    address = make_public("Stadtbahn", summary="Fährt von selbst").get_absolute_url()
    before = client.get(address).content.decode()
    away()
    response = client.get(address)
    html = response.content.decode()
    assert response.status_code == 200
    assert (NOTICE in html, response["Cache-Control"]) == (True, "no-store")
    assert "ETag" not in response
    assert html.partition("<main")[2] == before.partition("<main")[2]


def test_a_page_that_was_not_made_before_is_answered_from_the_index(client, away):
    edition = make_public("Stadtbahn", summary="Fährt von selbst", description="**Leise** ankommen", types=["app"])
    place = edition.places.first()
    away()
    html = client.get(edition.get_absolute_url()).content.decode()
    for said in ["Stadtbahn", "Fährt von selbst", "Leise ankommen", NOTICE]:
        assert said in html, html.partition("<main")[2]
    project = edition.measure.project
    for address in [
        project.get_absolute_url(),
        reverse("solution_type", args=["app"]),
        reverse("municipality", args=[place.slug]),
        reverse("measures"),
        reverse("start"),
    ]:
        response = client.get(address)
        assert (address, response.status_code) == (address, 200)
        assert "Stadtbahn" in response.content.decode()
        assert NOTICE in response.content.decode()
    assert project.name in client.get(reverse("projects")).content.decode()
    for address in ("/en/loesungstypen/app/", "/en/modellprojekte/"):
        assert "This page is abridged for the moment" in client.get(address).content.decode()


def test_the_rest_is_refused_in_words(client, away):
    away()
    for address in [reverse("municipalities"), reverse("solution_type", args=["gibt-es-nicht"])]:
        response = client.get(address)
        assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "10", "no-store")
        assert "Die Datenbank antwortet nicht" in response.content.decode()
        assert "The database is not responding" in client.get(f"/en{address}").content.decode()
    assert client.get("/healthz").json()["status"] == "database unreachable"
    assert client.get("/healthz").status_code == 503
    assert client.get("/healthz/alive").status_code == 200


def test_what_was_withdrawn_before_does_not_come_back(client, away):
    moderator = make_user("mo@example.org", is_moderator=True)
    withdrawn, archived = make_public("Zurückgezogen"), make_public("Archiviert")
    assert client.get(withdrawn.get_absolute_url()).status_code == 200
    workflow.withdraw(edition=withdrawn, by=moderator, version=withdrawn.version, reason="Irrtum")
    workflow.archive(edition=archived, by=moderator, version=archived.version, reason="Beendet")
    away()
    response = client.get(withdrawn.get_absolute_url())
    assert (response.status_code, "Zurückgezogen" in response.content.decode()) == (404, False)
    assert client.get(reverse("measure_image", args=[withdrawn.measure.slug])).status_code == 404
    assert client.get(archived.get_absolute_url()).status_code == 503  # caches may show their copy


def test_the_desk_keeps_what_was_typed(client, away):
    project = make_project()
    editor = make_editor(project)
    draft = make_draft(project=project, by=editor)
    client.force_login(editor)
    form = form_of(client, draft) | {"summary": "Lange\ngetippt & <nicht> verloren"}
    away()
    response = client.post(url("entry_edit", draft), form)
    html = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "no-store" in response["Cache-Control"]
    assert "Die Datenbank antwortet nicht" in html
    assert filled(html, None)["summary"] == form["summary"]
    assert response.cookies.get("masswerk_session") is None  # the session stays as it is


def test_what_another_site_sends_to_the_desk_is_not_repeated(away):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    away()
    response = client.post(reverse("admin:login"), {"username": "untergeschoben", "password": "x"})
    assert "untergeschoben" not in response.content.decode()


def test_the_api_answers_what_it_has_made_before_and_refuses_the_rest_in_json(client, away):
    edition = make_public("Stadtbahn")
    known, unknown = reverse("api_measures"), reverse("api_measure", args=[edition.measure.slug])
    before = client.get(known).content
    away()
    response = client.get(known)
    assert (response.status_code, response.content, response["Cache-Control"]) == (200, before, "no-store")
    assert client.get(unknown).status_code == 200  # its entry was in the list
    for address in (reverse("api_changes"), reverse("api_municipalities"), f"{known}?lang=en"):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
        assert (response["Retry-After"], response["Cache-Control"]) == ("10", "no-store")


def test_pages_of_an_earlier_catalogue_do_not_stay_in_memory():
    pages = outage.PageStore()
    pages.put("before", b"withdrawn since", "catalogue 1")
    pages.put("after", b"now", "catalogue 2")
    assert (pages.get("before"), pages.get("after")[0]) == (None, b"now")
