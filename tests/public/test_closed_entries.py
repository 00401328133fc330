"""The public pages of archived and withdrawn entries."""

import re

import pytest
from django.urls import reverse

from measures import workflow
from measures.models import Edition
from tests.factories import make_draft, make_picture, make_project, make_public, make_user

pytestmark = pytest.mark.django_db

REASON = "Der Betrieb endete 2025.\nDie Daten <b>liegen</b> bei der Stadt."


@pytest.fixture
def moderator(db):
    return make_user(is_moderator=True)


@pytest.fixture
def public(db):
    return make_public("Lampenposten", project=make_project("Ortsnetz"), **make_picture())


@pytest.fixture
def archived(public, moderator):
    workflow.archive(edition=public, by=moderator, version=public.version, reason=REASON)
    return public


@pytest.fixture
def withdrawn(public, moderator):
    workflow.withdraw(edition=public, by=moderator, version=public.version, reason=REASON)
    return public


def page_of(client, edition, status=200):
    response = client.get(edition.get_absolute_url())
    assert response.status_code == status
    return response.content.decode()


def image_of(client, edition):
    return client.get(reverse("measure_image", args=[edition.measure.slug])).status_code


def robots(html):
    return re.findall(r'<meta name="robots" content="([^"]*)"', html)


def day(moment):
    return f"{moment.day}. "


def elsewhere(client):
    """Return {address: HTML} of all pages that could name the entry, searches included."""
    names = ["start", "measures", "projects", "solution_types", "action_fields"]
    addresses = [reverse(name) for name in names]
    addresses += [reverse("measures") + "?q=Lampenposten", reverse("suggestions") + "?q=Lampenposten"]
    addresses += [reverse("solution_type", args=["app"]), reverse("action_field", args=["mobilitaet"])]
    return {address: client.get(address).content.decode() for address in addresses}


def test_the_page_of_an_archived_entry_says_so_and_why(client, archived):
    html = page_of(client, archived)
    assert "Lampenposten" in html
    assert "Der Betrieb endete 2025.<br>Die Daten &lt;b&gt;liegen&lt;/b&gt; bei der Stadt." in html
    assert day(archived.closed_at) in html[html.index('role="note"') :]
    assert html.index('role="note"') < html.index("<h1>")
    assert robots(html) == ["noindex"]
    assert "application/ld+json" not in html
    assert image_of(client, archived) == 200


def test_a_published_page_has_no_notice_and_may_be_indexed(client, public):
    html = page_of(client, public)
    assert 'role="note"' not in html
    assert robots(html) == []
    assert "application/ld+json" in html


@pytest.mark.parametrize("state", ["archived", "withdrawn"])
def test_a_closed_entry_is_named_nowhere_else(client, public, request, state):
    other = make_public("Nachbar", types=["app"], fields=["mobilitaet"])
    assert any("Lampenposten" in html for html in elsewhere(client).values())
    assert "Lampenposten" in page_of(client, other)  # as a similar measure
    request.getfixturevalue(state)
    for address, html in elsewhere(client).items():
        assert public.get_absolute_url() not in html, address
    assert "Lampenposten" not in page_of(client, other)
    assert "Lampenposten" not in client.get(public.measure.project.get_absolute_url()).content.decode()


def test_the_page_of_a_withdrawn_entry_says_since_when_and_why_and_nothing_else(client, withdrawn):
    html = page_of(client, withdrawn, status=410)
    assert "Lampenposten" not in html
    assert "Der Betrieb endete 2025.<br>Die Daten &lt;b&gt;liegen&lt;/b&gt; bei der Stadt." in html
    assert day(withdrawn.closed_at) in html
    assert f'href="{withdrawn.measure.project.get_absolute_url()}">Ortsnetz</a>' in html
    assert f'href="{reverse("measures")}"' in html
    assert robots(html) == ["noindex"]
    assert image_of(client, withdrawn) == 404


def test_a_draft_has_no_public_page(client):
    draft = make_draft()
    assert client.get(draft.get_absolute_url()).status_code == 404
    workflow.submit(edition=draft, by=None, version=1)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(reverse("measure", args=["gibt-es-nicht"])).status_code == 404


def test_work_on_a_withdrawn_entry_does_not_show_until_it_is_published(client, withdrawn, moderator):
    before = page_of(client, withdrawn, status=410)
    draft = workflow.start_draft(measure=withdrawn.measure, by=None, original=withdrawn)
    workflow.save_draft(edition=draft, by=None, version=1, content={"title": "Lampenposten II"})
    workflow.submit(edition=draft, by=None, version=2)
    assert page_of(client, withdrawn, status=410) == before
    workflow.publish(edition=draft, by=moderator, version=3)
    assert "Lampenposten II" in page_of(client, withdrawn)


def test_an_archived_entry_that_is_taken_up_again_loses_its_notice(client, archived, moderator):
    draft = workflow.start_draft(measure=archived.measure, by=None)
    workflow.submit(edition=draft, by=None, version=1)
    workflow.publish(edition=draft, by=moderator, version=2)
    html = page_of(client, archived)
    assert robots(html) == []
    assert "Der Betrieb endete" not in html


def test_an_archived_entry_can_be_withdrawn(client, archived, moderator):
    workflow.withdraw(edition=archived, by=moderator, version=archived.version, reason="Rechte Dritter.")
    html = page_of(client, archived, status=410)
    assert "Rechte Dritter." in html
    assert "Der Betrieb endete" not in html


@pytest.mark.parametrize(("verb", "status"), [(workflow.archive, 200), (workflow.withdraw, 410)])
def test_a_cached_page_is_not_confirmed_after_closing(client, public, moderator, verb, status):
    address = public.get_absolute_url()
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    verb(edition=public, by=moderator, version=public.version, reason=REASON)
    response = client.get(address, headers={"if-none-match": etag})
    assert response.status_code == status
    assert response["ETag"] != etag
    assert client.head(address).status_code == status


def test_the_page_shows_the_date_of_the_last_confirmation(client, public, moderator):
    before = page_of(client, public)
    workflow.confirm(edition=public, by=moderator, version=public.version)
    Edition.objects.filter(pk=public.pk).update(published_at="2020-01-01T12:00Z", submitted_at="2020-01-01T11:00Z")
    Edition.objects.filter(pk=public.pk).update(confirmed_at="2026-03-05T12:00Z")
    assert "5. März 2026" not in before
    assert "5. März 2026" in page_of(client, public)
