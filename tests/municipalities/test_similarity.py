"""How alike places are, and how they are found in memory."""

from math import inf

import numpy as np
import pytest

from municipalities.known_places import read_known_places
from municipalities.similarity import WEIGHTS, weights_for
from municipalities.surroundings import km_to_nearest, people_around, unit_vectors
from tests.factories import make_municipality

pytestmark = pytest.mark.django_db
USUAL = weights_for({})
CENTRE = {"latitude": 50.0, "longitude": 10.0}


def make_place(name, population, *, area=50, urbanisation=2, **fields):
    values = {**CENTRE, "area_km2": area, "urbanisation": urbanisation, **fields}
    return make_municipality(name, population=population, **values)


def differences(name, weights=USUAL):
    """{name of another place: its difference} of those of the same level, the smallest first."""
    known = read_known_places()
    found = known.similarity.differences(known.named(name)[0].number, weights)
    pairs = [(place.name, found[place.number]) for place in known.places if found[place.number] < inf]
    return dict(sorted(pairs, key=lambda pair: pair[1]))


def test_the_place_with_the_nearest_figures_comes_first_and_the_place_itself_is_none():
    make_place("Ahausen", 8_000)
    make_place("Behausen", 8_500)
    make_place("Großstadt", 300_000, area=200, urbanisation=1)
    make_place("Weiler", 90, urbanisation=3)
    found = differences("Ahausen")
    assert next(iter(found)) == "Behausen"
    assert "Ahausen" not in found
    assert found["Behausen"] < 0.2 < found["Großstadt"]


def test_only_places_of_one_level_are_compared():
    make_place("Ahausen", 8_000)
    make_place("Behausen", 20_000)
    make_place("Amt Ahausen", 8_000, level="association")
    assert list(differences("Ahausen")) == ["Behausen"]


def test_nearness_does_not_count():
    make_place("Ahausen", 8_000)
    make_place("Nachbar", 30_000, latitude=50.01)
    make_place("Fernhausen", 8_100, latitude=54.0)
    assert list(differences("Ahausen")) == ["Fernhausen", "Nachbar"]


def test_an_importance_changes_the_order():
    make_place("Ahausen", 8_000, area=50)
    make_place("Gleichgroß", 8_000, area=400)
    make_place("Gleichdicht", 30_000, area=190)
    assert next(iter(differences("Ahausen", weights_for({"dichte": "egal"})))) == "Gleichgroß"
    assert next(iter(differences("Ahausen", weights_for({"groesse": "egal"})))) == "Gleichdicht"


def test_what_is_not_known_of_another_place_counts_as_a_usual_difference():
    make_place("Ahausen", 8_000)
    make_place("Behausen", 8_000, urbanisation=None)
    make_place("Cehausen", 8_000)
    make_place("Dehausen", 80_000, urbanisation=3)
    found = differences("Ahausen")
    assert found["Cehausen"] == 0
    assert found["Behausen"] == pytest.approx((WEIGHTS["urbanisation"] / (USUAL.sum() - WEIGHTS["city"])) ** 0.5)


def test_the_shares_of_a_difference_add_up():
    make_place("Ahausen", 8_000)
    make_place("Behausen", 30_000, area=80, urbanisation=1)
    known = read_known_places()
    numbers = [known.named(name)[0].number for name in ("Ahausen", "Behausen")]
    shares = known.similarity.shares(*numbers, USUAL)
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["inhabitants"] > shares["city"] == 0


def test_the_distance_to_a_city_is_measured():
    make_place("Großstadt", 200_000)
    make_place("Ahausen", 8_000, latitude=51.0)
    known = read_known_places()
    by_name = {place.name: known.similarity.city_distance[place.number] for place in known.places}
    assert by_name == {"Großstadt": 0, "Ahausen": pytest.approx(111.2, abs=0.1)}


def test_people_are_counted_within_each_radius_and_the_next_place_is_measured():
    latitudes = np.array([50.0, 50.05, 50.2, 52.0, np.nan])  # about 0, 5.6, 22 and 222 km from the first
    points = unit_vectors(latitudes, np.full(5, 10.0))
    people = np.array([1.0, 20, 300, 4_000, 50_000])
    assert people_around(points, people, (10, 25))[:, :4].tolist() == [[21, 21, 300, 4_000], [321, 321, 321, 4_000]]
    assert np.isnan(people_around(points, people, (10, 25))[:, 4]).all()
    nearest = km_to_nearest(points, np.array([False, False, True, False, True]))
    assert nearest[:3].tolist() == pytest.approx([22.2, 16.7, 0], abs=0.1)
    assert np.isnan(nearest[4])
    assert np.isnan(km_to_nearest(points, np.zeros(5, dtype=bool))).all()


def test_a_district_has_the_mean_position_of_its_municipalities():
    district = make_municipality("Kreis", level="district", population=4_000)
    for suffix, people, latitude in (("0000001", 3_000, 50.0), ("0000002", 1_000, 54.0)):
        make_place(f"Ort {suffix}", people, ars=district.ars + suffix, latitude=latitude)
    known = read_known_places()
    assert known.figures.latitude[known.by_key[district.ars].number] == pytest.approx(51.0)
    assert np.isclose(known.figures.urbanisation[known.by_key[district.ars].number], 2)


def test_a_place_is_found_folded_and_told_apart_by_its_district():
    make_place("Münster", 300_000, kind="Kreisfreie Stadt")
    make_place("Münster", 3_000, district="Landkreis Donau-Ries")
    make_place("Munster", 15_000)
    gone = make_place("Münsterdorf", 2_000)
    gone.gone_since = "2020-01-01"
    gone.save()
    known = read_known_places()
    assert [place.label for place in known.find("Muenster", 5)] == [
        "Münster (Kreisfreie Stadt)",
        "Munster",
        "Münster (Landkreis Donau-Ries)",
    ]
    assert known.find("", 5) == known.find("–", 5) == known.named("") == []


def test_places_are_made_anew_only_after_a_change():
    place = make_place("Ahausen", 8_000)
    first = read_known_places()
    assert read_known_places(first) is first
    place.population = 9_000
    place.save()
    assert read_known_places(first).places[0].population == 9_000
