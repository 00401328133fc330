"""Test carrying out a confirmed table: all of it is written with the verbs of the workflow, or nothing."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures import workflow
from measures.intake import uploads
from measures.intake.problems import MOST_ROWS, Refused
from measures.models import AuditEntry, Edition, Measure, Upload
from municipalities.accounts.models import Mail
from tests.factories import make_draft, make_editor, make_municipality, make_project, make_public
from tests.intake.sheet_files import carry_out, csv_bytes, stored_upload, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project("Musterstadt", municipalities=[make_municipality(), make_municipality()])


@pytest.fixture
def editor(project):
    return make_editor(project)


def stored():
    return [
        list(model.objects.order_by("pk").values()) for model in (Measure, Edition, AuditEntry)
    ], Edition.solution_types.through.objects.count()


def test_new_rows_become_drafts_of_their_editor(editor, project):
    rows = [["Titel", "Ziele", "Lösungstypen", "Quellen"], ["A", "Ziel", "App", "example.org/x"], ["B", "", "", ""]]
    result = carry_out(rows, editor)
    first, second = Edition.objects.order_by("title")
    assert (first.state, first.created_by, first.edited_by, first.goals) == ("draft", editor, editor, "Ziel")
    assert [value.slug for value in first.solution_types.all()] == ["app"]
    assert [source.url for source in first.sources.all()] == ["https://example.org/x"]
    assert set(second.places.all()) == set(project.municipalities.all())
    assert [(entry.verb, entry.by, entry.edition_key) for entry in AuditEntry.objects.order_by("pk")] == [
        ("create", editor, first.pk),
        ("create", editor, second.pk),
    ]
    assert result.result == {
        "new": [first.pk, second.pk], "changed": [], "unchanged": 0,
        "versions": {str(first.pk): 1, str(second.pk): 1}, "before": {},
    }  # fmt: skip


def test_a_changed_draft_is_saved_and_a_changed_public_entry_gets_a_draft(editor, project):
    draft = make_draft("Entwurf", project=project)
    public = make_public("Öffentlich", project=project, summary="Alt", goals="Ziel")
    untouched = make_public("Bleibt", project=project)
    rows = [
        ["Kennung", "Kurzfassung"],
        [draft.measure.slug, "Neu"],
        [public.measure.slug, "Neu"],
        [untouched.measure.slug, ""],
    ]
    carry_out(rows, editor)
    draft.refresh_from_db()
    assert (draft.summary, draft.version, draft.edited_by) == ("Neu", 2, editor)
    public.refresh_from_db()
    assert (public.summary, public.state) == ("Alt", "published")
    second = public.measure.editions.working().get()
    assert (second.summary, second.goals, second.state, second.number) == ("Neu", "Ziel", "draft", 2)
    assert list(second.solution_types.all()) == list(public.solution_types.all())
    assert untouched.measure.editions.count() == 1
    verbs = AuditEntry.objects.filter(by=editor).order_by("pk").values_list("verb", "edition_key", "fields")
    assert list(verbs) == [
        ("start", second.pk, []),
        ("save", draft.pk, ["summary"]),
        ("save", second.pk, ["summary"]),
    ]


def test_a_returned_entry_stays_returned(editor, project):
    draft = make_draft("A", project=project)
    workflow.submit(edition=draft, by=None, version=1)
    workflow.return_with_note(edition=draft, by=None, version=2, note="Bitte kürzen.")
    carry_out([["Kennung", "Titel"], [draft.measure.slug, "Kurz"]], editor)
    draft.refresh_from_db()
    assert (draft.title, draft.state) == ("Kurz", "returned")


def test_no_mail_is_sent(editor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        carry_out([["Titel"], *([f"M{number}"] for number in range(5))], editor)
    assert (mail.outbox, Mail.objects.count()) == ([], 0)


def test_an_upload_is_carried_out_once(editor):
    done = carry_out([["Titel"], ["A"]], editor)
    assert (done.table, Edition.objects.count()) == ({}, 1)
    assert uploads.carry_out(done.pk, by=editor, confirmed="") == done.result
    assert Edition.objects.count() == 1


def test_a_table_may_have_as_many_new_rows_as_it_can(editor):
    carry_out([["Titel"], *([f"M{number}"] for number in range(MOST_ROWS))], editor)
    assert Edition.objects.count() == MOST_ROWS


def begin(rows, editor):
    upload = stored_upload(rows, editor)
    return upload, uploads.plan_of(upload, editor).fingerprint


def change_the_draft(draft):
    workflow.save_draft(edition=draft, by=None, version=1, content={"goals": "dazwischen"})


def submit_it(draft):
    workflow.submit(edition=draft, by=None, version=1)


def discard_it(draft):
    workflow.discard(edition=draft, by=None, version=1)


def end_the_membership(draft):
    draft.measure.project.memberships.update(starts_on="2020-01-01", ends_on="2020-12-31")


def take_the_value_away(draft):
    draft.solution_types.model.objects.filter(slug="dashboard").delete()


@pytest.mark.parametrize(
    "meanwhile", [change_the_draft, submit_it, discard_it, end_the_membership, take_the_value_away]
)
def test_nothing_is_written_if_something_changed_since_the_dry_run(editor, project, meanwhile):
    draft = make_draft("A", project=project)
    rows = [["Kennung", "Titel", "Lösungstypen"], ["", "Neu", "Dashboard"], [draft.measure.slug, "B", "App"]]
    upload, confirmed = begin(rows, editor)
    meanwhile(draft)
    before = stored()
    with pytest.raises(uploads.PlanChanged):
        uploads.carry_out(upload.pk, by=editor, confirmed=confirmed)
    assert stored() == before
    upload.refresh_from_db()
    assert upload.applied_at is None


def test_errors_are_never_carried_out(editor):
    upload, confirmed = begin([["Titel", "Beginn"], ["A", "2020"], ["B", "gestern"]], editor)
    with pytest.raises(uploads.PlanChanged):
        uploads.carry_out(upload.pk, by=editor, confirmed=confirmed)
    assert not Edition.objects.exists()


def fail_at(number, table, error):
    """Let the INSERT with this number into `table` fail."""
    seen = []

    def wrapper(execute, sql, params, many, context):
        if sql.startswith(f'INSERT INTO "{table}"'):
            seen.append(sql)
            if len(seen) == number:
                raise error
        return execute(sql, params, many, context)

    return connection.execute_wrapper(wrapper)


@pytest.mark.parametrize("table", ["measures_edition", "measures_auditentry", "measures_edition_places"])
def test_an_error_of_the_database_in_the_middle_leaves_nothing(editor, project, table):
    rows = [["Titel"], *([f"M{number}"] for number in range(60))]
    upload, confirmed = begin(rows, editor)
    before = stored()
    with fail_at(1, table, DatabaseError("planted")), pytest.raises(DatabaseError):
        uploads.carry_out(upload.pk, by=editor, confirmed=confirmed)
    assert stored() == before
    upload.refresh_from_db()
    assert (upload.applied_at, len(upload.table["rows"])) == (None, 60)


def overtaken_by(action):
    """Let `action` happen right before the first UPDATE of an edition."""
    waiting = [action]

    def wrapper(execute, sql, params, many, context):
        if waiting and sql.startswith('UPDATE "measures_edition"'):
            waiting.pop()()
        return execute(sql, params, many, context)

    return connection.execute_wrapper(wrapper)


def test_a_conflict_in_the_middle_leaves_nothing(editor, project):
    drafts = [make_draft(f"M{number}", project=project) for number in range(5)]
    rows = [["Kennung", "Ziele"], *([draft.measure.slug, "neu"] for draft in drafts)]
    upload, confirmed = begin(rows, editor)
    before = stored()
    somebody_saves = Edition.objects.filter(pk=drafts[3].pk).update
    with overtaken_by(lambda: somebody_saves(version=7)), pytest.raises(workflow.Conflict):
        uploads.carry_out(upload.pk, by=editor, confirmed=confirmed)
    assert stored() == before


@pytest.mark.one_database
@pytest.mark.parametrize("kind", ["new", "drafts", "public"])
def test_ten_times_the_rows_take_a_statement_or_two_for_each_more(editor, project, kind):
    def statements(number):
        keys = [""] * number
        if kind != "new":
            make = make_draft if kind == "drafts" else make_public
            keys = [make(project=project).measure.slug for _ in range(number)]
        rows = [[key, f"M{number}-{n}", "Dashboard", "neu", "a.de"] for n, key in enumerate(keys)]
        upload, confirmed = begin([["Kennung", "Titel", "Lösungstypen", "Ziele", "Quellen"], *rows], editor)
        with CaptureQueriesContext(connection) as captured:
            uploads.carry_out(upload.pk, by=editor, confirmed=confirmed)
        return len(captured)

    assert statements(200) - statements(20) <= 180 * {"new": 1, "drafts": 2, "public": 3}[kind]


def test_old_uploads_are_deleted_and_all_but_the_newest_of_a_user(editor, project):
    other = make_editor(project)
    old = stored_upload([["Titel"], ["A"]], other)
    Upload.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=25))
    mine = [stored_upload([["Titel"], [f"A{number}"]], editor) for number in range(4)]
    assert sorted(Upload.objects.values_list("pk", flat=True)) == [upload.pk for upload in mine[1:]]


def test_a_refused_file_is_not_stored(editor):
    with pytest.raises(Refused):
        uploads.store_upload(upload(csv_bytes([["Quatsch"], ["A"]])), editor)
    assert not Upload.objects.exists()
