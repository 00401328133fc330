"""Test the dry run: the outcome of each row, and place, reason and nearest value for each wrong cell."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures import workflow
from measures.intake import uploads
from measures.models import Edition, SolutionType
from tests.factories import make_draft, make_editor, make_municipality, make_project, make_public, make_user
from tests.intake.sheet_files import plan, problems, stored_upload, upload, xlsx_bytes

pytestmark = pytest.mark.django_db

IN_A_MONTH = (timezone.localdate() + timedelta(days=30)).isoformat()  # also if midnight passes meanwhile


@pytest.fixture
def project():
    return make_project("Musterstadt", slug="musterstadt", municipalities=[make_municipality("Musterstadt")])


@pytest.fixture
def editor(project):
    return make_editor(project)


def content(headers, cells, user):
    """Return what the only row of a table would write."""
    planned = plan([headers, cells], user)
    assert problems(planned) == []
    return planned.rows[0].content


def only_problem(headers, cells, user):
    found = problems(plan([headers, cells], user))
    assert len(found) == 1, found
    return found[0]


def test_each_row_has_its_outcome(editor, project):
    same = make_draft("Bleibt", project=project, goals="Ziel")
    other = make_public("Ändert sich", project=project)
    rows = [
        ["Kennung", "Titel", "Ziele", "Beginn"],
        ["", "Neu", "", ""],
        [same.measure.slug, "Bleibt", "Ziel", ""],
        [other.measure.slug, "Ändert sich", "Neues Ziel", ""],
        ["", "Falsch", "", "gestern"],
    ]
    planned = plan(rows, editor)
    assert [row.outcome for row in planned.rows] == ["new", "unchanged", "changed", "error"]
    assert planned.counts == {"error": 1, "changed": 1, "new": 1, "unchanged": 1}
    assert planned.rows[2].content == {"goals": "Neues Ziel"}


def test_nothing_is_written(editor, project):
    make_public("A", project=project)
    before = list(Edition.objects.values())
    plan([["Titel"], ["Neu"]], editor)
    assert list(Edition.objects.values()) == before


def test_values_in_every_form(editor, project):
    headers = [
        "Titel", "Lösungstypen", "Handlungsfelder", "Bearbeitungsstand", "Beginn", "Ende", "Orte", "Stand", "Website",
        "Lizenz", "Funktionspostfach", "Quellen",
    ]  # fmt: skip
    cells = [
        "  Ein   Titel ", "app ; DASHBOARD\nsensorik-iot", "mobilität, Verwaltung", " In  UMSETZUNG ", "2023.0",
        "31.12.2024", project.municipalities.get().ars, "1.2.2026", "example.org/x", "EUPL-1.2",
        "amt@example.org",
        "https://example.org/a;b (PRESSE/FACHMEDIEN, hoch)\nwww.example.org/c; example.org/d (mittel)",
    ]  # fmt: skip
    found = content(headers, cells, editor)
    assert [value.slug for value in found.pop("solution_types")] == ["app", "dashboard", "sensorik-iot"]
    assert [value.slug for value in found.pop("action_fields")] == ["mobilitaet", "verwaltung"]
    assert found.pop("places") == [project.municipalities.get()]
    assert found == {
        "title": "Ein   Titel", "status": "in-umsetzung", "start_year": 2023, "end_year": 2024,
        "as_of": date(2026, 2, 1), "website": "https://example.org/x", "licence": "EUPL-1.2",
        "contact_email": "amt@example.org",
        "sources": [
            {"url": "https://example.org/a;b", "kind": "press", "confidence": "high"},
            {"url": "https://www.example.org/c", "kind": "", "confidence": ""},
            {"url": "https://example.org/d", "kind": "", "confidence": "medium"},
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/x, https://b.example/y",
        "https://a.example/x,https://b.example/y.",
        "https://a.example/x und https://b.example/y",
        "<https://a.example/x> <https://b.example/y>",
        "(https://a.example/x)\n(https://b.example/y).",
        "• a.example/x;\n• b.example/y;",
        "a.example/x | b.example/y",
    ],
)
def test_several_addresses_in_one_cell(editor, text):
    sources = content(["Titel", "Quellen"], ["A", text], editor)["sources"]
    assert [source["url"] for source in sources] == ["https://a.example/x", "https://b.example/y"]


def test_an_address_of_a_website_in_a_cell_is_understood_as_in_the_form(editor):
    assert content(["Titel", "Website"], ["A", "(www.stadt.example/app)."], editor)["website"] == (
        "https://www.stadt.example/app"
    )


def test_a_line_break_in_a_title_is_a_space(editor):
    assert content(["Titel"], ["Parken \n am Markt"], editor)["title"] == "Parken am Markt"


@pytest.mark.parametrize(
    ("text", "value"),
    [("2026-01-31", date(2026, 1, 31)), ("31.1.26", date(2026, 1, 31)), ("31. 01. 2026", date(2026, 1, 31))],
)
def test_dates(editor, text, value):
    assert content(["Titel", "Stand"], ["A", text], editor)["as_of"] == value


@pytest.mark.parametrize(
    ("header", "text", "nearest"),
    [
        ("Lösungstypen", "Sensorrik/IoT", "Sensorik/IoT"),
        ("Lösungstypen", "App; Sensorrik/IoT", "Sensorik/IoT"),
        ("Handlungsfelder", "Umwelt und Natur", "Umwelt & Natur"),
        ("Bearbeitungsstand", "geplannt", "geplant"),
        ("Orte", "Musterstat", "Musterstadt"),
        ("Beginn", "zwanzig", ""),
        ("Beginn", "1889", ""),
        ("Stand", "31.02.2026", ""),
        ("Stand", "bald", ""),
        # With a name of its own: test runners that begin on different days must find the same tests.
        pytest.param("Stand", IN_A_MONTH, "", id="Stand in the future"),
        ("Website", "nirgends hin", ""),
        ("Funktionspostfach", "kein postfach", ""),
        ("Titel", "x" * 201, ""),
        ("Kurzfassung", "x" * 501, ""),
        ("Ziele", "x" * 20_001, ""),
        ("Quellen", "https://example.org/a (erfunden)", ""),
        ("Quellen", "https://example.org/a\nhttps://example.org/a", ""),
        ("Quellen", "siehe Akte", ""),
        ("Quellen", "(hoch) https://example.org/a", ""),
        ("Quellen", "https://example.org/a (hoch) (mittel)", ""),
        ("Quellen", "https://example.org/a siehe dort", ""),
        ("Website", "https://example.org/a https://example.org/b", ""),
        ("Quellen", "\n".join(f"https://example.org/{number}" for number in range(51)), ""),
    ],
)
def test_a_wrong_value_is_named_with_its_cell_and_what_is_near(editor, header, text, nearest):
    headers, cells = (["Titel"], [text]) if header == "Titel" else (["Titel", header], ["A", text])
    address, value, near = only_problem(headers, cells, editor)
    assert (address, near) == ("A2" if header == "Titel" else "B2", nearest)
    assert value
    assert text.startswith(value[:10]) or value in text


def test_the_end_must_not_lie_before_the_start(editor, project):
    assert only_problem(["Titel", "Beginn", "Ende"], ["A", "2023", "2022"], editor)[0] == "C2"
    stored = make_draft("B", project=project, start_year=2024)
    assert only_problem(["Kennung", "Ende"], [stored.measure.slug, "2023"], editor)[0] == "B2"


def test_an_absent_column_leaves_its_field_alone_and_an_empty_cell_empties_it(editor, project):
    stored = make_draft("A", project=project, goals="Ziel", costs="viel", start_year=2020)
    headers = ["Kennung", "Kosten", "Beginn", "Lösungstypen", "Orte", "Quellen"]
    found = content(headers, [stored.measure.slug, "", "", "", "", ""], editor)
    assert found == {"costs": "", "start_year": None, "solution_types": [], "places": []}


def test_a_title_cannot_be_emptied(editor, project):
    stored = make_draft("A", project=project)
    assert only_problem(["Kennung", "Titel"], [stored.measure.slug, ""], editor)[0] == "B2"
    assert only_problem(["Kennung", "Titel", "Ziele"], ["", "", "x"], editor)[0] == "B2"
    assert "2" in only_problem(["Titel", "Ziele"], ["", "x"], editor)[0]


def test_an_unknown_key_and_a_foreign_one_get_the_same_answer(editor):
    foreign = make_public("Fremd").measure.slug
    headers = ["Kennung", "Titel"]
    reasons = [
        [(problem.reason, problem.nearest) for problem in plan([headers, [key, "A"]], editor).rows[0].problems]
        for key in (foreign, "gibt-es-nicht")
    ]
    assert reasons[0] == reasons[1]
    assert len(reasons[0]) == 1


def test_the_nearest_key_is_one_of_the_editors_own(editor, project):
    own = make_draft("Mängelmelder", project=project).measure.slug
    make_draft("Mängelmeldung")
    assert only_problem(["Kennung", "Titel"], ["maengelmeldun", "A"], editor) == ("A2", "maengelmeldun", own)


def test_a_key_must_not_be_there_twice(editor, project):
    key = make_draft("A", project=project).measure.slug
    planned = plan([["Kennung", "Ziele"], [key, "x"], [key.upper(), "y"]], editor)
    assert [address for address, *_rest in problems(planned)] == ["A2", "A3"]


def test_two_new_measures_of_one_project_have_different_titles(editor):
    planned = plan([["Titel"], ["Neu"], [" NEU "]], editor)
    assert [address for address, *_rest in problems(planned)] == ["A3"]


def test_a_new_measure_with_the_title_of_an_old_one_is_pointed_out(editor, project):
    key = make_draft("Mängelmelder", project=project).measure.slug
    row = plan([["Titel"], ["mängelmelder"]], editor).rows[0]
    assert row.outcome == "new"
    assert key in row.hint


def test_no_hint_about_titles_of_other_projects(editor):
    make_draft("Geheim")
    assert plan([["Titel"], ["Geheim"]], editor).rows[0].hint == ""


def test_the_project_may_be_left_out_if_there_is_one(editor, project):
    assert plan([["Titel"], ["Neu"]], editor).rows[0].project == project
    other = make_project("Anderstadt")
    editor.memberships.create(project=other)
    assert problems(plan([["Titel"], ["Neu"]], editor))[0][0]
    assert plan([["Titel", "Modellprojekt"], ["Neu", " ANDERSTADT "]], editor).rows[0].project == other
    assert plan([["Titel", "Projekt"], ["Neu", "musterstadt"]], editor).rows[0].project == project


def test_no_new_measure_in_a_foreign_project(editor):
    make_project("Fremdstadt")
    assert only_problem(["Titel", "Modellprojekt"], ["Neu", "Fremdstadt"], editor) == (
        "B2",
        "Fremdstadt",
        "Musterstadt",
    )
    assert only_problem(["Titel", "Modellprojekt"], ["Neu", "Fromdstadt"], editor) == (
        "B2",
        "Fromdstadt",
        "Musterstadt",
    )


def test_a_table_moves_no_measure_to_another_project(editor, project):
    other = make_project("Anderstadt")
    editor.memberships.create(project=other)
    key = make_draft("A", project=project).measure.slug
    found = only_problem(["Kennung", "Modellprojekt", "Ziele"], [key, "Anderstadt", "x"], editor)
    assert found == ("B2", "Anderstadt", "Musterstadt")


def test_places_are_those_of_the_project(editor):
    make_municipality("Köln")
    assert only_problem(["Titel", "Orte"], ["A", "Köln"], editor)[:2] == ("B2", "Köln")


def test_places_with_the_same_name_are_told_apart_by_their_keys():
    town, district = make_municipality("Bamberg"), make_municipality("Bamberg", level="district")
    editor = make_editor(make_project(municipalities=[town, district]))
    assert only_problem(["Titel", "Orte"], ["A", "Bamberg"], editor)[0] == "B2"
    assert content(["Titel", "Orte"], ["A", f"Bamberg ({district.ars})"], editor)["places"] == [district]
    assert content(["Titel", "Orte"], ["A", town.ars.lstrip("0")], editor)["places"] == [town]


def test_a_value_that_contains_a_separator_is_found(editor):
    value = SolutionType.objects.create(slug="x", name="Sensorik; Funk, Netz")
    assert content(["Titel", "Lösungstypen"], ["A", "Sensorik; Funk, Netz"], editor)["solution_types"] == [value]


def test_an_entry_in_review_may_be_in_the_table_but_not_change(editor, project):
    draft = make_draft("A", project=project)
    workflow.submit(edition=draft, by=None, version=1)
    headers = ["Kennung", "Titel"]
    assert plan([headers, [draft.measure.slug, "A"]], editor).counts["unchanged"] == 1
    assert only_problem(headers, [draft.measure.slug, "B"], editor)[0] == "A2"


def test_a_row_is_compared_with_the_draft_if_there_is_one(editor, project):
    public = make_public("Alt", project=project)
    draft = workflow.start_draft(measure=public.measure, by=editor)
    workflow.save_draft(edition=draft, by=editor, version=1, content={"title": "Neu"})
    planned = plan([["Kennung", "Titel"], [public.measure.slug, "Alt"]], editor)
    assert planned.rows[0].content == {"title": "Alt"}
    assert planned.rows[0].entry.edition == draft


def test_a_formula_without_a_result_is_an_error(editor):
    stored = uploads.store_upload(upload(xlsx_bytes([["Titel", "Kosten"], ["A", "=1+1"]])), editor)
    assert [found[0] for found in problems(uploads.plan_of(stored, editor))] == ["B2"]


def test_any_number_of_rows_takes_the_same_number_of_queries(editor, project):
    def queries(number):
        rows = [["Kennung", "Titel", "Orte", "Lösungstypen", "Ziele"]]
        for title in range(number):
            key = make_public(f"M{number}-{title}", project=project).measure.slug
            rows.append([key, "Anders", "Musterstadt", "Dashboard", "Ziel"])
            rows.append(["", f"Neu {title}", "Musterstadt", "App", ""])
        stored = stored_upload(rows, editor)
        with CaptureQueriesContext(connection) as captured:
            assert uploads.plan_of(stored, editor).counts == {
                "error": 0,
                "changed": number,
                "new": number,
                "unchanged": 0,
            }
        return len(captured)

    assert queries(2) == queries(20)


def test_a_moderator_writes_for_every_project(project):
    moderator = make_user(is_moderator=True)
    key = make_public("A", project=project).measure.slug
    planned = plan([["Kennung", "Titel", "Modellprojekt"], [key, "B", ""], ["", "Neu", "Musterstadt"]], moderator)
    assert [row.outcome for row in planned.rows] == ["changed", "new"]
