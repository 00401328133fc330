"""details.csv of a catalogue folder: single statements about measures, each with a source of its own."""

import pytest

from measures.content import sources_of
from measures.intake.catalogue.files import CatalogueError
from measures.intake.catalogue.records import read_catalogue
from measures.models import Edition
from tests.intake.catalogue_folder import DETAILS, MEASURES, counts, public, run, write

pytestmark = pytest.mark.django_db

PAGE = "https://quelle.example/bericht"
ROW = {"measure_id": "ulm-01", "field": "goals", "value_de": "Mehr Menschen reden mit.", "source_url": PAGE}


def rows(*several):
    """Return changes for `write`: rows of details.csv, each one ROW with other cells."""
    return {(DETAILS, number): {**ROW, **cells} for number, cells in enumerate(several)}


def problems_in(folder):
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(folder)
    return [(problem.file, problem.row, problem.column) for problem in caught.value.problems]


def supported_by(edition):
    return {source["url"]: source["fields"] for source in sources_of(edition)}


def test_a_statement_and_its_source_arrive(folder):
    run(folder)

    edition = public("ulm-01")
    assert edition.goals == "Mehr Menschen reden mit."
    assert sources_of(edition) == [
        {
            "url": "https://quelle.example/buerger",
            "kind": "press",
            "confidence": "medium",
            "fields": ["title", "summary", "status", "start_year", "end_year"],
        },
        {"url": "https://quelle.example/ziele", "kind": "", "confidence": "", "fields": ["goals"]},
    ]


def test_a_statement_goes_before_that_of_the_measure_and_takes_its_source_along(tmp_path):
    changes = rows(
        {"field": "status", "value_de": "eingestellt", "source_kind": "Kommune/Projektseite"},
        {"field": "start_year", "value_de": "2019"},
        {"field": "Quelltext", "value_de": "github.com/stadtulm/neu"},
        {"field": "what_did_not", "value_de": "Niemand kam."},
    )
    run(write(tmp_path, changes))

    edition = public("ulm-01")
    assert (edition.status, edition.start_year, edition.end_year) == ("eingestellt", 2019, 2023)
    assert (edition.source_code_url, edition.lessons) == ("https://github.com/stadtulm/neu", "Niemand kam.")
    assert supported_by(edition) == {
        "https://quelle.example/buerger": ["title", "summary", "end_year"],
        PAGE: ["status", "start_year", "lessons", "source_code_url"],
    }
    assert edition.sources.get(url=PAGE).kind == "municipality"


def test_the_page_of_the_measure_may_support_further_fields(tmp_path):
    run(write(tmp_path, rows({"source_url": "https://quelle.example/buerger"})))

    [source] = sources_of(public("ulm-01"))
    assert source["fields"] == ["title", "summary", "status", "start_year", "end_year", "goals"]
    assert (source["kind"], source["confidence"]) == ("press", "medium")


def test_several_rows_of_a_long_text_are_its_paragraphs(tmp_path):
    run(write(tmp_path, rows({}, {"value_de": "Und zwar alle.", "source_url": "https://quelle.example/zwei"})))

    edition = public("ulm-01")
    assert edition.goals == "Mehr Menschen reden mit.\n\nUnd zwar alle."
    assert [url for url, fields in supported_by(edition).items() if "goals" in fields] == [
        PAGE,
        "https://quelle.example/zwei",
    ]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"measure_id": "ulm-99"}, "measure_id"),
        ({"measure_id": ""}, "measure_id"),
        ({"field": "budget"}, "field"),
        ({"field": "title"}, "field"),
        ({"field": "contact_email"}, "field"),
        ({"value_de": ""}, "value_de"),
        ({"field": "status", "value_de": "fertig"}, "value_de"),
        ({"field": "start_year", "value_de": "bald"}, "value_de"),
        ({"field": "start_year", "value_de": "1066"}, "value_de"),
        ({"field": "website", "value_de": "keine"}, "value_de"),
        ({"field": "licence", "value_de": "x" * 61}, "value_de"),
        ({"source_url": ""}, "source_url"),
        ({"source_url": "mündlich"}, "source_url"),
        ({"source_kind": "Gerücht"}, "source_kind"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(tmp_path, cells, column):
    write(tmp_path, rows({}, cells))

    assert problems_in(tmp_path) == [(DETAILS, 3, column)]
    assert counts() == [0, 0, 0, 0, 0]


def test_a_single_value_twice_and_a_page_of_two_kinds(tmp_path):
    year = {"field": "end_year", "value_de": "2024"}
    write(tmp_path, rows(year, year, {"source_kind": "Presse/Fachmedien"}, {"source_kind": "Partner/Dritte"}))
    assert problems_in(tmp_path) == [(DETAILS, 3, "field"), (DETAILS, 5, "source_kind")]

    write(tmp_path, rows({"source_url": "https://quelle.example/buerger", "source_kind": "Partner/Dritte"}))
    assert problems_in(tmp_path) == [(DETAILS, 2, "source_kind")]  # measures.csv says: press


def test_an_end_before_the_start_of_the_other_file(tmp_path):
    write(tmp_path, rows({"field": "end_year", "value_de": "2019"}))
    assert problems_in(tmp_path) == [(MEASURES, 2, "end_year")]


def test_a_folder_without_the_file_and_one_with_a_workbook_instead(folder):
    (folder / DETAILS).unlink()
    run(folder)
    assert public("ulm-01").goals == ""

    (folder / "details.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(folder)
    assert "There is only details.xlsx" in str(caught.value.problems[0])


def test_only_changes_are_written_and_a_row_that_is_gone_takes_its_statement_along(tmp_path):
    run(write(tmp_path, {}))
    assert "nothing was written" in run(tmp_path)

    out = run(write(tmp_path, {(DETAILS, 0): {"source_url": PAGE}}))
    assert "measures: 0 created, 1 changed, 1 unchanged" in out
    assert supported_by(public("ulm-01"))[PAGE] == ["goals"]
    assert "https://quelle.example/ziele" not in supported_by(public("ulm-01"))

    run(write(tmp_path, rows({"field": "costs", "value_de": "20.000 €"})))
    edition = public("ulm-01")
    assert (edition.goals, edition.costs, edition.number) == ("", "20.000 €", 3)
    assert Edition.objects.filter(measure=edition.measure, goals="Mehr Menschen reden mit.").count() == 2
