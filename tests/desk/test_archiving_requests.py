"""Editors ask for an entry to be archived; moderators archive it or say why not."""

import pytest

from measures import archiving_requests, workflow
from measures.models import ArchivingRequest, AuditEntry
from municipalities.accounts.models import Mail, User
from tests.desk.pages import state, text_of, url
from tests.factories import make_editor
from tests.login import sign_in

pytestmark = pytest.mark.django_db

REASON = "Der Dienst ist abgeschaltet."


@pytest.fixture
def asked(first, editor):
    """The public entry, after its editor has asked to archive it."""
    archiving_requests.ask_for_archiving(edition=first, by=editor, version=first.version, reason=REASON)
    return first


def test_an_editor_asks_and_a_moderator_archives_with_the_reason(editor_client, first, moderator, editor):
    User.objects.filter(pk=moderator.pk).update(wants_mail_at_once=True)
    assert url("entry_ask_to_archive", first) in text_of(editor_client.get(url("entry_show", first)))
    page = url("entry_ask_to_archive", first)
    assert editor_client.post(page, {"version": first.version, "reason": " . "}).status_code == 400
    assert editor_client.post(page, {"version": first.version, "reason": REASON}).status_code == 302
    assert state(first) == "published"
    mail = Mail.objects.get(to=moderator.email)
    assert REASON in mail.text
    sign_in(editor_client, moderator)
    queue = text_of(editor_client.get(url("review_queue")))
    assert REASON in queue
    assert str(editor) in queue
    assert REASON in text_of(editor_client.get(url("entry_archive", first)))
    first.refresh_from_db()
    editor_client.post(url("entry_archive", first), {"version": first.version, "reason": REASON})
    assert state(first) == "archived"
    assert not ArchivingRequest.objects.exists()
    verbs = AuditEntry.objects.filter(edition_key=first.pk).order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["ask", "archive"]


def test_a_moderator_declines_and_the_editors_read_why(moderator_client, asked, editor):
    response = moderator_client.post(url("entry_decline", asked), {"version": asked.version, "reason": ""})
    assert response.status_code == 400
    typed = {"version": asked.version, "reason": "Andere fragen noch danach."}
    assert moderator_client.post(url("entry_decline", asked), typed).status_code == 302
    assert (state(asked), ArchivingRequest.objects.count()) == ("published", 0)
    assert "Andere fragen noch danach." in Mail.objects.get(to=editor.email).text
    assert REASON not in text_of(moderator_client.get(url("review_queue")))


def test_an_editor_takes_the_request_back(editor_client, asked):
    assert REASON in text_of(editor_client.get(url("entry_show", asked)))
    assert editor_client.post(url("entry_take_back_request", asked), {"version": asked.version}).status_code == 302
    assert REASON not in text_of(editor_client.get(url("entry_show", asked)))


def test_nobody_asks_twice(editor_client, asked, project):
    colleague = make_editor(project)
    with pytest.raises(workflow.Conflict):
        archiving_requests.ask_for_archiving(edition=asked, by=colleague, version=asked.version - 1, reason="Auch.")
    with pytest.raises(workflow.WorkflowError):
        archiving_requests.ask_for_archiving(edition=asked, by=colleague, version=asked.version, reason="Auch ich.")
    assert ArchivingRequest.objects.get().reason == REASON


def test_a_new_edition_leaves_the_request_open(asked, editor, moderator, moderator_client):
    draft = workflow.start_draft(measure=asked.measure, by=editor)
    workflow.save_draft(edition=draft, by=editor, version=1, content={"goals": "Neu"})
    workflow.submit(edition=draft, by=editor, version=2)
    workflow.publish(edition=draft, by=moderator, version=3)
    assert REASON in text_of(moderator_client.get(url("review_queue")))


def test_asking_again_and_again_sends_one_mail_an_hour(asked, editor, moderator):
    User.objects.filter(pk=moderator.pk).update(wants_mail_at_once=True)
    Mail.objects.all().delete()
    for _again in range(3):
        archiving_requests.take_back_request(edition=asked, by=editor, version=asked.version)
        archiving_requests.ask_for_archiving(edition=asked, by=editor, version=asked.version, reason=REASON)
    assert not Mail.objects.exists()  # the fixture has asked before
