"""Years and days: one range for the form, for tables, for catalogue folders and in the database."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from measures.desk.entry_form import EditionForm
from measures.intake.catalogue.format import DAY, YEAR
from measures.intake.cell_values import Reader
from measures.intake.problems import NotUnderstood
from measures.models import Edition
from municipalities.accounts.models import Invitation, Membership
from municipalities.plausible_dates import plausible_year
from tests.factories import make_draft, make_editor, make_project

pytestmark = pytest.mark.django_db
PERSON = {
    "person_name": "Erika Mustermann",
    "person_basis": "consent",
    "person_consent_on": date(2026, 1, 1),
    "person_consent_text": "2026",
    "person_until": date(2027, 1, 1),
}
DAYS = ["as_of", "person_consent_on", "person_until"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [(23, 2023), (1023, 2023), (3023, 2023), (98, 1998), (1, 2001), (0, None), (1989, None), (2101, None)],
)
def test_the_year_that_was_meant_is_asked_for(typed, meant):
    with pytest.raises(ValidationError) as error:
        plausible_year(typed)
    assert error.value.messages == [
        f"Meinen Sie {meant}?" if meant else "Bitte geben Sie ein Jahr von 1990 bis 2100 an."
    ]


@pytest.mark.parametrize("year", [1990, 2023, 2100])
def test_years_in_range_are_taken(year):
    plausible_year(year)


@pytest.mark.parametrize(("name", "typed"), [("start_year", "0023"), ("end_year", "23"), ("as_of", "0023-05-17")])
def test_the_form_asks(name, typed):
    form = EditionForm({name: typed}, instance=make_draft())
    form.is_valid()
    assert form.errors[name] == ["Meinen Sie 2023?"]


@pytest.mark.parametrize(
    ("name", "cell"), [("start_year", "0023"), ("end_year", "23"), ("as_of", "17.05.0023"), ("as_of", "0023-05-17")]
)
def test_a_table_asks(name, cell):
    with pytest.raises(NotUnderstood, match=r"Meinen Sie 2023\?"):
        Reader().value(name, cell, None)
    assert Reader().value("as_of", "17.05.23", None) == date(2023, 5, 17)


@pytest.mark.parametrize(("field", "cell"), [(DAY, "0023-05-17"), (YEAR, "23")])
def test_a_catalogue_folder_asks(field, cell):
    with pytest.raises(ValidationError, match=r"Meinen Sie 2023\?"):
        field.clean(cell)


@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize("day", [date(23, 5, 17), date(1989, 12, 31), date(2101, 1, 1)])
def test_the_database_refuses_days_out_of_range(name, day):
    edition = make_draft()
    with pytest.raises(IntegrityError, match="days_plausible"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**{**PERSON, name: day})


def test_the_database_refuses_memberships_and_invitations_out_of_range():
    editor = make_editor(make_project())
    with pytest.raises(IntegrityError, match="membership_days_plausible"), transaction.atomic():
        Membership.objects.update(starts_on=date(23, 1, 1))
    with pytest.raises(IntegrityError, match="invitation_day_plausible"), transaction.atomic():
        Invitation.objects.create(email="a@example.org", invited_by=editor, ends_on=date(23, 1, 1))


def test_every_day_and_year_that_somebody_types_has_the_rule():
    fields = [Edition._meta.get_field(name) for name in [*DAYS, "start_year", "end_year"]]
    fields += [Membership._meta.get_field("starts_on"), Membership._meta.get_field("ends_on")]
    fields += [Invitation._meta.get_field("ends_on")]
    for field in fields:
        with pytest.raises(ValidationError, match=r"Meinen Sie 2023\?"):
            field.clean(23 if "year" in field.name else date(23, 1, 1), None)
