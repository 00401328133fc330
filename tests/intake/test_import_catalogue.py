"""`manage.py import_catalogue`: what arrives, from a small folder and from the shipped one."""

import csv
from collections import Counter
from datetime import date

import pytest
from django.http import QueryDict

from measures.finding.answer import Answer
from measures.finding.current import current
from measures.finding.suggestions import FIELD, MEASURE, PLACE, PROJECT, TYPE, suggest
from measures.intake.catalogue.format import DETAIL_FIELDS, STATUSES, STOP_CAUSES
from measures.intake.catalogue.records import SHIPPED
from measures.models import ActionField, Edition, Measure, Problem, SolutionType
from municipalities.models import ModelProject, Municipality, State
from tests.intake.catalogue_folder import BODIES, DETAILS, MEASURES, ROWS, counts, public, run, write

pytestmark = pytest.mark.django_db

TYPED = [
    ("Ulm", PROJECT, "Ulm"),
    ("Ulm", PLACE, "Ulm"),
    ("Ulm", MEASURE, "Offene Smart-City-Strategie Ulm"),
    ("Ilzer", PROJECT, "Ilzer Land"),
    ("Ilzer", MEASURE, "Regionaler Datenraum Ilzer Land"),
    ("betei", TYPE, "Beteiligungstool"),
    ("betei", MEASURE, "Beteiligungstoolbox"),
    ("plattform betei", MEASURE, "Beteiligungsplattform Würzburg mitmachen"),
    ("Sensorik", TYPE, "Sensorik/IoT"),
    ("mobil", FIELD, "Mobilität"),
    ("köl", PLACE, "Köln"),
    ("koeln", PLACE, "Köln"),
    ("un:box", PROJECT, "un:box cologne"),
    ("Hochwaser", MEASURE, "Digitale Hochwassermelder"),
]


# What is written


def test_everything_in_the_files_arrives(folder):
    run(folder)

    project = ModelProject.objects.get(slug="ulm")
    assert (project.name, project.official_name) == ("Ulm", "Ulm4CleverCity")
    assert (project.cohort, project.kind, project.note) == (2019, "grossstadt", "Ein Hinweis.")
    assert (project.website, project.source_url) == ("https://ulm.example/", "https://quelle.example/auswahl")
    assert project.kind_source_url == "https://quelle.example/art"

    part = project.participations.get()
    assert (part.role, part.source_url) == ("lead", "https://quelle.example/ulm")
    body = part.municipality
    assert (body.slug, body.name, body.official_name) == ("ulm", "Ulm", "Ulm, Universitätsstadt")
    assert (body.kind, body.level, body.ars) == ("Stadtkreis", "municipality", "084210000000")
    assert (body.population, body.population_date) == (128928, date(2022, 12, 31))
    assert (body.latitude, body.longitude, body.coordinate_source) == (48.39845, 9.9904, "Destatis")
    assert [state.code for state in body.states.all()] == ["BW"]

    edition = public("ulm-01")
    assert edition.measure.project == project
    assert edition.measure.slug == "buergerplattform"
    assert (edition.title, edition.summary) == ("Bürgerplattform", "Alle reden mit.")
    assert (edition.status, edition.start_year, edition.end_year) == ("in-umsetzung", 2020, 2023)
    assert (edition.website, edition.source_code_url) == ("", "https://github.com/stadtulm/buerger")
    assert {value.slug for value in edition.solution_types.all()} == {"app", "beteiligungstool"}
    assert {value.slug for value in edition.action_fields.all()} == {"mobilitaet", "umwelt-natur"}
    assert list(edition.places.all()) == [body]
    assert edition.published_by is None
    source = edition.sources.get(url="https://quelle.example/buerger")
    assert (source.url, source.kind, source.confidence) == (
        "https://quelle.example/buerger",
        "press",
        "medium",
    )


def test_a_thin_entry_and_a_body_across_states(folder):
    run(folder)

    edition = public("rn-01")
    assert (edition.summary, edition.status, edition.start_year, edition.website) == ("", "", None, "")
    assert edition.sources.count() == 0
    assert {place.name for place in edition.places.all()} == {"Verband Rhein-Neckar", "Rhein-Neckar-Kreis"}
    region = Municipality.objects.get(level="region")
    assert (region.ars, region.population) == ("", None)
    assert {state.code for state in region.states.all()} == {"BW", "HE", "RP"}


def test_new_measures_share_one_time_so_that_their_order_is_stable(folder):
    run(folder)

    assert Edition.objects.public().values("published_at").distinct().count() == 1
    assert [edition.title for edition in Edition.objects.newest_first()] == [
        "Bürgerplattform",
        "Dünner Eintrag",
    ]


@pytest.mark.parametrize(
    ("label", "status"),
    [
        ("", ""),
        ("geplant", "geplant"),
        ("in Umsetzung", "in-umsetzung"),
        ("umgesetzt", "umgesetzt"),
        ("in Betrieb", "in-betrieb"),
        ("abgeschlossen", "abgeschlossen"),
        ("eingestellt", "eingestellt"),
    ],
)
def test_status(tmp_path, label, status):
    run(write(tmp_path, {(MEASURES, 0): {"status": label}}))

    assert public("ulm-01").status == status


@pytest.mark.parametrize(
    ("url", "is_source_code"),
    [
        ("https://github.com/stadtulm/x", True),
        ("https://gitlab.example.org/x", True),
        ("https://gitlab.opencode.de/x", True),
        ("https://codeberg.org/x", True),
        ("https://bitbucket.org/x", True),
        ("https://stadtulm.github.io/x", False),
        ("https://ulm.example/github.com", False),
        ("", False),
    ],
)
def test_an_address_is_the_source_code_or_the_website(tmp_path, url, is_source_code):
    run(write(tmp_path, {(MEASURES, 0): {"url": url}}))

    edition = public("ulm-01")
    assert (edition.source_code_url, edition.website) == ((url, "") if is_source_code else ("", url))


def test_one_municipality_in_two_projects(tmp_path):
    again = {**ROWS[BODIES][0], "role": "Partner", "model_project": "", "model_project_slug": "rhein-neckar"}
    run(write(tmp_path, {(BODIES, 3): again}))

    ulm = Municipality.objects.get(name="Ulm")
    assert {(part.project.slug, part.role) for part in ulm.participations.all()} == {
        ("ulm", "lead"),
        ("rhein-neckar", "partner"),
    }


def test_a_byte_order_mark_further_files_and_blank_lines_do_not_matter(tmp_path):
    write(tmp_path, {}, encoding="utf-8-sig")
    (tmp_path / "states.geojson").write_text("{}")
    with (tmp_path / MEASURES).open("a", encoding="utf-8") as file:
        file.write("\r\n\r\n")

    run(tmp_path)

    assert Measure.objects.count() == 2


# The shipped catalogue


def test_the_shipped_catalogue():
    run(SHIPPED)

    assert Counter(ModelProject.objects.values_list("cohort", flat=True)) == {2019: 13, 2020: 32, 2021: 28}
    assert Municipality.objects.count() == 200
    assert State.objects.count() == 16
    assert list(State.objects.filter(municipalities=None)) == [State.objects.get(code="HB")]
    assert Edition.objects.public().count() == Measure.objects.count() == 544
    with (SHIPPED / MEASURES).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for column, vocabulary in (("solution_type", SolutionType), ("action_field", ActionField)):
        in_file = Counter(value.strip() for row in rows for value in row[column].split(";"))
        stored = {value.name: value.editions.public().count() for value in vocabulary.objects.all()}
        assert stored == {**dict.fromkeys(stored, 0), **in_file}
    of_one_place = {row["id"] for row in rows if row["places"]}
    assert len(of_one_place) == 28
    members = {project.pk: set(project.municipalities.all()) for project in ModelProject.objects.all()}
    for edition in Edition.objects.public().select_related("measure").prefetch_related("places"):
        everywhere = set(edition.places.all()) == members[edition.measure.project_id]
        assert everywhere is (edition.measure.reference not in of_one_place)
    assert [place.name for place in public("connected-urban-twins-03").places.all()] == ["Leipzig"]

    before = counts()
    assert "nothing was written" in run(SHIPPED)
    assert counts() == before

    check_details()
    check_problems()
    check_suggestions()


def check_problems():
    """Each shipped problem is understood and answered, and not by what only shares a word with it."""
    answers = {problem.slug: Answer(QueryDict(problem.question)) for problem in Problem.objects.all()}
    assert len(answers) == 16
    for slug, answer in answers.items():
        assert (slug, answer.notices) == (slug, [])
        assert 6 <= answer.total <= 60, slug
    for slug, wrong in (
        ("aerztemangel", "Rattenfallen"),
        ("bus-auf-dem-land", "beleuchtung"),
        ("parken", "Müllroboter"),
    ):
        titles = [document.card.title for document in answers[slug].search.documents(0, 60)]
        assert not [title for title in titles if wrong in title]


def check_suggestions():
    """Whoever begins to type a name of the shipped catalogue is offered it."""
    for text, kind, label in TYPED:
        assert label in [found.label for found in suggest(current(), text) if found.kind == kind], text


def check_details():
    """Each row of details.csv is in its entry, with its source, and each statement of an entry has a source."""
    with (SHIPPED / DETAILS).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1365
    editions = Edition.objects.public().select_related("measure").prefetch_related("sources")
    by_reference = {edition.measure.reference: edition for edition in editions}
    for row in rows:
        edition, name = by_reference[row["measure_id"]], row["field"]
        if name == "status":
            assert edition.status == STATUSES[row["value_de"]]
        elif name == "stop_cause":
            assert (edition.status, edition.stop_cause) == ("eingestellt", STOP_CAUSES[row["value_de"]])
        elif name == "solutions":
            assert row["value_de"] in [solution.name for solution in edition.solutions.all()], row
        else:
            assert row["value_de"] in str(getattr(edition, name)), row
        [source] = [source for source in edition.sources.all() if source.url == row["source_url"]]
        assert name in source.fields, row
    for reference, edition in by_reference.items():
        supported = {name for source in edition.sources.all() for name in source.fields}
        # The addresses of measures.csv support themselves.
        elsewhere = {"website", "source_code_url", "solutions", "source_code_duty"}
        said = {name for name in DETAIL_FIELDS if getattr(edition, name)} - elsewhere
        assert said <= supported, reference
