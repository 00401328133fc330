"""Every list of the desk as CSV and XLSX: the rows of its page, what the user may see, and no formulas."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from measures.desk.lists import FOR_EVERYBODY, FOR_MODERATORS
from measures.links.checking import store
from measures.models import AnsweredQuestion, Enquiry, OpenQuestion, Reminder
from municipalities.accounts.models import Membership
from tests.desk.pages import text_of, url
from tests.factories import make_draft, make_editor, make_person, make_project, make_public, make_reuse, make_submitted

pytestmark = pytest.mark.django_db
GONE = "https://example.org/weg"


def rows_of(client, name, kind="csv", query=""):
    """Return the rows of a list as a file, its headings first."""
    response = client.get(reverse("admin:list_file", args=[name, kind]) + query)
    assert response.status_code == 200, name
    return read(response, kind)


def admin_rows_of(client, model, kind="csv", query=""):
    response = client.get(reverse("admin:admin_list_file", args=[*model.split("."), kind]) + query)
    assert response.status_code == 200, model
    return read(response, kind)


def read(response, kind):
    content = b"".join(response)
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(BytesIO(content)).active
        return [list(row) for row in sheet.iter_rows(values_only=True)]
    return list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def everything(project, editor):
    """One row for each list, of the project of the editor, and one of another project."""
    for owner, by in ((project, editor), (make_project("Fremdes Netz"), None)):
        public = make_public(f"=Pegel {owner}", project=owner, website=GONE, **make_person())
        make_submitted(f"Wartend {owner}", project=owner, by=by)
        make_reuse(public, sides=("adopter", "origin"))
        asked = {"name": "Jana", "email": "jana@example.org", "confirmed_at": timezone.now()}
        enquiry = Enquiry.objects.create(measure=public.measure, question=f"Was kostet {owner}?", **asked)
        said = {"question": f"Kostet {owner} viel?", "answer": "Nein.", "proposed_by": editor}
        AnsweredQuestion.objects.create(measure=public.measure, enquiry=enquiry, **said)
        Reminder.objects.create(user=editor, kind=Reminder.Kind.CONFIRM, edition=public)
    store(GONE, "gone")


def test_each_list_is_there_in_both_formats_with_the_same_rows(moderator_client, everything):
    for name in [*FOR_EVERYBODY, *FOR_MODERATORS]:
        table, workbook = rows_of(moderator_client, name), rows_of(moderator_client, name, "xlsx")
        assert table[0] == workbook[0], name
        assert len(table) == len(workbook), name
        assert {len(row) for row in table} == {len(table[0])}, name


def test_a_list_has_the_rows_of_its_page_and_german_headings(moderator_client, everything):
    assert rows_of(moderator_client, "queue")[0] == [
        "Eintrag", "Modellprojekt", "Art", "Eingereicht von", "Eingereicht am", "Prüfung",
    ]  # fmt: skip
    queue = rows_of(moderator_client, "queue")[1:]
    assert {row[0] for row in queue} == {"Wartend Ortsnetz", "Wartend Fremdes Netz"}
    project = next(row for row in rows_of(moderator_client, "projects") if row[0] == "Ortsnetz")
    assert project[1:5] == ["1", "", "1", "1"]
    assert len(rows_of(moderator_client, "persons")) == 3
    assert [row[3] for row in rows_of(moderator_client, "dead-links")] == ["Adresse", GONE, GONE]
    assert len(rows_of(moderator_client, "reminders")) == 3


def test_a_list_keeps_the_filters_of_its_page(moderator_client, everything, project):
    assert [row[1] for row in rows_of(moderator_client, "queue", query=f"?projekt={project.slug}")[1:]] == ["Ortsnetz"]
    assert [row[0] for row in rows_of(moderator_client, "projects", query="?q=Fremdes")[1:]] == ["Fremdes Netz"]
    entries = admin_rows_of(moderator_client, "measures.edition", query=f"?projekt={project.slug}&state=published")
    assert [row[0] for row in entries] == ["Titel", "'=Pegel Ortsnetz"]
    page = text_of(moderator_client.get(url("review_queue") + f"?projekt={project.slug}"))
    assert f"/lists/queue.xlsx?projekt={project.slug}" in page


def test_editors_get_only_what_they_see(editor_client, everything):
    for name in FOR_MODERATORS:
        assert editor_client.get(reverse("admin:list_file", args=[name, "csv"])).status_code == 403, name
    for name in FOR_EVERYBODY:
        rows = rows_of(editor_client, name)
        assert len(rows) == (3 if name == "reuses" else 2), name
        assert "Fremdes" not in str(rows), name
    for kind in ("csv", "xlsx"):
        titles = [row[0] for row in admin_rows_of(editor_client, "measures.edition", kind)[1:]]
        assert sorted(title.lstrip("'") for title in titles) == ["=Pegel Ortsnetz", "Wartend Ortsnetz"]
    for model in ("accounts.user", "measures.solutiontype", "measures.auditentry", "accounts.mail"):
        assert editor_client.get(reverse("admin:admin_list_file", args=[*model.split("."), "csv"])).status_code == 403


def test_no_cell_is_a_formula_and_no_asker_is_named(moderator_client, everything):
    (cell,) = {row[0] for row in rows_of(moderator_client, "dead-links")[1:] if "Ortsnetz" in row[0]}
    assert cell == "'=Pegel Ortsnetz"
    response = moderator_client.get(reverse("admin:list_file", args=["dead-links", "xlsx"]))
    sheet = openpyxl.load_workbook(BytesIO(b"".join(response))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert "Jana" not in str(rows_of(moderator_client, "enquiries"))


def test_every_list_of_the_admin_is_a_file_with_its_columns(moderator_client, everything, moderator):
    request = RequestFactory().get("/")
    request.user = moderator
    for model, model_admin in admin.site._registry.items():
        if not model_admin.has_view_permission(request):
            continue
        for kind in ("csv", "xlsx"):
            rows = admin_rows_of(moderator_client, model._meta.label_lower, kind)
            columns = [name for name in model_admin.get_list_display(request) if name != "action_checkbox"]
            assert {len(row) for row in rows} == {len(columns)}, model
            assert len(rows) == model_admin.get_queryset(request).count() + 1, model
            assert "<" not in str(rows), model
    people = admin_rows_of(moderator_client, "accounts.user")
    assert people[0] == ["E-Mail-Adresse", "Vorname", "Nachname", "Moderation", "Aktiv"]
    assert [moderator.email, "", "", "ja", "ja"] in people


def test_every_page_with_a_list_offers_its_files(moderator_client, everything):
    OpenQuestion.objects.create(key="1", text="Quark", week=timezone.localdate(), hours=9)
    orphaned = make_project("Verwaist")
    make_editor(orphaned).memberships.update(starts_on="2020-01-01", ends_on="2020-12-31")
    make_public("Waise", project=orphaned)
    pages = {
        "answered_questions": "answered-questions",
        "orphans": "orphans",
        "review_queue": "queue",
        "projects_overview": "projects",
        "dead_links": "dead-links",
        "named_persons": "persons",
        "enquiries": "enquiries",
        "reuses": "reuses",
        "reminders": "reminders",
        "numbers": "months",
    }
    for page, name in pages.items():
        html = text_of(moderator_client.get(url(page)))
        assert f"/lists/{name}.csv" in html, page
        assert f"/lists/{name}.xlsx" in html, page
    assert rows_of(moderator_client, "orphans")[1:] == [["Waise", "Verwaist", "Verwaist"]]
    assert "/lists/measures/solutiontype.xlsx" in text_of(moderator_client.get("/admin/measures/solutiontype/"))


def test_an_unknown_list_format_or_filter_is_refused(moderator_client):
    for name in ("anderes.csv", "queue.pdf", "measures/anderes.csv", "measures/edition.pdf", "measures/vector.csv"):
        assert moderator_client.get(f"/admin/measures/edition/lists/{name}").status_code == 404, name
    response = moderator_client.get("/admin/measures/edition/lists/accounts/user.csv?password__regex=a")
    assert response.status_code == 400


def test_the_list_of_entries_without_an_active_editor(moderator_client, project, editor):
    make_draft("Verwaist", project=make_project("Leer"))
    make_draft("Betreut", project=project)
    assert titles_without_editor(moderator_client) == ["Verwaist"]
    Membership.objects.update(ends_on=timezone.localdate() - timedelta(days=1), starts_on=date(2026, 1, 1))
    assert titles_without_editor(moderator_client) == ["Betreut", "Verwaist"]
    page = text_of(moderator_client.get(reverse("admin:measures_edition_changelist")))
    assert "?redaktion=ohne" in page


def titles_without_editor(client):
    return sorted(row[0] for row in admin_rows_of(client, "measures.edition", query="?redaktion=ohne")[1:])
