"""Test that an export that is uploaded again changes nothing, and that no cell of it is a formula (R16)."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from measures.content import CONTENT, LISTS, PERSON
from measures.intake import table_files, uploads
from measures.intake.cells import DANGEROUS, TOO_LONG, escaped, unescaped
from measures.intake.columns import COLUMNS, HEADERS
from measures.models import ActionField, Edition, Offer, SolutionType, SpatialScope
from tests.factories import (
    make_draft,
    make_editor,
    make_municipality,
    make_picture,
    make_project,
    make_public,
    make_user,
)
from tests.intake.sheet_files import carry_out, csv_bytes, problems, upload

pytestmark = pytest.mark.django_db

NASTY = [
    "=cmd|' /C calc'!A0", "+49 731 1234", "-1+1", "- Punkt\n- Punkt", "@SUM(A1)", "=1+1", "'=1", "''=1", "'", "''",
    "'''x", "'Zitat'", "'s Hertogenbosch", 'sagt "ja"; und, "nein"', "Zeile 1\nZeile 2\n\nZeile 4", "a\r\nb",
    "äöüßÄÖÜ ẞ éž漢字", "👩 und 🏛️", "a\u0308o\u0308", "1", "2026-01-31", "TRUE", "#REF!", "#N/A", "0,5", "007", "1e5",
    "<b>fett</b>", "a\tb", "x;y|z", "_x000D_ und _x0041_", "Steuer\x0bzeichen\x1f", " davor und danach ",
    "\tTab vorn", "\rCR vorn", "sep=;", "Ende\n", "%00", "wort " * 4_000, "🏛" * 15_000,
]  # fmt: skip
FORMATS = ["csv", "xlsx"]


def exported(kind, user):
    rows = table_files.export_rows(user)
    return table_files.as_csv(rows) if kind == "csv" else table_files.as_xlsx(rows, user)


def cells_of(data, kind):
    """Return the rows of an export as a spreadsheet program would see them, with the types of its cells."""
    if kind == "csv":
        return [
            [("s", text) for text in row] for row in csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
        ]
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    return [[(cell.data_type, cell.value or "") for cell in row] for row in sheet.iter_rows()]


def again(kind, user):
    """Upload an export and return its Plan."""
    return uploads.plan_of(uploads.store_upload(upload(exported(kind, user), f"export.{kind}"), user), user)


@pytest.fixture
def nasty():
    project = make_project("Musterstadt", municipalities=[make_municipality("Ort"), make_municipality("Ort")])
    for text in NASTY:
        short = text.strip()[:200]
        make_draft(short, project=project, summary=text[:500], goals=text, contact_name=text[:120], licence=text[:60])
    return project


@pytest.mark.parametrize("kind", FORMATS)
def test_nasty_texts_come_back_as_they_were(nasty, kind):
    planned = again(kind, make_editor(nasty))
    assert problems(planned) == []
    assert [row.content for row in planned.rows if row.content] == []
    assert planned.counts["unchanged"] == len(NASTY)


@pytest.mark.parametrize("kind", FORMATS)
def test_full_and_empty_entries_come_back_as_they_were(kind):
    project = make_project("Musterstadt")
    full = {
        "status": "in-betrieb", "start_year": 2020, "end_year": 2024, "as_of": date(2026, 1, 31),
        "website": "https://example.org/a;b", "source_code_url": "https://example.org/q", "licence": "MIT",
        "spatial_scopes": SpatialScope.objects.all(), "offers": Offer.objects.all()[:2],
        "contact_email": "amt@example.org",
        "sources": [
            {"url": "https://example.org/1", "kind": "press", "confidence": "high"},
            {"url": "https://example.org/2;https://x", "kind": "", "confidence": "medium"},
            {"url": "https://example.org/3", "kind": "repository", "confidence": ""},
        ],
    }  # fmt: skip
    make_public("Voll", project=project, types=("app", "dashboard"), **full, **make_picture())
    make_draft("Leer", project=project, types=(), fields=(), places=[])
    far = make_municipality("Nicht mehr dabei")
    make_draft("Anderswo", project=project, places=[far], summary="x" * 500, goals="y" * 40_000)
    SolutionType.objects.create(slug="mit-trenner", name="A; B|C")
    ActionField.objects.filter(slug="mobilitaet").update(name="Mobilität, Verkehr")
    make_draft("Werte mit Trennern", project=project, types=("mit-trenner", "app"))
    planned = again(kind, make_editor(project))
    assert problems(planned) == []
    assert [row.content for row in planned.rows if row.content] == []
    assert len(planned.rows) == 4


def test_every_text_is_escaped_and_unescaped_alike():
    for text in [*NASTY, *DANGEROUS, ""]:
        assert unescaped(escaped(text)) == text
        assert not escaped(text).startswith(DANGEROUS)


@pytest.mark.parametrize("kind", FORMATS)
def test_no_cell_computes(nasty, kind):
    rows = cells_of(exported(kind, make_editor(nasty)), kind)
    assert [text for _type, text in rows[0]] == HEADERS
    assert len(rows) == 1 + len(NASTY)
    for row in rows[1:]:
        for data_type, text in row:
            assert data_type in ("s", "inlineStr") or (data_type, text) == ("n", "")
            if kind == "csv":
                assert not text.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_cells_of_a_workbook_stay_texts_when_they_are_edited(nasty):
    sheet = load_workbook(io.BytesIO(exported("xlsx", make_editor(nasty)))).worksheets[0]
    dangerous = [cell for row in sheet.iter_rows() for cell in row if str(cell.value or "").startswith(DANGEROUS)]
    assert len(dangerous) > 10
    assert all(cell.quotePrefix for cell in dangerous)


def test_an_export_has_the_entries_of_the_editors_projects_only():
    own, other = make_project("Eigen"), make_project("Fremd")
    for project in (own, other):
        make_draft(f"Entwurf {project}", project=project)
        make_public(f"Öffentlich {project}", project=project)
    editor = make_editor(own)
    former = make_editor(other)
    former.memberships.update(starts_on="2020-01-01", ends_on="2020-12-31")

    def titles(user):
        return sorted(row[HEADERS.index("Titel")] for row in table_files.export_rows(user))

    assert titles(editor) == ["Entwurf Eigen", "Öffentlich Eigen"]
    assert titles(former) == []
    assert len(titles(make_user(is_moderator=True))) == 4
    inactive = make_editor(own, is_active=False)
    assert titles(inactive) == []


def test_the_lists_in_a_workbook_name_nothing_of_other_projects():
    make_project("Fremdstadt", municipalities=[make_municipality("Fremdort")])
    editor = make_editor(make_project("Eigenstadt"))
    workbook = load_workbook(io.BytesIO(table_files.as_xlsx((), editor)))
    texts = [str(cell.value) for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert "Eigenstadt" in texts
    assert not {"Fremdstadt", "Fremdort"} & set(texts)


def test_the_template_offers_all_values_and_is_an_empty_table():
    editor = make_editor(make_project("Musterstadt"))
    workbook = load_workbook(io.BytesIO(table_files.as_xlsx((), editor)))
    sheet, values = workbook.worksheets[0], workbook["Erlaubte Werte"]
    assert [cell.value for cell in sheet[1]] == HEADERS
    assert sheet.max_row == 1
    columns = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in values.iter_cols()}
    assert columns["Lösungstypen"] == [value.name for value in SolutionType.objects.all()]
    assert columns["Bearbeitungsstand"][:2] == ["geplant", "in Umsetzung"]
    offered = {str(choice.sqref).split(":")[0][:-1] for choice in sheet.data_validations.dataValidation}
    letters = {sheet.cell(1, number + 1).column_letter: header for number, header in enumerate(HEADERS)}
    assert {letters[letter] for letter in offered} == {
        "Modellprojekt", "Lösungstypen", "Handlungsfelder", "Raumwirkung", "Bearbeitungsstand", "Orte",
        "Geld für den Betrieb", "Hauptgrund des Endes", "Offenlegung des Quelltexts", "Angebote",
    }  # fmt: skip


def test_every_allowed_value_of_the_template_is_understood():
    project = make_project("Musterstadt")
    editor = make_editor(project)
    allowed = table_files.allowed_values(editor)
    rows = [["Titel", "Lösungstypen", "Handlungsfelder", "Raumwirkung", "Orte", "Modellprojekt"]]
    rows.append(["A", *("\n".join(allowed[header]) for header in rows[0][1:])])
    rows[0].append("Quellen")
    kinds, confidences = allowed["Quellen: Art"], allowed["Quellen: Verlässlichkeit"]
    said = [f"{kind}, {confidence}" for kind in kinds for confidence in confidences]
    rows[1].append("\n".join(f"https://example.org/{number} ({words})" for number, words in enumerate(said)))
    carry_out(rows, editor)
    edition = Edition.objects.get()
    assert edition.solution_types.count() == SolutionType.objects.count()
    assert edition.sources.exclude(kind="").exclude(confidence="").count() == len(said)


def test_the_mark_for_a_text_that_is_too_long_is_never_taken_for_a_text():
    editor = make_editor(make_project())
    planned = uploads.plan_of(
        uploads.store_upload(upload(csv_bytes([["Titel", "Ziele"], ["A", TOO_LONG]])), editor), editor
    )
    assert [address for address, *_rest in problems(planned)] == ["B2"]


def test_all_content_but_image_and_person_has_a_column():
    image = {"image", "image_width", "image_height", "image_alt", "image_rights"}
    content = {*CONTENT, *LISTS} - image - set(PERSON)
    assert {column.name for column in COLUMNS} - {"key", "project"} == content
