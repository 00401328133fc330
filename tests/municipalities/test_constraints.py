"""Database constraints on municipalities, projects and accounts: each test tries to break one."""

from datetime import date

import pytest
from django.db.models import ProtectedError
from django.db.models.functions import Upper

from municipalities.accounts.models import InstitutionLogin, Membership, User
from municipalities.models import ModelProject, Municipality, Participation, State
from tests.database import assert_refused
from tests.factories import make_editor, make_municipality, make_project, make_public, make_user

pytestmark = pytest.mark.django_db


def test_the_sixteen_states_are_there():
    assert State.objects.count() == 16
    assert {state.key for state in State.objects.all()} == {f"{number:02d}" for number in range(1, 17)}


@pytest.mark.parametrize(
    ("level", "ars"),
    [
        ("municipality", "05911000"),
        ("municipality", ""),
        ("municipality", "05911000000x"),
        ("association", "059110000000"),
        ("district", "0591"),
        ("municipality", "000000000001"),
        ("municipality", "170000000001"),
        ("association", "990000001"),
        ("district", "17001"),
        ("region", "05911"),
        ("something", "05911"),
    ],
)
def test_the_regional_key_must_fit_the_level(level, ars):
    place = make_municipality()
    assert_refused(
        lambda: Municipality.objects.filter(pk=place.pk).update(level=level, ars=ars),
        "municipality_ars_fits_level",
    )


def test_a_regional_key_belongs_to_one_body_but_many_may_have_none():
    place = make_municipality()
    assert_refused(lambda: make_municipality(ars=place.ars), "municipality_ars_unique")
    make_municipality(level="region")
    make_municipality(level="region")


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"population_date": None}, "municipality_population_dated"),
        ({"population": None}, "municipality_population_dated"),
        ({"latitude": 50.0, "longitude": None}, "municipality_lies_in_germany"),
        ({"latitude": 0.0, "longitude": 0.0}, "municipality_lies_in_germany"),
        ({"area_km2": 0}, "municipality_area_positive"),
    ],
)
def test_figures_of_a_municipality_are_plausible(changes, name):
    place = make_municipality()
    assert_refused(lambda: Municipality.objects.filter(pk=place.pk).update(**changes), name)


@pytest.mark.parametrize(
    ("changes", "name"),
    [({"cohort": 2022}, "project_cohort_known"), ({"kind": "dorf"}, "project_kind_known")],
)
def test_cohort_and_kind_of_a_project_are_known(changes, name):
    project = make_project()
    assert_refused(lambda: ModelProject.objects.filter(pk=project.pk).update(**changes), name)


def test_addresses_and_names_are_unique():
    place, project = make_municipality(), make_project()
    assert_refused(lambda: make_municipality(slug=place.slug), "municipalities_municipality_slug_key")
    assert_refused(lambda: make_project(slug=project.slug), "municipalities_modelproject_slug_key")
    assert_refused(lambda: make_project(project.name), "municipalities_modelproject_name_key")


@pytest.mark.parametrize("empty", ["slug", "name"])
def test_a_municipality_and_a_project_have_an_address_and_a_name(empty):
    place, project = make_municipality(), make_project()
    assert_refused(
        lambda: Municipality.objects.filter(pk=place.pk).update(**{empty: ""}), "municipality_has_slug_and_name"
    )
    assert_refused(
        lambda: ModelProject.objects.filter(pk=project.pk).update(**{empty: ""}), "project_has_slug_and_name"
    )


def test_a_municipality_takes_part_in_a_project_once_and_a_project_has_one_lead():
    project = make_project()
    lead = project.municipalities.get()
    assert_refused(
        lambda: Participation.objects.create(project=project, municipality=lead, role="member"),
        "participation_unique",
    )
    assert_refused(
        lambda: Participation.objects.create(project=project, municipality=make_municipality(), role="lead"),
        "participation_one_lead",
    )
    assert_refused(
        lambda: Participation.objects.create(project=project, municipality=make_municipality(), role="boss"),
        "participation_role_known",
    )


def test_a_membership_is_unique_and_does_not_end_before_it_starts():
    project = make_project()
    editor = make_editor(project)
    assert_refused(lambda: Membership.objects.create(user=editor, project=project), "membership_unique")
    assert_refused(
        lambda: Membership.objects.update(starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 31)),
        "membership_ends_after_start",
    )


def test_an_address_signs_in_one_account_whatever_its_case():
    user = make_user("Erika@example.org")
    assert user.email == "erika@example.org"
    assert_refused(lambda: make_user("erika@example.org"), "accounts_user_email_key")
    assert_refused(lambda: User.objects.filter(pk=user.pk).update(email=Upper("email")), "user_email_lower_case")


def test_an_account_has_an_address():
    user = make_user()
    assert_refused(lambda: User.objects.filter(pk=user.pk).update(email=""), "user_has_email")


def test_rows_that_others_refer_to_cannot_be_deleted():
    edition = make_public()
    project = edition.measure.project
    editor = make_editor(project)
    for kept in (project, project.municipalities.get()):
        with pytest.raises(ProtectedError):
            kept.delete()
    edition.edited_by = editor
    edition.save(update_fields=["edited_by"])
    with pytest.raises(ProtectedError):
        editor.delete()
    assert User.objects.filter(pk=editor.pk).exists()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"ends_on": date(2000, 1, 1), "starts_on": date(1999, 1, 1)}, False),
        ({"starts_on": date(2099, 1, 1)}, False),
    ],
)
def test_only_a_current_membership_gives_access(changes, expected):
    editor = make_editor(make_project())
    Membership.objects.update(**changes)
    assert Membership.objects.current().filter(user=editor).exists() is expected


def test_a_deactivated_account_has_no_current_membership():
    make_editor(make_project(), is_active=False)
    assert not Membership.objects.current().exists()


def test_a_sign_in_by_an_institution_opens_one_account_and_an_account_has_one():
    ada, bea = make_user(), make_user()
    here, there = "https://stadt.example", "https://kreis.example"
    InstitutionLogin.objects.create(user=ada, issuer=here, subject="1")

    def linked(user, issuer, subject):
        return lambda: InstitutionLogin.objects.create(user=user, issuer=issuer, subject=subject)

    assert_refused(linked(bea, here, "1"), "institution_login_one_account")
    assert_refused(linked(ada, here, "2"), "institution_login_one_subject")
    for issuer, subject in ((here, ""), ("", "2")):
        assert_refused(linked(bea, issuer, subject), "institution_login_names_somebody")
    linked(bea, there, "1")()
    linked(ada, there, "2")()
