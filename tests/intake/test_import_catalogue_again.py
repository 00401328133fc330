"""`manage.py import_catalogue`, run again: only changes are written, and never over what was edited here."""

from datetime import date

import pytest

from measures import workflow
from measures.models import CatalogueVersion, Edition
from municipalities.models import ModelProject, Municipality, Participation
from tests.factories import make_user
from tests.intake.catalogue_folder import BODIES, MEASURES, PROJECTS, counts, public, run, write

pytestmark = pytest.mark.django_db


def test_a_second_run_writes_nothing_and_says_so(folder):
    run(folder)
    before, version = counts(), CatalogueVersion.objects.get().number

    out = run(folder)

    assert counts() == before
    assert CatalogueVersion.objects.get().number == version
    assert "measures: 0 created, 0 changed, 2 unchanged" in out
    assert "nothing was written" in out


def test_a_change_becomes_a_new_edition_and_the_rest_is_left_alone(tmp_path):
    run(write(tmp_path, {}))
    workflow_places = Municipality.objects.filter(name="Rhein-Neckar-Kreis")
    public("ulm-01").places.set(workflow_places)

    changes = {
        "title": "Bürgerplattform 2",
        "solution_type": "App",
        "source_kind": "Programm/KTS",
        "end_year": "",
    }
    out = run(write(tmp_path, {(MEASURES, 0): changes}))

    assert "measures: 0 created, 1 changed, 1 unchanged" in out
    first, second = Edition.objects.filter(measure__reference="ulm-01").order_by("number")
    assert (first.state, first.title, second.state) == ("superseded", "Bürgerplattform", "published")
    assert (second.title, second.end_year) == ("Bürgerplattform 2", None)
    assert [value.slug for value in second.solution_types.all()] == ["app"]
    assert [source.kind for source in second.sources.all()] == ["programme", ""]
    assert list(second.places.all()) == list(workflow_places)
    assert second.measure.slug == "buergerplattform"
    assert Edition.objects.filter(measure__reference="rn-01").count() == 1
    assert "nothing was written" in run(tmp_path)


def test_projects_municipalities_and_participations_are_updated_in_place(tmp_path):
    run(write(tmp_path, {}))
    version = CatalogueVersion.objects.get().number
    changes = {
        (PROJECTS, 0): {"official_name": "Neuer Name", "states": "BW"},
        (BODIES, 0): {"name": "Ulm (Donau)", "population": "130000", "population_date": "2023-12-31"},
        # The lead moves from the association to the district.
        (BODIES, 1): {"role": "Partner"},
        (BODIES, 2): {"role": "federführend"},
    }

    out = run(write(tmp_path, changes))

    assert "model projects: 0 created, 1 changed, 1 unchanged" in out
    assert "municipalities: 0 created, 1 changed, 2 unchanged" in out
    assert "participations: 0 created, 2 changed, 1 unchanged" in out
    assert "measures: 0 created, 0 changed, 2 unchanged" in out
    assert ModelProject.objects.get(slug="ulm").official_name == "Neuer Name"
    body = Municipality.objects.get(ars="084210000000")
    assert (body.slug, body.name, body.population) == ("ulm", "Ulm (Donau)", 130000)
    assert Participation.objects.get(project__slug="rhein-neckar", role="lead").municipality.level == "district"
    assert CatalogueVersion.objects.get().number > version
    assert "nothing was written" in run(tmp_path)


@pytest.mark.parametrize("edited", ["draft", "published by a person", "archived"])
def test_what_was_edited_here_is_kept_and_named(tmp_path, edited):
    run(write(tmp_path, {}))
    moderator = make_user(is_moderator=True)
    edition = public("ulm-01")
    if edited == "archived":
        Edition.objects.filter(pk=edition.pk).update(
            state="archived", closed_at=edition.published_at, closed_by=moderator, close_reason="Ruht."
        )
    else:
        edition = workflow.start_draft(measure=edition.measure, by=moderator)
    if edited == "published by a person":
        workflow.save_draft(edition=edition, by=moderator, version=edition.version, content={"goals": "Neu."})
        workflow.submit(edition=edition, by=moderator, version=edition.version)
        workflow.publish(edition=edition, by=moderator, version=edition.version, reason="Eilt.")
    before = list(Edition.objects.values().order_by("pk"))

    out = run(write(tmp_path, {(MEASURES, 0): {"title": "Anders"}}))

    assert list(Edition.objects.values().order_by("pk")) == before
    assert "kept, because edited here (1): ulm-01 (Anders)" in out


def test_municipalities_from_the_official_register_are_reused_and_what_it_says_stays(folder):
    for ars, level, name in (
        ("084219999000", "municipality", "Ulm, alter Schlüssel"),  # the same AGS, another association
        ("08226", "district", "Rhein-Neckar-Kreis"),
    ):
        Municipality.objects.create(
            ars=ars,
            slug=ars,
            name=name,
            level=level,
            official_name=f"{name} (amtlich)",
            population=7,
            population_date=date(2024, 12, 31),
        )

    run(folder)

    assert Municipality.objects.count() == 3
    ulm = Municipality.objects.get(slug="084219999000")
    assert (ulm.ars, ulm.name) == ("084219999000", "Ulm")
    assert (ulm.official_name, ulm.kind) == ("Ulm, alter Schlüssel (amtlich)", "Stadtkreis")
    assert (ulm.population, ulm.population_date) == (7, date(2024, 12, 31))
    assert [state.code for state in ulm.states.all()] == ["BW"]
    assert Municipality.objects.get(ars="08226").population == 7
    assert "nothing was written" in run(folder)


def test_a_newer_file_replaces_what_is_older(folder):
    Municipality.objects.create(
        ars="084210000000",
        slug="ulm",
        name="Ulm",
        official_name="Ulm",
        level="municipality",
        population=7,
        population_date=date(2011, 12, 31),
    )

    run(folder)

    ulm = Municipality.objects.get(slug="ulm")
    assert (ulm.official_name, ulm.population) == ("Ulm, Universitätsstadt", 128928)


def test_two_bodies_of_one_name_get_two_addresses(tmp_path):
    district = {"name": "Ulm", "level": "Kreis", "ars": "08426", "ags": "08426"}
    run(write(tmp_path, {(BODIES, 2): district}))

    assert set(Municipality.objects.filter(name="Ulm").values_list("slug", flat=True)) == {"ulm", "ulm-08426"}
