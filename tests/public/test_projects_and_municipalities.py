"""Pages of model projects, municipalities and vocabularies."""

import re

import pytest

from tests.factories import make_draft, make_municipality, make_project, make_public

pytestmark = pytest.mark.django_db


def names(response):
    """Return the names in the first column of a table."""
    rows = re.findall(r'<th scope="row">\s*<a[^>]*>(.*?)</a>', response.content.decode(), re.DOTALL)
    return [name.strip() for name in rows]


def titles(html):
    """Return the titles of all cards of a page."""
    return set(re.findall(r'class="card-title"><a[^>]*>(.*?)</a>', html))


def test_projects_are_filtered_by_state_cohort_and_kind(client):
    south = make_project("Süd", cohort=2019, kind="grossstadt", municipalities=[make_municipality(state="BY")])
    make_project("Nord", cohort=2021, municipalities=[make_municipality(state="SH")])
    make_project("Beide", cohort=2019, municipalities=[make_municipality(state=s) for s in ("BY", "SH")])
    make_public(project=south)
    make_draft(project=south)
    assert names(client.get("/modellprojekte/")) == ["Beide", "Nord", "Süd"]
    assert names(client.get("/modellprojekte/?land=BY")) == ["Beide", "Süd"]
    assert names(client.get("/modellprojekte/?land=SH&staffel=2021")) == ["Nord"]
    assert names(client.get("/modellprojekte/?art=grossstadt")) == ["Süd"]
    response = client.get("/modellprojekte/?land=XX&staffel=2019")
    assert names(response) == ["Beide", "Süd"]
    assert "Bundesland: „XX“ ist unbekannt" in response.content.decode()
    row = response.content.decode().split(">Süd</a>")[1].split("</tr>")[0]
    assert re.search(r'data-label="Maßnahmen" class="number">(\d+)<', row)[1] == "1"


def test_a_project_counts_nobody_twice(client):
    district = make_municipality("Kreis", level="district", ars="05999", population=100_000)
    association = make_municipality("Verband", level="association", ars="059990001", population=40_000)
    inside = make_municipality("Dorf", ars="059990001001", population=4_000)
    outside = make_municipality("Stadt", ars="051110000000", population=60_000)
    project = make_project(municipalities=[district, association, inside, outside])
    assert project.population == 160_000
    assert "160.000" in client.get(project.get_absolute_url()).content.decode()


def test_without_its_district_the_association_counts_and_its_member_does_not(client):
    association = make_municipality(level="association", ars="059990001", population=40_000)
    inside = make_municipality(ars="059990001001", population=4_000)
    unknown = make_municipality(level="region", population=None)
    assert make_project(municipalities=[association, inside]).population == 40_000
    assert make_project(municipalities=[association, unknown]).population is None


def test_the_page_of_a_municipality_shows_its_projects_and_measures(client):
    place = make_municipality("Musterdorf", population=900)
    first, second = make_project(municipalities=[place]), make_project(municipalities=[place])
    make_public("Eins", project=first)
    make_public("Zwei", project=second)
    make_public("Anderswo")
    make_draft("Entwurf", project=first)
    response = client.get(place.get_absolute_url())
    html = response.content.decode()
    assert titles(html) == {"Eins", "Zwei"}
    assert "Landgemeinde (unter 5.000)" in html
    assert first.name in html
    assert second.name in html


def test_municipalities_that_take_part_nowhere_are_not_listed_but_have_a_page(client):
    alone = make_municipality("Allein")
    make_project(municipalities=[make_municipality("Dabei")])
    response = client.get("/kommunen/")
    assert names(response) == ["Dabei"]
    assert "nimmt an keinem Modellprojekt teil" in client.get(alone.get_absolute_url()).content.decode()


def test_municipalities_are_filtered_by_name_state_and_size(client):
    big = make_municipality("Großstadt am Rhein", population=500_000)
    small = make_municipality("Kleindorf", state="BY", population=300)
    make_project(municipalities=[big, small])

    def listed(query):
        return names(client.get(f"/kommunen/?{query}"))

    assert listed("q=rhein") == [big.name]
    assert listed("land=BY") == [small.name]
    assert listed("groesse=grossstadt") == [big.name]
    assert listed("groesse=landgemeinde&land=NW") == []


@pytest.mark.parametrize(
    ("population", "expected"),
    [(4_999, "landgemeinde"), (5_000, "kleinstadt"), (19_999, "kleinstadt"), (20_000, "mittelstadt"),
     (99_999, "mittelstadt"), (100_000, "grossstadt"), (None, "")],
)  # fmt: skip
def test_the_size_class_follows_the_population(population, expected):
    place = make_municipality(population=population)
    place.refresh_from_db()
    assert place.size_class == expected


def test_a_district_has_no_size_class():
    place = make_municipality(level="district", population=250_000)
    place.refresh_from_db()
    assert place.size_class == ""


def test_a_value_page_lists_its_measures_and_how_they_spread(client):
    make_public("Eins", types=["app"], fields=["mobilitaet", "bildung"])
    make_public("Zwei", types=["app"], fields=["bildung"])
    make_public("Drei", types=["dashboard"], fields=["bildung"])
    html = client.get("/loesungstypen/app/").content.decode()
    assert titles(html) == {"Eins", "Zwei"}
    spread = re.findall(r'&amp;feld=([\w-]+)">[^<]+</a>\s*<span\s+class="facet-count"\s*>(\d+)', html)
    assert spread == [("bildung", "2"), ("mobilitaet", "1")]
    assert titles(client.get("/handlungsfelder/bildung/").content.decode()) == {"Eins", "Zwei", "Drei"}
    assert client.get("/loesungstypen/gibt-es-nicht/").status_code == 404
