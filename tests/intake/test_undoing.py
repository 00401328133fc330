"""Test undoing a table: as a whole, as long as its drafts are untouched."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from measures import workflow
from measures.intake.undoing import undo
from measures.models import ActionField, AuditEntry, Edition, Measure, Upload
from tests.factories import make_draft, make_editor, make_municipality, make_project, make_public
from tests.intake.sheet_files import carry_out, stored_upload
from tests.intake.test_sheets_carrying_out import overtaken_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project("Musterstadt", municipalities=[make_municipality("Musterstadt")])


@pytest.fixture
def editor(project):
    return make_editor(project)


def content():
    """Return all content that is stored, without versions and times."""
    return [
        (
            edition.measure.slug, edition.state, edition.title, edition.goals, edition.as_of, edition.start_year,
            sorted(place.name for place in edition.places.all()),
            [(source.url, source.fields) for source in edition.sources.all()],
            sorted(field.name for field in edition.action_fields.all()),
        )
        for edition in Edition.objects.order_by("pk")
    ]  # fmt: skip


def test_everything_is_as_before(editor, project):
    field = ActionField.objects.first()
    draft = make_draft("Entwurf", project=project, goals="alt", as_of=date(2024, 5, 1), start_year=2020)
    workflow.save_draft(
        edition=draft, by=None, version=1,
        content={
            "action_fields": [field],
            "sources": [{"url": "https://a.de", "kind": "press", "confidence": "", "fields": ["goals"]}],
        },
    )  # fmt: skip
    public = make_public("Öffentlich", project=project, goals="alt")
    before = content()
    rows = [
        ["Kennung", "Titel", "Ziele", "Stand der Angaben", "Beginn", "Handlungsfelder", "Quellen"],
        [draft.measure.slug, "Anders", "neu", "2024-06-01", "2021", "", "b.de"],
        [public.measure.slug, "Öffentlich", "neu", "", "", "", ""],
        ["", "Neu", "neu", "", "", "", ""],
    ]
    upload = carry_out(rows, editor)
    assert content() != before
    undo(upload.pk, by=editor)
    assert content() == before
    assert Measure.objects.count() == 2
    steps = AuditEntry.objects.order_by("-pk").values_list("verb", "by", "note")[:3]
    assert sorted(steps) == [
        ("discard", editor.pk, "Tabelle rückgängig gemacht"),
        ("discard", editor.pk, "Tabelle rückgängig gemacht"),
        ("save", editor.pk, "Tabelle rückgängig gemacht"),
    ]


def test_what_was_touched_stays_and_is_named(client, editor):
    upload = carry_out([["Titel"], ["Unberührt"], ["Bearbeitet"], ["Eingereicht"]], editor)
    edited, submitted = (Edition.objects.get(title=title) for title in ("Bearbeitet", "Eingereicht"))
    workflow.save_draft(edition=edited, by=editor, version=1, content={"goals": "mehr"})
    workflow.submit(edition=submitted, by=editor, version=1)
    client.force_login(editor)
    address = reverse("admin:table_plan", args=[upload.pk])
    page = client.get(address)
    assert [edition.title for edition in page.context["touched"]] == ["Bearbeitet", "Eingereicht"]
    assert client.post(f"{address}undo/").url == address
    assert sorted(Edition.objects.values_list("title", flat=True)) == ["Bearbeitet", "Eingereicht"]
    html = client.get(address).content.decode()
    for edition in (edited, submitted):
        assert reverse("admin:entry_edit", args=[edition.pk]) in html
    assert "undo/" not in html


def test_undoing_twice_changes_nothing_more(editor):
    upload = carry_out([["Titel"], ["A"]], editor)
    undo(upload.pk, by=editor)
    rows = AuditEntry.objects.count()
    undo(upload.pk, by=editor)
    assert (AuditEntry.objects.count(), Edition.objects.count()) == (rows, 0)


def test_before_it_was_carried_out_there_is_nothing_to_undo(editor):
    upload = stored_upload([["Titel"], ["A"]], editor)
    undo(upload.pk, by=editor)
    upload.refresh_from_db()
    assert upload.undone_at is None


def test_a_change_in_the_middle_leaves_everything(client, editor):
    upload = carry_out([["Titel"], ["A"], ["B"]], editor)
    first = Edition.objects.filter(title="A")
    client.force_login(editor)
    with overtaken_by(lambda: first.update(version=7)):
        response = client.post(reverse("admin:table_undo", args=[upload.pk]))
    assert response.url.endswith("?changed=1")
    assert Edition.objects.count() == 2
    assert 'role="alert"' in client.get(response.url).content.decode()


def test_an_editor_who_left_the_project_undoes_nothing(editor):
    upload = carry_out([["Titel"], ["A"]], editor)
    editor.memberships.update(starts_on="2020-01-01", ends_on="2020-12-31")
    undo(upload.pk, by=editor)
    assert Edition.objects.count() == 1


def test_any_number_of_drafts_takes_the_same_number_of_statements(editor, project):
    def statements(number):
        drafts = [make_draft(project=project) for _ in range(number)]
        rows = [["Kennung", "Ziele", "Titel"], *([draft.measure.slug, "neu", draft.title] for draft in drafts)]
        upload = carry_out([*rows, *(["", "", f"N{number}-{n}"] for n in range(number))], editor)
        with CaptureQueriesContext(connection) as captured:
            undo(upload.pk, by=editor)
        return len(captured)

    assert statements(40) - statements(4) <= 2 * 36  # one UPDATE for each draft whose content comes back


def test_what_undoing_needs_is_kept_for_its_time_and_however_many_others_follow(editor):
    upload = carry_out([["Titel"], ["A"]], editor)
    for number in range(5):
        stored_upload([["Titel"], [f"B{number}"]], editor)
    assert Upload.objects.filter(pk=upload.pk).exists()
    Upload.objects.filter(pk=upload.pk).update(applied_at=timezone.now() - Upload.UNDO_RETENTION - timedelta(hours=1))
    stored_upload([["Titel"], ["C"]], editor)
    assert not Upload.objects.filter(pk=upload.pk).exists()


def test_a_source_supports_again_what_it_did_before(editor, project):
    source = {"url": "https://a.de", "kind": "press", "confidence": "", "fields": ["goals"]}
    draft = make_draft("Entwurf", project=project, goals="alt", sources=[source])
    rows = [["Kennung", "Titel", "Ziele"], [draft.measure.slug, "Entwurf", "neu"]]
    upload = carry_out(rows, editor)
    assert draft.sources.get().fields == []
    undo(upload.pk, by=editor)
    assert draft.sources.get().fields == ["goals"]
