"""`manage.py import_catalogue`: the English titles, summaries and names of a catalogue folder."""

import csv

import pytest

from measures.intake.catalogue.english import COLUMNS, NAMES, TRANSLATIONS, VOCABULARIES, read_names
from measures.intake.catalogue.files import CatalogueError
from measures.intake.catalogue.records import SHIPPED, read_catalogue
from measures.models import SolutionType
from tests.intake.catalogue_folder import public, run, write_file

pytestmark = pytest.mark.django_db


def translate(folder, *rows):
    write_file(folder / TRANSLATIONS, COLUMNS[TRANSLATIONS], rows)


def name(folder, *rows):
    write_file(folder / NAMES, COLUMNS[NAMES], rows)


def english(reference):
    edition = public(reference)
    return edition.title_en, edition.summary_en


def test_translations_arrive_follow_the_file_and_stay_without_it(folder):
    translate(folder, {"measure_id": "ulm-01", "title": "Citizens’ platform", "summary": "Everybody has a say."})
    run(folder)
    assert english("ulm-01") == ("Citizens’ platform", "Everybody has a say.")
    assert english("rn-01") == ("", "")
    assert "nothing was written" in run(folder)
    (folder / TRANSLATIONS).unlink()
    assert "nothing was written" in run(folder)
    translate(folder, {"measure_id": "rn-01", "title": "Thin entry"})
    run(folder)
    assert english("ulm-01") == ("", "")
    assert english("rn-01") == ("Thin entry", "")


def test_names_are_written_only_where_there_are_none(folder):
    SolutionType.objects.filter(slug="dashboard").update(name_en="Cockpit")
    name(
        folder,
        {"vocabulary": "solution_type", "slug": "app", "name": "App", "description": "Applications."},
        {"vocabulary": "solution_type", "slug": "dashboard", "name": "Dashboard", "description": "Figures."},
        {"vocabulary": "solution_type", "slug": "deleted", "name": "Deleted", "description": ""},
    )
    assert "English names: 0 created, 1 changed, 1 unchanged" in run(folder)
    found = dict(SolutionType.objects.exclude(name_en="").values_list("slug", "description_en"))
    assert found == {"app": "Applications.", "dashboard": ""}
    assert "nothing was written" in run(folder)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"measure_id": "unknown", "title": "Title"}, "measure_id"),
        ({"measure_id": "ulm-01"}, "title"),
        ({"measure_id": "ulm-01", "title": "x" * 201}, "title"),
        ({"measure_id": "ulm-01", "title": "Title", "summary": "x" * 501}, "summary"),
        ({"measure_id": "rn-01", "title": "Twice"}, "measure_id"),
    ],
)
def test_wrong_translations_are_named(folder, row, column):
    translate(folder, {"measure_id": "rn-01", "title": "First"}, row)
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(folder)
    assert [(problem.file, problem.row, problem.column) for problem in caught.value.problems] == [
        (TRANSLATIONS, 3, column)
    ]


def test_wrong_names_and_another_table_are_named(folder):
    name(folder, {"vocabulary": "colour", "slug": "red"}, {"vocabulary": "action_field", "name": "x" * 81})
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(folder)
    assert [(problem.row, problem.column) for problem in caught.value.problems] == [(2, "vocabulary"), (3, "name")]
    (folder / NAMES).write_text("slug;name\n")
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(folder)
    assert str(caught.value.problems[0]).endswith("The columns must be: vocabulary, slug, name, description.")


def test_the_shipped_files_name_every_value_and_translate_a_hundred_measures():
    names = read_names(SHIPPED)
    for model in VOCABULARIES.values():
        for value in model.objects.current():
            given, description = names[model, value.slug]
            assert given
            assert bool(description) == bool(value.description)
    with (SHIPPED / TRANSLATIONS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 100
    assert all(row["title"] and row["summary"] for row in rows)
