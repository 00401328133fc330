"""`manage.py import_catalogue` with errors: all are reported and nothing is written."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from measures.intake.catalogue.files import CatalogueError
from measures.intake.catalogue.format import COLUMNS, MAY_BE_MISSING
from measures.intake.catalogue.importing import import_catalogue
from measures.intake.catalogue.records import read_catalogue
from measures.models import Edition, Measure
from municipalities.models import ModelProject, Municipality, Participation
from tests.factories import make_project
from tests.intake.catalogue_folder import BODIES, MEASURES, PROJECTS, ROWS, run, write

pytestmark = pytest.mark.django_db


def problems_in(folder):
    """Return what is wrong as (file, line, column), after making sure that nothing was written."""
    with pytest.raises(CatalogueError) as caught:
        import_catalogue(read_catalogue(folder))
    assert not ModelProject.objects.exists()
    assert not Municipality.objects.exists()
    assert not Measure.objects.exists()
    return [(problem.file, problem.row, problem.column) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("file", "column", "value"),
    [
        (PROJECTS, "slug", ""),
        (PROJECTS, "slug", "Ulm an der Donau"),
        (PROJECTS, "short_name", ""),
        (PROJECTS, "short_name", "x" * 121),
        (PROJECTS, "official_name", "x" * 201),
        (PROJECTS, "cohort_year", "2018"),
        (PROJECTS, "cohort_year", ""),
        (PROJECTS, "kind", "Großsstadt"),
        (PROJECTS, "states", "BY"),
        (PROJECTS, "states", "BW;BY"),
        (PROJECTS, "states", "XX"),
        (PROJECTS, "lead_ags", "0842100"),
        (PROJECTS, "lead_ags", "05122000"),
        (PROJECTS, "website", "Ulm"),
        (PROJECTS, "website", "javascript:alert(1)"),
        (PROJECTS, "website", "https://ulm.example/" + "x" * 500),
        (PROJECTS, "note", "a\x00b"),
        (BODIES, "name", ""),
        (BODIES, "name", "U\x00lm"),
        (BODIES, "level", "Stadt"),
        (BODIES, "state", "BB"),
        (BODIES, "state", "B"),
        (BODIES, "ars", "08421000"),
        (BODIES, "ars", "08421000000x"),
        (BODIES, "ars", ""),
        (BODIES, "ags", "08421001"),
        (BODIES, "population", "128.928"),
        (BODIES, "population", "-1"),
        (BODIES, "population", "９"),
        (BODIES, "population", ""),
        (BODIES, "population_date", "31.12.2022"),
        (BODIES, "lat", "90"),
        (BODIES, "lat", "nan"),
        (BODIES, "lon", "48,3"),
        (BODIES, "lon", "48.3"),
        (BODIES, "role", "Zuschauer"),
        (BODIES, "model_project_slug", "ulmm"),
        (BODIES, "model_project", "Neu-Ulm"),
        (BODIES, "source_url", "ftp://quelle.example/"),
        (MEASURES, "id", ""),
        (MEASURES, "id", "x" * 81),
        (MEASURES, "title", ""),
        (MEASURES, "title", "x" * 201),
        (MEASURES, "model_project_slug", "atlantis"),
        (MEASURES, "solution_type", "App;Äpp"),
        (MEASURES, "action_field", "Mobil"),
        (MEASURES, "status", "fertig"),
        (MEASURES, "url", "https://"),
        (MEASURES, "url", "https://[::1"),
        (MEASURES, "start_year", "1989"),
        (MEASURES, "start_year", "zwanzig"),
        (MEASURES, "end_year", "2019"),
        (MEASURES, "end_year", "2101"),
        (MEASURES, "description_de", "x" * 501),
        (MEASURES, "source_url", ""),
        (MEASURES, "source_kind", "Hörensagen"),
        (MEASURES, "confidence", "niedrig"),
        (MEASURES, "places", "08421000"),
        (MEASURES, "places", "084210000000;08226"),  # of another project
        (MEASURES, "places", "Ulm"),
    ],
)
def test_one_bad_cell_and_nothing_is_written(tmp_path, file, column, value):
    write(tmp_path, {(file, 0): {column: value}})

    assert (file, 2, column) in problems_in(tmp_path)


def test_all_problems_are_named_with_the_nearest_allowed_value(tmp_path):
    write(
        tmp_path,
        {(PROJECTS, 1): {"cohort_year": "22"}, (MEASURES, 0): {"solution_type": "sensorik", "url": "x"}},
    )

    out = StringIO()
    with pytest.raises(CommandError, match=r"Nothing was written. Problems found: 3."):
        call_command("import_catalogue", str(tmp_path), stderr=out)

    assert out.getvalue().splitlines() == [
        "model_projects.csv, line 3, column cohort_year, “22”: This value is not known here. "
        "Allowed are: 2019, 2020, 2021. Did you mean “2021”?",
        "measures.csv, line 2, column solution_type, “sensorik”: This value is not known here. "
        "Did you mean “Sensorik/IoT”?",
        "measures.csv, line 2, column url, “x”: This is not the address of a web page.",
    ]
    assert not ModelProject.objects.exists()


@pytest.mark.parametrize(
    ("file", "row", "column"),
    [
        (PROJECTS, {**ROWS[PROJECTS][0], "short_name": "Ulm zwei"}, "slug"),
        (MEASURES, {**ROWS[MEASURES][1], "id": "ulm-01"}, "id"),
        (BODIES, ROWS[BODIES][2], "ars"),
        (BODIES, {**ROWS[BODIES][1], "role": "Partner"}, "name"),
    ],
)
def test_nothing_may_be_there_twice(tmp_path, file, row, column):
    write(tmp_path, {(file, 9): row})

    assert (file, len(ROWS[file]) + 2, column) in problems_in(tmp_path)


def test_two_projects_of_one_name(tmp_path):
    write(tmp_path, {(PROJECTS, 1): {"short_name": "Ulm"}})

    assert problems_in(tmp_path) == [(PROJECTS, 3, "short_name")]


def test_a_project_has_one_lead(tmp_path):
    write(tmp_path, {(BODIES, 2): {"role": "federführend"}})

    assert problems_in(tmp_path) == [(BODIES, 4, "role")]


def test_the_named_lead_must_be_the_leading_one(tmp_path):
    write(tmp_path, {(PROJECTS, 1): {"lead_ags": "08226"}})

    assert problems_in(tmp_path) == [(PROJECTS, 3, "lead_ags")]


def test_a_district_can_lead(tmp_path):
    write(
        tmp_path,
        {
            (PROJECTS, 1): {"lead_ags": "08226"},
            (BODIES, 1): {"role": "Partner"},
            (BODIES, 2): {"role": "federführend"},
        },
    )

    run(tmp_path)

    assert Participation.objects.get(project__slug="rhein-neckar", role="lead").municipality.ags == "08226"


def test_a_body_described_in_two_ways(tmp_path):
    again = {**ROWS[BODIES][0], "population": "1", "role": "Partner", "model_project": ""}
    write(tmp_path, {(BODIES, 3): {**again, "model_project_slug": "rhein-neckar"}})

    assert problems_in(tmp_path) == [(BODIES, 5, "ars")]


def test_an_empty_folder_and_no_folder(tmp_path):
    missing = [(file, 0, "") for file in COLUMNS if file not in MAY_BE_MISSING]

    assert problems_in(tmp_path) == missing
    assert problems_in(tmp_path / "nothing") == missing


@pytest.mark.parametrize("file", COLUMNS)
def test_columns_must_be_the_known_ones(folder, file):
    text = (folder / file).read_text(encoding="utf-8")
    header, rest = text.split("\n", 1)
    first, *others = header.strip().split(",")
    (folder / file).write_text(",".join([*others, "farbe"]) + "\n" + rest, encoding="utf-8")

    assert problems_in(folder) == [(file, 1, first), (file, 1, "farbe")]


def test_a_column_twice(folder):
    header = ",".join([*COLUMNS[MEASURES], "title"])
    (folder / MEASURES).write_text(header, encoding="utf-8")

    assert problems_in(folder) == [(MEASURES, 1, "title")]


def test_an_empty_file(folder):
    (folder / MEASURES).write_bytes(b"")

    assert problems_in(folder) == [(MEASURES, 0, "")]


def test_another_encoding_is_named_with_its_line(tmp_path):
    write(tmp_path, {}, encoding="latin-1")

    # The first umlaut or ß of each file
    assert problems_in(tmp_path) == [(PROJECTS, 2, ""), (BODIES, 2, ""), (MEASURES, 2, "")]


def test_rows_with_too_few_and_too_many_cells(folder):
    with (folder / MEASURES).open("a", encoding="utf-8") as file:
        file.write('ulm-02,"über\nzwei Zeilen"\n' + "," * 14 + "zu viel\n")

    # A cell with a line break counts as the lines it takes.
    assert problems_in(folder) == [(MEASURES, 4, ""), (MEASURES, 6, "")]


def test_a_quote_that_never_ends(folder):
    with (folder / MEASURES).open("a", encoding="utf-8") as file:
        file.write('ulm-02,"Titel\n')

    assert problems_in(folder) == [(MEASURES, 4, "")]


def test_control_characters_do_not_reach_the_terminal(tmp_path, capsys):
    write(tmp_path, {(MEASURES, 0): {"status": "\x1b[31mrot"}})

    with pytest.raises(CommandError):
        call_command("import_catalogue", str(tmp_path))

    assert "\x1b" not in capsys.readouterr().err


# What is stored here says otherwise


def test_the_name_of_another_project_here(folder):
    make_project("Ulm", municipalities=[])

    with pytest.raises(CatalogueError) as caught:
        import_catalogue(read_catalogue(folder))

    assert [str(problem) for problem in caught.value.problems] == [
        "model_projects.csv, line 2, column short_name, “Ulm”: Another project has this name here: "
        f"{ModelProject.objects.get().slug}."
    ]


def test_a_measure_keeps_its_project(tmp_path):
    run(write(tmp_path, {}))

    with pytest.raises(CommandError):
        run(write(tmp_path, {(MEASURES, 1): {"model_project_slug": "ulm"}, (MEASURES, 0): {"title": "Neu"}}))

    assert [edition.title for edition in Edition.objects.newest_first()] == [
        "Bürgerplattform",
        "Dünner Eintrag",
    ]


def test_a_lead_chosen_here_is_not_replaced(folder):
    run(folder)
    Participation.objects.filter(project__slug="ulm").update(municipality=Municipality.objects.get(level="district"))

    with pytest.raises(CommandError):
        run(folder)

    assert Participation.objects.get(project__slug="ulm").municipality.level == "district"
