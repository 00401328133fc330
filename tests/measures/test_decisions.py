"""The verbs after the first draft: resulting states, audit rows and mails."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from measures import workflow
from measures.models import AuditEntry, CatalogueVersion, Edition, Measure
from measures.transitions import ReasonNeeded, require_reason
from municipalities.accounts.models import Mail
from tests.database import assert_refused
from tests.factories import make_change, make_draft, make_editor, make_project, make_public, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(db):
    return make_project()


@pytest.fixture
def editor(project):
    return make_editor(project, email="redaktion@example.org")


@pytest.fixture
def moderator(db):
    return make_user("kts@example.org", is_moderator=True, wants_mail_at_once=True)


@pytest.fixture
def submitted(project, editor):
    edition = make_draft("Mängelmelder", project=project, by=editor)
    workflow.submit(edition=edition, by=editor, version=1)
    return edition


def verbs():
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def mails():
    return list(Mail.objects.order_by("pk").values_list("to", flat=True))


def version():
    return CatalogueVersion.objects.get().number


def test_a_returned_entry_has_a_note_and_can_be_submitted_again(submitted, editor, moderator):
    workflow.return_with_note(edition=submitted, by=moderator, version=2, note="Bitte den Stand nennen.")
    assert (submitted.state, submitted.returned_by) == ("returned", moderator)
    mail = Mail.objects.get(to=editor.email)
    assert "Bitte den Stand nennen." in mail.text
    assert f"/admin/measures/edition/{submitted.pk}/change/" in mail.text
    workflow.save_draft(edition=submitted, by=editor, version=3, content={"summary": "Stand 2026"})
    workflow.submit(edition=submitted, by=editor, version=4)
    workflow.publish(edition=submitted, by=moderator, version=5)
    assert verbs() == ["create", "submit", "return", "save", "submit", "publish"]
    assert AuditEntry.objects.get(verb="save").fields == ["summary"]


@pytest.mark.parametrize("verb", [workflow.return_with_note, workflow.archive, workflow.withdraw])
def test_returning_archiving_and_withdrawing_need_a_reason(submitted, moderator, verb):
    words = {"note": " \n"} if verb is workflow.return_with_note else {"reason": " \n"}
    with pytest.raises(workflow.ReasonNeeded):
        verb(edition=submitted, by=moderator, version=2, **words)
    assert Edition.objects.get().version == 2


def test_recalling_restores_the_state_before_the_submission(submitted, editor, moderator):
    workflow.recall(edition=submitted, by=editor, version=2)
    assert (submitted.state, submitted.submitted_at, submitted.submitted_by) == ("draft", None, None)
    workflow.submit(edition=submitted, by=editor, version=3)
    workflow.return_with_note(edition=submitted, by=moderator, version=4, note="Bitte kürzer.")
    workflow.submit(edition=submitted, by=editor, version=5)
    workflow.recall(edition=submitted, by=editor, version=6)
    assert (submitted.state, submitted.return_note) == ("returned", "Bitte kürzer.")


@pytest.mark.parametrize("part", ["submitter", "last editor"])
def test_publishing_own_work_needs_a_reason(project, editor, moderator, part):
    edition = make_draft(project=project, by=moderator if part == "last editor" else editor)
    workflow.submit(edition=edition, by=moderator if part == "submitter" else editor, version=1)
    before = version()
    with pytest.raises(workflow.ReasonNeeded):
        workflow.publish(edition=edition, by=moderator, version=2)
    assert (Edition.objects.get().state, version()) == ("submitted", before)
    row = Edition.objects.filter(pk=edition.pk)
    assert_refused(
        lambda: row.update(state="published", published_at=timezone.now(), published_by=moderator),
        "edition_published_by_another",
    )
    workflow.publish(edition=edition, by=moderator, version=2, reason="Alle anderen sind krank.")
    assert edition.publish_reason == "Alle anderen sind krank."
    assert AuditEntry.objects.get(verb="publish").note == "Alle anderen sind krank."


def test_an_unneeded_reason_is_not_stored(submitted, moderator):
    workflow.publish(edition=submitted, by=moderator, version=2, reason="Eilt.")
    assert (submitted.publish_reason, AuditEntry.objects.get(verb="publish").note) == ("", "")


def test_saving_what_is_there_already_changes_nothing(project, editor, moderator):
    edition = make_draft("Titel", project=project, by=editor, summary="Kurz")
    content = {"title": "Titel", "summary": "Kurz", "places": list(edition.places.all()), "sources": [], "image": ""}
    assert workflow.save_draft(edition=edition, by=moderator, version=1, content=content) == []
    edition.refresh_from_db()
    assert (edition.version, edition.edited_by, verbs()) == (1, editor, ["create"])
    with pytest.raises(workflow.Conflict):
        workflow.save_draft(edition=edition, by=moderator, version=7, content=content)


def test_an_archived_entry_leaves_the_catalogue_and_can_be_taken_up_again(moderator, editor, project):
    public = make_public(project=project)
    before = version()
    workflow.archive(edition=public, by=moderator, version=3, reason="Der Betrieb ist eingestellt.")
    assert (public.state, version()) == ("archived", before + 1)
    assert not Edition.objects.public().exists()
    assert mails() == [editor.email]
    draft = workflow.start_draft(measure=public.measure, by=editor)
    workflow.submit(edition=draft, by=editor, version=1)
    workflow.publish(edition=draft, by=moderator, version=2)
    public.refresh_from_db()
    assert (public.state, draft.state) == ("superseded", "published")


def test_a_withdrawn_entry_has_no_readable_edition_until_an_old_one_is_taken_up(moderator, editor, project):
    public = make_public(project=project)
    workflow.withdraw(edition=public, by=moderator, version=3, reason="Falsche Angaben.")
    assert not Edition.objects.readable().exists()
    with pytest.raises(workflow.WorkflowError):
        workflow.start_draft(measure=public.measure, by=editor)
    draft = workflow.start_draft(measure=public.measure, by=editor, original=public)
    assert (draft.title, draft.number) == (public.title, 2)


def test_no_draft_starts_from_an_edition_that_has_a_newer_one(editor):
    first = make_public("Alt")
    second = make_change(first, editor, goals="Neu.")
    workflow.publish(edition=second, by=None, version=second.version)
    with pytest.raises(workflow.Conflict):
        workflow.start_draft(measure=first.measure, by=editor, original=first)
    with pytest.raises(workflow.Conflict):
        workflow.start_draft(measure=first.measure, by=editor, original=second, newest=first)
    draft = workflow.start_draft(measure=first.measure, by=editor, original=second)
    assert draft.number == 3
    workflow.discard(edition=draft, by=editor, version=1)
    draft = workflow.start_draft(measure=first.measure, by=editor, original=first, newest=second)  # on purpose
    assert (draft.number, draft.title) == (3, "Alt")


def test_publishing_a_discarded_edition_is_a_conflict(editor, moderator, project):
    edition = make_draft(project=project, by=editor)
    workflow.submit(edition=edition, by=editor, version=1)
    seen = Edition.objects.select_related("measure__project").get()
    workflow.recall(edition=edition, by=editor, version=2)
    workflow.discard(edition=edition, by=editor, version=3)
    with pytest.raises(workflow.Conflict):
        workflow.publish(edition=seen, by=moderator, version=2)


@pytest.mark.parametrize("version", [2**31 - 1, 2**31, 2**63])
def test_a_version_that_no_edition_can_have_is_a_conflict(submitted, moderator, version):
    with pytest.raises(workflow.Conflict):
        workflow.publish(edition=submitted, by=moderator, version=version)


def test_publishing_a_discarded_draft_of_a_public_entry_is_a_conflict(editor, moderator, project):
    public = make_public(project=project)
    draft = make_change(public, editor, goals="Neu.")
    seen = Edition.objects.select_related("measure__project").get(pk=draft.pk)
    workflow.recall(edition=draft, by=editor, version=seen.version)
    workflow.discard(edition=draft, by=editor, version=draft.version)
    with pytest.raises(workflow.Conflict):
        workflow.publish(edition=seen, by=moderator, version=seen.version)
    public.refresh_from_db()
    assert public.state == "published"


def test_no_draft_starts_from_an_edition_of_another_measure():
    with pytest.raises(workflow.WorkflowError):
        workflow.start_draft(measure=make_public().measure, by=None, original=make_public())


def test_confirming_stores_user_and_time_and_changes_the_catalogue(editor, project):
    public = make_public(project=project)
    before = version()
    workflow.confirm(edition=public, by=editor, version=3)
    assert public.confirmed_by == editor
    assert timezone.now() - public.confirmed_at < timedelta(minutes=1)
    assert version() == before + 1
    draft = workflow.start_draft(measure=public.measure, by=editor)
    assert draft.confirmed_at is None


def test_a_discarded_draft_takes_its_measure_along_only_if_nothing_else_is_left(editor, project):
    public = make_public(project=project)
    draft = workflow.start_draft(measure=public.measure, by=editor)
    workflow.discard(edition=draft, by=editor, version=1)
    assert list(Edition.objects.all()) == [public]
    first = make_draft(project=project)
    workflow.discard(edition=first, by=editor, version=1)
    assert list(Measure.objects.all()) == [public.measure]
    with pytest.raises(workflow.Conflict):
        workflow.discard(edition=first, by=editor, version=1)


def test_mails_go_to_current_members_except_the_acting_user(submitted, editor, moderator, project):
    assert mails() == []  # there was no moderator to tell
    colleague = make_editor(project, email="kollegin@example.org")
    make_editor(project, email="weg@example.org", is_active=False)
    ended = make_editor(project, email="zu-ende@example.org")
    ended.memberships.update(starts_on="2020-01-01", ends_on="2020-12-31")
    draft = make_draft(project=project, by=editor)
    workflow.submit(edition=draft, by=editor, version=1)
    assert mails() == [moderator.email]
    workflow.publish(edition=draft, by=moderator, version=2)
    assert sorted(mails()[1:]) == sorted([editor.email, colleague.email])


def test_a_mail_is_written_only_if_its_verb_is_carried_out(submitted, moderator):
    with transaction.atomic():
        workflow.publish(edition=submitted, by=moderator, version=2)
        transaction.set_rollback(True)
    assert mails() == []


def test_the_audit_replayed_gives_the_current_states(submitted, editor, moderator, project):
    workflow.publish(edition=submitted, by=moderator, version=2)
    second = make_change(submitted, editor, goals="Neu.")
    workflow.publish(edition=second, by=moderator, version=second.version)
    workflow.withdraw(edition=second, by=moderator, version=second.version, reason="Doppelt.")
    workflow.archive(edition=make_public(), by=moderator, version=3, reason="Vorbei.")
    workflow.discard(edition=make_draft(), by=None, version=1)
    make_draft()
    states = {entry.edition_key: entry.state for entry in AuditEntry.objects.order_by("pk")}
    assert {key: state for key, state in states.items() if state} == dict(Edition.objects.values_list("pk", "state"))


def test_the_audit_is_only_added_to(submitted):
    entry = AuditEntry.objects.last()
    for change in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(note=""),
    ):
        with pytest.raises(TypeError):
            change()
    statements = ["UPDATE measures_auditentry SET note = 'anders'"]
    if connection.vendor == "postgresql":
        statements.append("DELETE FROM measures_auditentry")
    for statement in statements:
        with pytest.raises(IntegrityError, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize("reason", ["\u200b", "\u2060\ufeff", "...", " - ", "123", "\u3164\u200d"])
def test_a_reason_without_letters_is_none(reason):
    with pytest.raises(ReasonNeeded):
        require_reason(reason, "Warum?")
