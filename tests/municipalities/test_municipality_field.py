"""The field of a participation in which a municipality is typed."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from municipalities.admin.municipality_field import MunicipalityField, text_of
from municipalities.models import Municipality
from tests.factories import make_municipality, make_project, make_user
from tests.forms import filled
from tests.login import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def field():
    return MunicipalityField(queryset=Municipality.objects.all())


@pytest.fixture
def ulm():
    return make_municipality("Ulm", ars="084210000000", slug="stadt-ulm")


@pytest.mark.parametrize("text", ["Ulm · 084210000000", "084210000000", "Ulm", " Ulm ", "stadt-ulm"])
def test_a_municipality_is_typed_by_text_key_name_or_slug(field, ulm, text):
    assert field.clean(text) == ulm
    assert field.prepare_value(ulm) == text_of(ulm)


@pytest.mark.parametrize("text", ["Entenhausen", "\0", " · ", "Ulm · 99", "x" * 5000, "%", "9" * 30])
def test_anything_else_is_an_error(field, ulm, text):
    with pytest.raises(ValidationError):
        field.clean(text)


def test_a_name_that_two_have_is_not_enough(field):
    one = make_municipality("Neustadt", slug="neustadt-1", ars="091780143143")
    other = make_municipality("Neustadt", slug="neustadt-2", level="region")
    with pytest.raises(ValidationError):
        field.clean("Neustadt")
    assert [field.clean(field.prepare_value(each)) for each in (one, other)] == [one, other]


def test_a_participation_is_added_by_typing_and_stays_when_the_form_is_saved_again(client, ulm):
    project = make_project()
    before = set(project.municipalities.all())
    sign_in(client, make_user(is_moderator=True))
    address = reverse("admin:municipalities_modelproject_change", args=[project.pk])
    number = len(before)
    form = filled(client.get(address).content.decode(), "modelproject_form")
    added = {
        "participations-TOTAL_FORMS": str(number + 1),
        f"participations-{number}-municipality": "Ulm",
        f"participations-{number}-role": "member",
    }
    assert client.post(address, form | added).status_code == 302
    assert set(project.municipalities.all()) == before | {ulm}
    again = filled(client.get(address).content.decode(), "modelproject_form")
    assert again[f"participations-{number}-municipality"] == "Ulm · 084210000000"
    assert client.post(address, again).status_code == 302
    assert set(project.municipalities.all()) == before | {ulm}
