"""The field of a participation in which a municipality is typed."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from measures.form_fields import form_field
from municipalities.admin.municipality_field import MunicipalityField, text_of
from municipalities.labels import labels_of
from municipalities.models import Municipality
from tests.factories import make_municipality, make_project, make_public, make_user
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


# Names that several places have


@pytest.fixture
def wartau():
    """Three places of a name: in a district, in another one, and a city that is gone."""
    return [
        make_municipality("Wartau", ars="160630005105", state="TH", district="Burgkreis", kind="Stadt"),
        make_municipality("Wartau", ars="072320005218", state="RP", district="Waldkreis", kind="Gemeinde"),
        make_municipality(
            "Wartau", ars="160560000000", state="TH", kind="Kreisfreie Stadt", gone_since=date(2021, 12, 31)
        ),
    ]


def test_the_error_names_places_that_share_a_name_with_their_districts(field, wartau):
    with pytest.raises(ValidationError) as caught:
        field.clean("Wartau")
    (message,) = caught.value.messages
    assert "Wartau (Burgkreis) · 160630005105; Wartau (Waldkreis) · 072320005218" in message
    assert "160560000000" not in message


@pytest.mark.parametrize("text", ["Wartau (Waldkreis)", "wartau waldkreis", "Wartau, Waldkreis", "072320005218"])
def test_name_and_district_are_enough(field, wartau, text):
    assert field.clean(text) == wartau[1]


def test_a_place_that_is_gone_gives_way_to_the_one_that_is_there(field, wartau):
    wartau[1].delete()
    assert field.clean("Wartau") == wartau[0]


def test_a_part_of_a_name_is_never_taken_for_the_name(field):
    make_municipality("Neu-Ulm")
    with pytest.raises(ValidationError, match="Neu-Ulm"):
        field.clean("Ulm")


def test_every_text_that_the_look_up_offers_is_accepted(client, field, wartau, ulm):
    sign_in(client, make_user(is_moderator=True))
    query = {"app_label": "municipalities", "model_name": "participation", "field_name": "municipality"}
    offered = client.get(reverse("admin:autocomplete"), {**query, "term": "WARTAU"}).json()["results"]
    assert [field.clean(each["text"]) for each in offered] == wartau
    assert client.get(reverse("admin:autocomplete"), {**query, "term": "\0%"}).json()["results"] == []


def test_the_form_of_a_project_does_not_carry_all_names(client, ulm):
    make_municipality("Fernab")
    sign_in(client, make_user(is_moderator=True))
    address = reverse("admin:municipalities_modelproject_change", args=[make_project().pk])
    assert "Fernab" not in client.get(address).content.decode()


def test_labels_name_the_district_only_where_the_name_is_not_unique(wartau, ulm):
    other = make_municipality("Wartau", ars="160630005106", state="TH", district="Burgkreis")
    assert list(labels_of([*wartau, ulm]).values()) == [
        "Wartau (Burgkreis)",
        "Wartau (Waldkreis)",
        "Wartau (Kreisfreie Stadt, nicht mehr im Verzeichnis)",
        "Ulm",
    ]
    assert labels_of([wartau[0], other])[other.pk] == "Wartau (Burgkreis) 160630005106"


def test_the_places_of_an_entry_show_their_districts_and_those_that_are_gone_come_last(wartau):
    field = form_field("places")
    field.queryset = Municipality.objects.order_by("-ars")
    assert [label for _key, label in field.choices][-1] == "Wartau (Kreisfreie Stadt, nicht mehr im Verzeichnis)"
    assert "Wartau (Waldkreis)" in dict(field.choices).values()


def test_the_desk_looks_up_places_and_projects_folded(client, wartau):
    place = make_municipality("Düsterhof", district="Höllkreis")
    project = make_project("Weißes Werk", municipalities=[place])
    edition = make_public("Größe zählt", project=project)
    sign_in(client, make_user(is_moderator=True))
    for model, found, texts in (
        ("municipalities_municipality", place, ["Duesterhof", "hoellkreis", place.ars]),
        ("municipalities_modelproject", project, ["weisses werk", "Duesterhof"]),
        ("measures_edition", edition, ["groesse", "Grosse zahlt", "Weisses", "Duesterhof", "Größe"]),
    ):
        for text in texts:
            html = client.get(reverse(f"admin:{model}_changelist"), {"q": text}).content.decode()
            assert f"/{found.pk}/change/" in html, (model, text)
        html = client.get(reverse(f"admin:{model}_changelist"), {"q": "Nirgends"}).content.decode()
        assert f"/{found.pk}/change/" not in html
