"""“For your municipality”: finding a town, and what its page shows."""

import re

import pytest
from django.utils.html import strip_tags

from tests.factories import make_municipality, make_project, make_public

pytestmark = pytest.mark.django_db


def make_town(name, population=8_000, *, latitude=50.0, **fields):
    values = {"latitude": latitude, "longitude": 10.0, "area_km2": 50, "urbanisation": 2, "kind": "Stadt", **fields}
    return make_municipality(name, population=population, **values)


@pytest.fixture
def town():
    return make_town("Ahausen", state="BY")


@pytest.fixture
def many_places():
    """Places of many sizes and locations, so that the standard deviations are as in the register."""
    for number in range(24):
        make_town(f"Ort {number}", 200 * 2 ** (number % 8), latitude=48 + number / 4, urbanisation=1 + number % 3)


def text_of(response):
    assert response.status_code == 200
    return " ".join(strip_tags(response.content.decode()).split())


def titles(response):
    return re.findall(r'class="card-title"><a href="[^"]+">([^<]+)<', response.content.decode())


def make_measure(title, place, **content):
    project = make_project(f"Projekt {title}", municipalities=[place])
    return make_public(title, project=project, places=[place], **content)


def test_a_name_leads_to_the_page_of_its_town(client, town):
    make_town("Behausen")
    response = client.get("/fuer/", {"q": "ahausen"})
    assert (response.status_code, response["Location"]) == (302, f"/fuer/{town.ars}/")


def test_same_names_are_told_apart_without_script(client):
    for district in ("Landkreis Nord", "Landkreis Süd"):
        make_town("Neustadt", district=district)
    text = text_of(client.get("/fuer/", {"q": "Neustadt"}))
    assert "Neustadt (Landkreis Nord)" in text
    assert "Neustadt (Landkreis Süd)" in text


def test_a_name_that_nobody_has_is_said(client, town):
    assert "heißt „Xyz“" in text_of(client.get("/fuer/", {"q": "Xyz"}))


def test_suggestions_lead_to_the_page_of_a_town(client, town):
    html = client.get("/fuer/vorschlaege/", {"q": "aha"}).content.decode()
    assert f'href="/fuer/{town.ars}/"' in html
    assert 'role="option"' not in client.get("/fuer/vorschlaege/", {"q": "a"}).content.decode()


def test_measures_of_the_most_similar_place_come_first_with_the_reason(client, town, many_places):
    make_measure("Aus der Ferne", make_town("Zwilling", 8_200, latitude=50.9, state="BY"))
    make_measure("Von nebenan", make_town("Nachbar", 14_000, latitude=50.1, state="BY"))
    make_measure("Aus der Großstadt", make_town("Metropole", 900_000, urbanisation=1, latitude=50.45))
    response = client.get(f"/fuer/{town.ars}/")
    assert titles(response) == ["Aus der Ferne", "Von nebenan"]
    assert (
        "Zwilling: 8.200 Einwohner, etwa so viele wie bei Ihnen, mittlere Besiedlungsdichte wie bei Ihnen, "
        "100 km entfernt, auch Bayern"
    ) in text_of(response)


def test_a_town_that_nobody_resembles_is_told_so_and_shown_what_is_near(client):
    village = make_town("Weiler", 12, urbanisation=3)
    make_measure("App", make_town("Metropole", 900_000, urbanisation=1, latitude=50.1))
    make_town("Mitte", 3_000)
    text = text_of(client.get(f"/fuer/{village.ars}/"))
    assert "Nichts wirklich Ähnliches" in text
    assert "Projekt App 11 km entfernt" in text


def test_own_measures_are_not_offered_and_what_nobody_near_has_is_named(client, town, many_places):
    make_measure("Eigenes", town, types=["app"])
    make_measure("Fernes", make_town("Zwilling", 8_200, latitude=53.0), types=["sensorik-iot"])
    response = client.get(f"/fuer/{town.ars}/")
    assert titles(response) == ["Fernes"]
    missing = response.content.decode().partition('id="fehlt"')[2]
    assert re.findall(r"/loesungstypen/([a-z-]+)/", missing) == ["sensorik-iot"]


def test_an_unknown_importance_is_named_and_nothing_but_none_is_refused(client, town):
    text = text_of(client.get(f"/fuer/{town.ars}/", {"groesse": "riesig", "dichte": "wichtig"}))
    assert "„riesig“" in text
    text = text_of(client.get(f"/fuer/{town.ars}/", {"groesse": "egal", "dichte": "egal", "lage": "egal"}))
    assert "Wenn nichts zählt" in text


@pytest.mark.parametrize("key", ["000000000000", "ahausen", "09"])
def test_an_unknown_key_is_not_found(client, town, key):
    assert client.get(f"/fuer/{key}/").status_code == 404


def test_a_town_page_makes_no_query_for_each_place(client, town, django_assert_max_num_queries):
    for number in range(6):
        make_measure(f"Maßnahme {number}", make_town(f"Ort {number}", 8_000 + number))
    client.get(f"/fuer/{town.ars}/")
    with django_assert_max_num_queries(3):
        client.get(f"/fuer/{town.ars}/")


def test_the_list_is_sorted_by_distance_or_similarity_and_says_so(client, town):
    make_measure("Fern", make_town("Zwilling", 8_000, latitude=52.0))
    make_measure("Nah", make_town("Metropole", 900_000, urbanisation=1, latitude=50.1))
    make_measure("Ohne Ort", make_municipality("Nirgends", population=None))
    near = client.get("/massnahmen/", {"naehe": town.ars})
    assert titles(near) == ["Nah", "Fern", "Ohne Ort"]
    assert "11 km entfernt" in text_of(near)
    assert "Nähe: Ahausen" in text_of(near)
    alike = client.get("/massnahmen/", {"aehnlich": town.ars})
    assert titles(alike) == ["Fern", "Nah", "Ohne Ort"]
    assert "Ähnlich wie: Ahausen" in text_of(alike)
    chosen = client.get("/massnahmen/", {"naehe": town.ars, "sort": "titel"})
    assert titles(chosen) == ["Fern", "Nah", "Ohne Ort"]
    wrong = client.get("/massnahmen/", {"naehe": "123"})
    assert "Nähe: „123“ ist unbekannt" in text_of(wrong)


def test_the_list_of_municipalities_finds_every_town_and_says_the_next_step(client, town):
    make_measure("App", make_town("Behausen"))
    assert "Ahausen" not in text_of(client.get("/kommunen/"))
    response = client.get("/kommunen/", {"q": "hausen"})
    assert f'href="/fuer/{town.ars}/"' in response.content.decode()
    assert "1 Maßnahme lesen" in text_of(response)
