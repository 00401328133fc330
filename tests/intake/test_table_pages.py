"""The pages for tables: who may see them, what they show and what they write."""

import re
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.urls import reverse

from measures import workflow
from measures.intake.columns import HEADERS
from measures.models import Edition, Upload
from tests.factories import make_draft, make_editor, make_project, make_public, make_user
from tests.forms import filled
from tests.intake.sheet_files import csv_bytes, xlsx_bytes
from tests.intake.test_sheets_carrying_out import fail_at, overtaken_by
from tests.intake.test_sheets_reading import BAD
from tests.login import sign_in

pytestmark = pytest.mark.django_db

SHEET, EXPORT, TEMPLATE = (reverse(f"admin:table_{name}") for name in ("upload", "export", "template"))


@pytest.fixture
def project():
    return make_project("Musterstadt")


@pytest.fixture
def editor(project):
    return make_editor(project)


@pytest.fixture
def editor_client(client, editor):
    client.force_login(editor)
    return client


def send(client, data, name="tabelle.csv"):
    return client.post(SHEET, {"file": SimpleUploadedFile(name, data)})


def dry_run(client, rows):
    """Upload a table and return its dry run: address, page and the fingerprint in its form."""
    response = send(client, csv_bytes(rows))
    assert response.status_code == 302, response.content.decode()
    html = client.get(response.url).content.decode()
    found = re.search(r'name="plan" value="(\w+)"', html)
    return SimpleNamespace(url=response.url, html=html, confirmed=found and found[1], apply=f"{response.url}apply/")


def test_an_uploaded_table_becomes_drafts(editor_client, project):
    page = dry_run(editor_client, [["Titel", "Ziele"], ["Eins", "a"], ["Zwei", "b"]])
    assert "2 neu" in page.html or "2 new" in page.html
    assert not Edition.objects.exists()
    response = editor_client.post(page.apply, {"plan": page.confirmed})
    assert (response.status_code, response.url) == (302, page.url)
    html = editor_client.get(page.url).content.decode()
    first, second = Edition.objects.order_by("title")
    for edition in (first, second):
        assert reverse("admin:entry_edit", args=[edition.pk]) in html
    assert (first.state, first.measure.project) == ("draft", project)


def test_a_database_error_rolls_everything_back(editor_client):
    page = dry_run(editor_client, [["Titel"], *([f"M{number}"] for number in range(60))])
    editor_client.raise_request_exception = False
    with fail_at(1, "measures_edition_places", DatabaseError("planted")):
        response = editor_client.post(page.apply, {"plan": page.confirmed})
    assert response.status_code == 500
    assert "planted" not in response.content.decode()
    assert not Edition.objects.exists()
    assert editor_client.get(page.url).context["counts"]["new"] == 60


def test_a_conflict_in_the_middle_leads_back_to_the_dry_run(editor_client, project):
    draft = make_draft("A", project=project)
    page = dry_run(editor_client, [["Kennung", "Titel"], [draft.measure.slug, "B"], ["", "Neu"]])
    somebody_saves = Edition.objects.filter(pk=draft.pk).update
    with overtaken_by(lambda: somebody_saves(version=7)):
        response = editor_client.post(page.apply, {"plan": page.confirmed})
    assert (response.status_code, response.url) == (302, f"{page.url}?changed=1")
    assert list(Edition.objects.values_list("title", flat=True)) == ["A"]


def test_a_change_since_the_dry_run_leads_back_to_it(editor_client, project):
    draft = make_draft("A", project=project)
    page = dry_run(editor_client, [["Kennung", "Titel"], [draft.measure.slug, "B"], ["", "Neu"]])
    workflow.save_draft(edition=draft, by=None, version=1, content={"goals": "dazwischen"})
    response = editor_client.post(page.apply, {"plan": page.confirmed})
    assert (response.status_code, response.url) == (302, f"{page.url}?changed=1")
    assert 'role="alert"' in editor_client.get(response.url).content.decode()
    assert list(Edition.objects.values_list("title", flat=True)) == ["A"]


@pytest.mark.parametrize("junk", ["", "x", "\0", "9" * 5000])
def test_nothing_is_written_without_the_plan_that_was_seen(editor_client, junk):
    page = dry_run(editor_client, [["Titel"], ["A"]])
    assert editor_client.post(page.apply, {"plan": junk}).status_code == 302
    assert not Edition.objects.exists()


def test_a_second_confirmation_writes_nothing(editor_client):
    page = dry_run(editor_client, [["Titel"], ["A"]])
    editor_client.post(page.apply, {"plan": page.confirmed})
    response = editor_client.post(page.apply, {"plan": page.confirmed})
    assert (response.status_code, response.url) == (302, page.url)
    assert Edition.objects.count() == 1


def test_a_table_with_errors_or_without_changes_cannot_be_confirmed(editor_client, project):
    key = make_draft("A", project=project).measure.slug
    assert dry_run(editor_client, [["Titel", "Beginn"], ["A", "2020"], ["B", "gestern"]]).confirmed is None
    assert dry_run(editor_client, [["Kennung", "Titel"], [key, "A"]]).confirmed is None


def test_an_error_is_shown_with_cell_value_and_the_nearest(editor_client):
    html = dry_run(editor_client, [["Titel", "Bearbeitungsstand", "Bemerkung"], ["A", "geplannt", "x"]]).html
    row = re.search(r'<th scope="row">B2</th>.*?</tr>', html, re.DOTALL)[0]
    assert "Bearbeitungsstand" in row
    assert "geplannt" in row
    assert re.search(r"<strong\s*>geplant</strong>", row)
    assert "Bemerkung" in html


def test_changes_are_shown_word_by_word_and_nothing_is_markup(editor_client, project):
    key = make_public("A", project=project, goals="Weniger <b>Stau</b> im Ort").measure.slug
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    html = dry_run(
        editor_client, [["Kennung", "Ziele", evil], [key, f"Weniger Lärm im Ort {evil}", "x"], ["", "", ""]]
    ).html
    assert "<ins" in html
    assert "<del" in html
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    html = dry_run(editor_client, [["Titel", "Beginn", "Status"], [evil, evil, evil]]).html
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_the_name_of_the_file_is_no_markup(editor_client):
    response = send(editor_client, csv_bytes([["Titel"], ["A"]]), '<b>x</b>" onload=alert(1) .csv' * 20)
    assert response.status_code in (302, 400)
    if response.status_code == 302:
        assert "<b>x" not in editor_client.get(response.url).content.decode()


@pytest.mark.parametrize("name", BAD)
def test_no_bad_file_breaks_the_page(editor_client, name):
    response = send(editor_client, BAD[name], "tabelle.xlsx")
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert not Upload.objects.exists()


def test_a_request_without_a_file_is_answered_with_an_error_on_the_page(editor_client):
    assert editor_client.post(SHEET).status_code == 400
    assert editor_client.post(SHEET, {"file": "kein Anhang"}).status_code == 400
    assert editor_client.post(SHEET, b"{", content_type="application/json").status_code == 400


@pytest.mark.parametrize(
    "query", ["", "rows=x", "rows=error&seite=-1", "rows=new&seite=%00", "rows=%ff&seite=" + "9" * 400]
)
def test_no_query_breaks_a_dry_run(editor_client, query):
    page = dry_run(editor_client, [["Titel"], *([f"M{number}"] for number in range(60))])
    assert editor_client.get(page.url, QUERY_STRING=query).status_code == 200


@pytest.mark.parametrize("query", ["format=x", "format=", "format=%00", "format=csv%00"])
@pytest.mark.parametrize("url", [EXPORT, TEMPLATE])
def test_other_formats_are_refused(editor_client, url, query):
    assert editor_client.get(url, QUERY_STRING=query).status_code == 400


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("url", [EXPORT, TEMPLATE])
def test_downloads_are_files_and_are_not_cached(editor_client, url, kind):
    response = editor_client.get(url, {"format": kind})
    assert response["Content-Disposition"].startswith('attachment; filename="masswerk-')
    assert response["Content-Disposition"].endswith(f'.{kind}"')
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(b"PK" if kind == "xlsx" else b"\xef\xbb\xbfKennung;")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_uploaded_again_changes_nothing(editor_client, project, kind):
    make_public("Öffentlich", project=project, goals="=1+1")
    make_draft("Entwurf", project=project, summary="+49")
    response = send(editor_client, editor_client.get(EXPORT, {"format": kind}).content, f"x.{kind}")
    context = editor_client.get(response.url).context
    assert context["counts"] == {"error": 0, "changed": 0, "new": 0, "unchanged": 2}


def test_the_export_shows_no_foreign_entry(editor_client, project):
    make_public("Eigen", project=project)
    make_public("Fremd")
    lines = editor_client.get(EXPORT, {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines[0].split(";") == HEADERS
    assert (len(lines), "Eigen" in lines[1]) == (2, True)


def test_an_upload_is_open_to_its_user_only(editor_client, client, project):
    page = dry_run(editor_client, [["Titel"], ["A"]])
    for stranger in (make_editor(project), make_user(is_moderator=True)):
        sign_in(client, stranger)
        for address in (page.url, f"{SHEET}{10**30}/", f"{SHEET}999999/"):
            assert client.get(address).status_code == 404
            assert client.post(f"{address}apply/", {"plan": page.confirmed}).status_code == 404
    assert not Edition.objects.exists()


def test_a_former_editor_is_refused(editor_client, editor):
    page = dry_run(editor_client, [["Titel"], ["A"]])
    editor.memberships.update(starts_on="2020-01-01", ends_on="2020-12-31")
    for response in (editor_client.get(page.url), editor_client.get(EXPORT), editor_client.get(SHEET)):
        assert (response.status_code, response.url.split("?")[0]) == (302, reverse("admin:login"))
    assert editor_client.post(page.apply, {"plan": page.confirmed}).status_code == 403
    assert not Edition.objects.exists()


def test_an_editor_who_changed_projects_writes_nothing_into_the_old_one(editor_client, editor):
    page = dry_run(editor_client, [["Titel", "Modellprojekt"], ["A", "Musterstadt"]])
    editor.memberships.update(starts_on="2020-01-01", ends_on="2020-12-31")
    editor.memberships.create(project=make_project())
    assert editor_client.post(page.apply, {"plan": page.confirmed}).status_code == 302
    assert not Edition.objects.exists()


def test_all_pages_need_a_login(client, editor):
    for address in (SHEET, EXPORT, TEMPLATE, f"{SHEET}1/", f"{SHEET}1/apply/"):
        response = client.get(address)
        assert (response.status_code, response.url.split("?")[0]) == (302, reverse("admin:login"))
        assert client.post(address).status_code == 403


def test_other_methods_are_refused(editor_client):
    page = dry_run(editor_client, [["Titel"], ["A"]])
    assert editor_client.get(page.apply).status_code == 405
    assert editor_client.post(EXPORT).status_code == 405
    assert editor_client.post(page.url).status_code == 405


def test_the_overview_links_to_the_upload(editor_client, client):
    assert f'href="{SHEET}"' in editor_client.get(reverse("admin:index")).content.decode()
    sign_in(client, make_user(is_moderator=True))
    assert f'href="{SHEET}"' in client.get(reverse("admin:index")).content.decode()
    assert client.get(SHEET).status_code == 200


@pytest.mark.one_database
def test_a_dry_run_of_many_rows_stays_small(editor_client, project):
    long = "Ein langer Satz mit vielen Worten, die sich ändern. " * 300
    rows = [["Kennung", "Titel", *HEADERS[13:22]]]
    for number in range(60):
        goals = dict.fromkeys(("goals", "partners", "costs", "funding", "operation", "lessons"), long)
        key = make_draft(f"M{number}", project=project, **goals).measure.slug
        rows.append([key, "x" * 200, *([long.replace("Satz", f"Text {number}")] * 9)])
    response = send(editor_client, csv_bytes(rows))
    assert len(editor_client.get(response.url).content) < 1_000_000


def test_a_workbook_is_accepted(editor_client):
    response = send(editor_client, xlsx_bytes([["Titel", "Beginn"], ["A", 2023]]), "x.xlsx")
    assert editor_client.get(response.url).context["counts"]["new"] == 1


def test_the_form_sends_the_fingerprint_of_the_plan(editor_client):
    page = dry_run(editor_client, [["Titel"], ["A"]])
    assert filled(page.html, None)["plan"] == page.confirmed
