"""`manage.py import_catalogue`: where a measure is, when the file says so, and when a project grows."""

import pytest

from measures import workflow
from measures.models import CatalogueVersion, Edition
from municipalities.models import Municipality, Participation
from tests.factories import make_municipality, make_user
from tests.intake.catalogue_folder import BODIES, MEASURES, ROWS, public, run, write

pytestmark = pytest.mark.django_db

DORNSTADT = {
    "name": "Dornstadt",
    "level": "Gemeinde",
    "state": "BW",
    "ars": "084255003031",
    "role": "Partner",
    "model_project_slug": "ulm",
}
BOTH = {(BODIES, 3): DORNSTADT}


def places(edition):
    return sorted(place.name for place in edition.places.all())


def numbers():
    """Return how many editions each measure has had."""
    return {
        reference: Edition.objects.filter(measure__reference=reference).count() for reference in ("ulm-01", "rn-01")
    }


# The column


def test_a_measure_is_where_the_file_says_and_else_in_the_whole_project(tmp_path):
    run(write(tmp_path, {**BOTH, (MEASURES, 0): {"places": "084255003031"}}))

    assert places(public("ulm-01")) == ["Dornstadt"]
    assert places(public("rn-01")) == ["Rhein-Neckar-Kreis", "Verband Rhein-Neckar"]


def test_several_places_and_a_district(tmp_path):
    changes = {
        **BOTH,
        (MEASURES, 0): {"places": " 084255003031 ; 084210000000;084255003031"},
        (MEASURES, 1): {"places": "08226"},
    }
    run(write(tmp_path, changes))

    assert places(public("ulm-01")) == ["Dornstadt", "Ulm"]
    assert places(public("rn-01")) == ["Rhein-Neckar-Kreis"]


def test_a_municipality_stored_under_another_key_is_found(tmp_path):
    make_municipality("Dornstadt", ars="084259999031", state="BW")

    run(write(tmp_path, {**BOTH, (MEASURES, 0): {"places": "084255003031"}}))

    assert Municipality.objects.filter(name="Dornstadt").count() == 1
    assert places(public("ulm-01")) == ["Dornstadt"]


def test_places_that_change_in_the_file_become_a_new_edition(tmp_path):
    run(write(tmp_path, BOTH))
    changes = {**BOTH, (MEASURES, 0): {"places": "084210000000"}}

    out = run(write(tmp_path, changes))

    assert "measures: 0 created, 1 changed, 1 unchanged" in out
    first, second = Edition.objects.filter(measure__reference="ulm-01").order_by("number")
    assert (first.state, places(first)) == ("superseded", ["Dornstadt", "Ulm"])
    assert (second.state, places(second), second.title) == ("published", ["Ulm"], first.title)
    assert "nothing was written" in run(tmp_path)


def test_a_file_that_no_longer_says_where_leaves_the_place_as_it_is(tmp_path):
    run(write(tmp_path, {**BOTH, (MEASURES, 0): {"places": "084210000000"}}))

    assert "nothing was written" in run(write(tmp_path, BOTH))
    assert places(public("ulm-01")) == ["Ulm"]


# A project grows


def test_a_municipality_that_joins_a_project_joins_its_measures(tmp_path):
    run(write(tmp_path, {}))
    version = CatalogueVersion.objects.get().number

    out = run(write(tmp_path, BOTH))

    assert "participations: 1 created, 0 changed, 3 unchanged" in out
    assert "measures: 0 created, 1 changed, 1 unchanged" in out
    first, second = Edition.objects.filter(measure__reference="ulm-01").order_by("number")
    assert (first.state, places(first)) == ("superseded", ["Ulm"])
    assert (second.state, places(second)) == ("published", ["Dornstadt", "Ulm"])
    assert (second.published_by, second.title) == (None, "Bürgerplattform")
    assert CatalogueVersion.objects.get().number > version
    assert "nothing was written" in run(tmp_path)
    assert numbers() == {"ulm-01": 2, "rn-01": 1}


def test_a_measure_of_single_members_stays_with_them_when_another_one_joins(tmp_path):
    run(write(tmp_path, {}))
    [district] = Municipality.objects.filter(level="district")
    public("rn-01").places.set([district])
    heidelberg = {**DORNSTADT, "name": "Heidelberg", "ars": "082210000000"}

    run(write(tmp_path, {(BODIES, 3): {**heidelberg, "model_project_slug": "rhein-neckar"}}))

    assert numbers() == {"ulm-01": 1, "rn-01": 1}
    assert places(public("rn-01")) == ["Rhein-Neckar-Kreis"]


def test_a_place_that_the_file_names_stays_when_another_one_joins(tmp_path):
    at_ulm = {(MEASURES, 0): {"places": "084210000000"}}
    run(write(tmp_path, at_ulm))

    run(write(tmp_path, {**BOTH, **at_ulm}))

    assert numbers() == {"ulm-01": 1, "rn-01": 1}
    assert places(public("ulm-01")) == ["Ulm"]


@pytest.mark.parametrize("edited", ["draft", "published by a person"])
def test_a_measure_that_was_edited_here_keeps_its_places(tmp_path, edited):
    run(write(tmp_path, {}))
    moderator = make_user(is_moderator=True)
    edition = workflow.start_draft(measure=public("ulm-01").measure, by=moderator)
    if edited == "published by a person":
        workflow.save_draft(edition=edition, by=moderator, version=edition.version, content={"goals": "Neu."})
        workflow.submit(edition=edition, by=moderator, version=edition.version)
        workflow.publish(edition=edition, by=moderator, version=edition.version, reason="Eilt.")

    out = run(write(tmp_path, BOTH))

    assert "kept, because edited here (1): ulm-01 (Bürgerplattform)" in out
    assert [places(edition) for edition in Edition.objects.filter(measure__reference="ulm-01")] == [["Ulm"]] * 2


# A project shrinks


def test_a_participation_that_has_left_the_files_is_kept_and_named(tmp_path):
    run(write(tmp_path, BOTH))

    out = run(write(tmp_path, {}))

    assert "kept, though not in the files any more (1): Dornstadt in Ulm\n" in out
    assert "nothing was written" in out
    assert Participation.objects.filter(municipality__name="Dornstadt").count() == 1
    assert places(public("ulm-01")) == ["Dornstadt", "Ulm"]


def test_projects_of_other_files_are_not_missed(tmp_path):
    run(write(tmp_path, {}))
    for file, rows in ROWS.items():
        of_ulm = [row for row in rows if "ulm" in (row.get("slug"), row.get("model_project_slug"))]
        lines = (tmp_path / file).read_text(encoding="utf-8").splitlines(keepends=True)
        (tmp_path / file).write_text("".join(lines[: 1 + len(of_ulm)]), encoding="utf-8")

    out = run(tmp_path)

    assert "model projects: 0 created, 0 changed, 1 unchanged" in out
    assert "not in the files" not in out
