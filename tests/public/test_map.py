"""The map answers the same question as the list, and its markers can be told apart and clicked."""

from itertools import combinations
from math import dist

import pytest
from django.http import QueryDict
from django.urls import reverse

from measures.finding.answer import Answer
from measures.public.map_drawing import NARROWEST, TARGET, MapDrawing, Shape, convex_hull
from tests.factories import make_municipality, make_project, make_public

pytestmark = pytest.mark.django_db


def make_located_project(name, latitude, longitude, *, state="BY", count=1, **content):
    place = make_municipality(name, state=state, latitude=latitude, longitude=longitude)
    project = make_project(name, municipalities=[place])
    for number in range(count):
        make_public(f"{name} {number}", project=project, **content)
    return project


def draw(query=""):
    return MapDrawing(Answer(QueryDict(query)))


def labels(drawing):
    return {marker.label for marker in drawing.markers}


def test_each_project_with_results_has_a_marker(client):
    make_located_project("Passau", 48.57, 13.46, count=2)
    make_located_project("Kiel", 54.32, 10.13, state="SH")
    make_project("Ohne Maßnahme")
    assert labels(draw()) == {"Passau: 2 Maßnahmen", "Kiel: 1 Maßnahme"}


def test_marker_leads_to_a_list_with_as_many_measures(client):
    make_located_project("Passau", 48.57, 13.46, count=2, types=["app"])
    make_located_project("Nachbar", 48.60, 13.40, count=3, types=["app"])
    make_located_project("Kiel", 54.32, 10.13, state="SH", types=["digitaler-zwilling"])
    [marker] = draw("typ=app").markers
    assert marker.label == "Nachbar, Passau: 5 Maßnahmen"
    found = Answer(QueryDict(marker.query.removeprefix("?")))
    assert found.total == marker.count == 5


def test_filters_and_search_hold():
    make_located_project("Passau", 48.57, 13.46)
    make_located_project("Kiel", 54.32, 10.13, state="SH")
    assert labels(draw("land=SH")) == labels(draw("q=Kiel")) == {"Kiel: 1 Maßnahme"}
    project = draw("q=Passau").located[0].site.slug
    assert labels(draw(f"projekt={project}")) == {"Passau: 1 Maßnahme"}


@pytest.mark.parametrize("query", ["", "land=BY"])
def test_targets_of_markers_do_not_overlap_on_a_phone(query):
    for number in range(40):
        make_located_project(f"Ort {number}", 47.5 + number * 0.07, 9.5 + number % 7 * 0.6)
    drawing = draw(query)
    px = drawing.extent.width / NARROWEST
    assert len(drawing.markers) > 5
    assert sum(len(marker.members) for marker in drawing.markers) == 40
    for one, other in combinations(drawing.markers, 2):
        assert dist((one.x, one.y), (other.x, other.y)) >= TARGET * px - 0.2


def test_one_state_is_shown_larger_and_neighbours_come_apart():
    make_located_project("Ulm-Nord", 48.45, 10.3)
    make_located_project("Augsburg", 48.37, 10.7)
    make_located_project("Kiel", 54.32, 10.13, state="SH")
    assert len(draw().markers) == 2
    zoomed = draw("land=BY")
    assert zoomed.extent.width < draw().extent.width / 1.5
    assert len(zoomed.markers) == 2


def test_names_of_a_marker_are_limited():
    for number in range(5):
        make_located_project(f"Ort {number}", 48.5 + number / 100, 10.5)
    [marker] = draw().markers
    assert marker.label == "Ort 0, Ort 1, Ort 2 und 2 weitere: 5 Maßnahmen"


def test_project_with_several_municipalities_is_one_marker_with_an_area():
    towns = [make_municipality(latitude=48.7 + n / 10, longitude=13.3 + n * n / 20) for n in range(4)]
    make_public(project=make_project("Ilzer Land", municipalities=towns))
    [marker] = draw().markers
    [shape] = marker.shapes
    assert len(shape.towns) == 4
    assert not shape.is_wide


def test_towns_far_apart_are_joined_by_a_line():
    assert Shape([(0, 0), (200, 0), (100, 50)]).is_wide


def test_hull_leaves_out_what_lies_inside():
    corners = [(0, 0), (10, 0), (10, 10), (0, 10)]
    assert sorted(convex_hull([*corners, (5, 5), (5, 0), (2, 7)])) == sorted(corners)


def test_project_without_coordinates_is_only_in_the_list(client):
    make_public(project=make_project("Ortlos"))
    page = client.get(reverse("map")).text
    assert '<h3 id="ohne-ort">' in page
    assert draw().markers == []


def test_list_beside_the_map_comes_first_and_says_the_same(client):
    project = make_located_project("Passau", 48.57, 13.46, count=2)
    page = client.get(reverse("map"), {"land": "BY"}).text
    assert page.index('id="orte"') < page.index("<svg viewBox=")
    assert page.count(f"?land=BY&amp;projekt={project.slug}") == 2  # in the list and on the map


def test_list_and_map_lead_to_each_other_with_the_question(client):
    make_located_project("Passau", 48.57, 13.46)
    for here, there in [("measures", "map"), ("map", "measures")]:
        page = client.get(reverse(here), {"q": "Passau", "land": "BY"}).text
        assert f'href="{reverse(there)}?q=Passau&amp;land=BY"' in page


def test_nothing_found_has_no_map(client):
    make_located_project("Passau", 48.57, 13.46)
    page = client.get(reverse("map"), {"q": "Zeppelinwerft"}).text
    assert "<svg viewBox=" not in page
    assert "Zeppelinwerft" in page


def test_state_with_the_most_measures_has_the_darkest_tint():
    make_located_project("Passau", 48.57, 13.46, count=8)
    make_located_project("Kiel", 54.32, 10.13, state="SH", count=1)
    drawing = draw()
    assert (drawing.tint("BY"), drawing.tint("SH"), drawing.tint("HH")) == (4, 1, 0)


def test_small_maps_have_a_dot_for_each_place_with_coordinates(client):
    project = make_located_project("Passau", 48.57, 13.46)
    page = client.get(project.get_absolute_url()).text
    assert page.count("h0") == 1
    assert "h0" not in client.get(make_project().get_absolute_url()).text
