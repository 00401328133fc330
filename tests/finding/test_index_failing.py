"""What the index shows while it cannot be built, or while the database is away; and what a new worker begins with."""

import pytest
from django.db import DatabaseError, OperationalError

from measures import workflow
from measures.finding import current as following
from measures.finding.current import index
from tests.factories import make_public, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_thread(monkeypatch, settings):
    """Let the tests say when the index catches up, in their own transaction."""
    settings.MASSWERK_INDEX_POLL = 1000
    monkeypatch.setattr(index, "follow", lambda: None)
    monkeypatch.setattr(following.connections, "close_all", lambda: None)
    yield
    following.availability.forget()  # before the transaction of the test is rolled back


def withdraw(edition):
    moderator = make_user("moderation@example.org", is_moderator=True)
    workflow.withdraw(edition=edition, by=moderator, version=edition.version, reason="Irrtum")


def broken_build(*args):
    raise DatabaseError("no build")


def test_while_builds_fail_no_page_is_confirmed_by_304(client, monkeypatch):
    edition = make_public("Wird zurückgezogen")
    url = edition.get_absolute_url()
    tag = client.get(url)["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    monkeypatch.setattr(following, "read_choices", broken_build)
    withdraw(edition)
    index._try_to_catch_up()
    response = client.get(url, headers={"If-None-Match": tag})
    assert (response.status_code, response.get("ETag")) == (410, None)


def test_an_index_that_cannot_be_built_is_not_shown_for_long(client, monkeypatch):
    edition = make_public("Wird zurückgezogen")
    index.catch_up()
    monkeypatch.setattr(following, "read_choices", broken_build)
    withdraw(edition)
    index._try_to_catch_up()
    assert client.get("/massnahmen/").status_code == 200
    now = following.time.monotonic()
    monkeypatch.setattr(following.time, "monotonic", lambda: now + 60)
    client.raise_request_exception = False
    response = client.get("/massnahmen/")
    assert response.status_code == 500
    assert "Wird zurückgezogen" not in response.content.decode()
    assert client.get("/healthz").status_code == 503


def test_a_new_worker_catches_up_before_its_first_answer():
    index.catch_up()
    make_public("Seit dem Start der Eltern")
    index.start_worker()
    assert [document.card.title for document in index._snapshot.documents] == ["Seit dem Start der Eltern"]


def test_a_new_worker_does_not_show_an_old_catalogue_if_the_database_is_away(monkeypatch):
    index.catch_up()
    monkeypatch.setattr(index, "_read_version", no_answer)
    index.start_worker()
    assert index._snapshot is not None  # it is recent
    now = following.time.monotonic()
    monkeypatch.setattr(following.time, "monotonic", lambda: now + 60)
    index.start_worker()
    assert index._snapshot is None


def no_answer():
    following.availability.report_failure(OperationalError("away"))
    raise OperationalError("away")
