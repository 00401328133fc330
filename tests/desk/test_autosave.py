"""The form of an entry saves itself: quietly, never over the work of others, and never for nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from measures import workflow
from measures.models import AuditEntry, Edition
from municipalities.accounts.models import Mail
from tests.desk.pages import form_of, text_of, url
from tests.factories import make_picture, make_user
from tests.forms import filled
from tests.login import sign_in

pytestmark = pytest.mark.django_db


def send(client, edition, form):
    return client.post(url("entry_autosave", edition), form)


def carry_on(form, response):
    """Return `form` as the page has it after the answer was put in place."""
    parts = filled(f'<form id="parts">{text_of(response)}</form>', "parts")
    return form | {name: parts[name] for name in ("version", "base")}


def test_text_is_stored_again_and_again(editor_client, draft, editor):
    form = form_of(editor_client, draft)
    for text in ("Ein", "Ein neuer", "Ein neuer Satz."):
        response = send(editor_client, draft, form | {"summary": text})
        assert response.status_code == 200
        form = carry_on(form, response)
    stored = Edition.objects.get()
    assert (stored.summary, stored.edited_by, stored.version) == ("Ein neuer Satz.", editor, 4)
    response = editor_client.post(url("entry_edit", draft), form | {"summary": "Ein neuer Satz.", "goals": "Ordnung"})
    assert response.status_code == 302


def test_the_audit_names_each_field_once_an_hour_and_nobody_gets_mail(editor_client, draft, editor, monkeypatch):
    form, mails = form_of(editor_client, draft), Mail.objects.count()
    rows = AuditEntry.objects.filter(verb=AuditEntry.Verb.SAVE)

    def save(**typed):
        nonlocal form
        form = carry_on(form | typed, send(editor_client, draft, form | typed))

    for number in range(5):
        save(summary=f"Satz {number}")
    save(summary="Satz", goals="Ordnung")
    assert [row.fields for row in rows.order_by("pk")] == [["summary"], ["goals"]]
    assert Mail.objects.count() == mails
    later = timezone.now() + timedelta(minutes=61)
    monkeypatch.setattr(timezone, "now", lambda: later)
    version = Edition.objects.get().version
    workflow.save_draft(edition=draft, by=editor, version=version, content={"summary": "Später"}, in_passing=True)
    assert [row.fields for row in rows.order_by("pk")] == [["summary"], ["goals"], ["summary"]]


def test_the_audit_names_the_fields_of_each_user(editor_client, draft, editor):
    send(editor_client, draft, form_of(editor_client, draft) | {"summary": "Eins"})
    workflow.save_draft(edition=draft, by=None, version=2, content={"summary": "Zwei"})
    send(editor_client, draft, form_of(editor_client, draft) | {"summary": "Drei"})
    saved = AuditEntry.objects.filter(verb=AuditEntry.Verb.SAVE).order_by("pk")
    assert [(row.by, row.fields) for row in saved] == [
        (editor, ["summary"]),
        (None, ["summary"]),
        (editor, ["summary"]),
    ]


def test_nothing_is_stored_over_what_somebody_else_wrote(editor_client, draft):
    form = form_of(editor_client, draft)
    workflow.save_draft(edition=draft, by=None, version=1, content={"summary": "Von einer Kollegin"})
    response = send(editor_client, draft, form | {"summary": "Von mir"})
    assert response.status_code == 409
    assert "nicht verloren" in text_of(response)
    assert Edition.objects.get().summary == "Von einer Kollegin"


def test_what_was_not_touched_changes_nothing(editor_client, draft):
    assert send(editor_client, draft, form_of(editor_client, draft)).status_code == 200
    assert Edition.objects.get().version == 1


def test_a_submitted_or_discarded_entry_is_left_alone(editor_client, draft, editor):
    form = form_of(editor_client, draft)
    workflow.submit(edition=draft, by=editor, version=1)
    assert send(editor_client, draft, form | {"summary": "Zu spät"}).status_code == 409
    workflow.recall(edition=draft, by=editor, version=2)
    workflow.discard(edition=draft, by=editor, version=3)
    assert send(editor_client, draft, form | {"summary": "Zu spät"}).status_code == 404
    assert not Edition.objects.exists()


def test_nothing_is_stored_in_the_name_of_another_user_of_the_same_browser(editor_client, draft):
    form = form_of(editor_client, draft)
    other = Client()
    sign_in(other, make_user(is_moderator=True))
    response = send(other, draft, form | {"summary": "Untergeschoben"})
    assert response.status_code == 409
    assert Edition.objects.get().version == 1


def test_after_the_session_has_ended_nothing_is_stored(editor_client, draft):
    form = form_of(editor_client, draft)
    assert send(Client(), draft, form | {"summary": "Abgemeldet"}).status_code == 403
    assert Edition.objects.get().version == 1


def test_a_half_typed_text_is_kept(editor_client, draft):
    form = form_of(editor_client, draft) | {"contact_email": "bau@", "start_year": "20"}
    assert send(editor_client, draft, form).status_code == 200
    again = form_of(editor_client, draft)
    assert (again["contact_email"], again["start_year"]) == ("bau@", "20")


def test_sources_are_kept_though_their_rows_were_empty_when_the_page_was_loaded(editor_client, draft):
    form = form_of(editor_client, draft) | {"sources-0-url": "https://example.org/beleg"}
    for summary in ("Eins", "Zwei", "Drei"):
        form = carry_on(form, send(editor_client, draft, form | {"summary": summary}))
    assert [source.url for source in draft.sources.all()] == ["https://example.org/beleg"]
    twice = form | {"sources-1-url": "https://example.org/beleg"}
    assert send(editor_client, draft, twice).status_code == 200
    assert [source.url for source in draft.sources.all()] == ["https://example.org/beleg"]


def test_a_chosen_image_is_stored_at_once_and_shown(editor_client, draft):
    response = send(editor_client, draft, form_of(editor_client, draft) | make_picture())
    assert 'class="image-now"' in text_of(response)
    assert Edition.objects.get().image


def test_a_refused_image_keeps_no_text_from_being_stored(editor_client, draft):
    broken = make_picture()
    broken["image"].name = "bild.jpg"
    broken["image"].file.seek(0)
    broken["image"].file.write(b"kein Bild")
    broken["image"].file.seek(0)
    typed = form_of(editor_client, draft) | {"summary": "Bleibt."} | broken
    response = send(editor_client, draft, typed)
    assert response.status_code == 200
    assert Edition.objects.get().summary == "Bleibt."
    assert "Bild" in text_of(response).split('<ul class="errorlist" role="alert">')[1]
