"""The shortlist in the address: it grows, survives searching, can be compared, and names what is gone."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from measures.finding.cards import short_key
from measures.finding.current import current
from measures.models import Source
from measures.public.side_by_side import STATEMENTS, public_editions, side_by_side
from measures.steckbrief import names_on
from measures.steckbrief_fields import Page
from tests.factories import make_draft, make_municipality, make_project, make_public

pytestmark = pytest.mark.django_db


def address(name, *editions, **more):
    return reverse(name, query={"m": keys_of(editions), **more})


def keys_of(editions):
    return [key(edition) for edition in editions]


def key(edition):
    return short_key(edition.measure.slug)


def test_remember_adds_to_what_the_address_holds(client):
    first, second = make_public("Erste"), make_public("Zweite")
    page = client.get(address("measures", first)).text
    assert f'href="{reverse("measures")}?m={key(first)}&amp;m={key(second)}#treffer"' in page
    assert f'href="{reverse("shortlist")}?m={key(first)}"' in page  # that of the one which is remembered
    page = client.get(address("measures", q="Zweite")).text
    assert f'href="{reverse("measures")}?q=Zweite&amp;m={key(second)}#treffer"' in page
    page = client.get(f"{second.get_absolute_url()}?m={key(first)}").text
    assert f'href="{reverse("shortlist")}?m={key(first)}&amp;m={key(second)}"' in page


def test_searching_keeps_the_shortlist(client):
    first, second = make_public("Erste App", types=["app"]), make_public("Zweite App", types=["app"])
    page = client.get(address("measures", first, typ="app", q="Zweite")).text
    assert f'<input type="hidden" name="m" value="{key(first)}">' in page
    assert f'href="{second.get_absolute_url()}?m={key(first)}"' in page
    assert f"?typ=app&amp;m={key(first)}" in page  # the link that removes the search text
    assert "1 Maßnahme gemerkt" in page


def test_shortlist_filters_nothing(client):
    first, _second = make_public("Erste"), make_public("Zweite")
    assert "2 Maßnahmen" in client.get(address("measures", first)).text


def test_page_of_a_measure_keeps_the_shortlist(client):
    first, second = make_public("Erste"), make_public("Zweite")
    page = client.get(second.get_absolute_url(), {"m": key(first)}).text
    assert f'href="{reverse("measures")}?m={key(first)}"' in page
    assert f'href="{reverse("shortlist")}?m={key(first)}&amp;m={key(second)}"' in page


def test_shortlist_is_in_the_order_in_which_it_grew(client):
    first, second = make_public("Erste"), make_public("Zweite")
    page = client.get(address("shortlist", second, first)).text
    assert page.index("Zweite") < page.index("Erste")
    assert f'href="{reverse("shortlist")}?m={key(second)}"' in page  # takes the first one out


@pytest.mark.parametrize("name", ["naehe", "aehnlich"])
def test_the_chosen_place_goes_along_everywhere_and_back(client, name):
    home = make_municipality("Zuhause", latitude="48.57", longitude="13.46", population=9_000)
    there = make_municipality("Drüben", latitude="48.77", longitude="13.46", population=9_000)
    edition = make_public("Erste", project=make_project(municipalities=[there]))
    place = f"{name}={home.ars}"
    chosen = f"?{place}&amp;m={key(edition)}"

    listed = client.get(address("measures", **{name: home.ars})).text
    assert f'href="{reverse("map")}?{place}"' in listed
    assert f'href="{reverse("measures")}{chosen}#treffer"' in listed
    assert f'href="{edition.get_absolute_url()}?{place}"' in listed
    drawn = client.get(address("map", **{name: home.ars})).text
    assert f'href="{reverse("measures")}?{place}"' in drawn
    assert "22 km entfernt" in drawn
    assert "Das Kreuz ist Zuhause." in drawn

    shortlist = client.get(address("shortlist", edition, **{name: home.ars})).text
    assert "22 km entfernt" in shortlist
    assert "Zuhause <span" in shortlist
    assert f'href="{reverse("shortlist")}?m={key(edition)}"' in shortlist  # the chip takes the place away
    for route in ("comparison", "council_paper", "measures"):
        assert f'href="{reverse(route)}{chosen}"' in shortlist
    for route in ("comparison", "council_paper"):
        page = client.get(address(route, edition, **{name: home.ars})).text
        assert "Entfernung von Zuhause" in page
        assert "22 km" in page
        assert f'href="{reverse("shortlist")}{chosen}"' in page
    profile = client.get(
        address("measures", **{name: home.ars}).replace("/massnahmen/", edition.get_absolute_url())
    ).text
    assert f'href="{reverse("measures")}?{place}"' in profile
    exported = client.get(reverse("shortlist_export", args=["json"]) + chosen.replace("&amp;", "&"))
    assert exported.status_code == 200


@pytest.mark.parametrize("name", ["shortlist", "council_paper", "comparison"])
def test_what_is_not_public_is_counted_and_not_shown(client, name):
    public, draft = make_public("Sichtbar"), make_draft("Geheim")
    page = client.get(reverse(name, query={"m": [*keys_of([public, draft]), "aaaaaaaa"]})).text
    assert "2 Maßnahmen dieser Merkliste stehen nicht oder nicht mehr im Katalog." in page
    assert "Geheim" not in page
    assert "Sichtbar" in page


@pytest.mark.parametrize("name", ["shortlist", "council_paper", "comparison"])
@pytest.mark.parametrize("value", ["abc", "-1", "0", "9" * 30, "ABCDEFGH", "²"])
def test_nonsense_is_named(client, name, value):
    response = client.get(reverse(name), {"m": value})
    assert response.status_code == 200
    assert "ist unbekannt und blieb unberücksichtigt" in response.text


def test_a_shortlist_has_a_limit(client):
    keys = [short_key(str(number)) for number in range(100)]
    assert "höchstens 60 Maßnahmen" in client.get(reverse("shortlist", query={"m": keys})).text


@pytest.mark.parametrize("name", ["shortlist", "council_paper", "comparison"])
def test_empty_list_says_what_to_do(client, name):
    assert f'href="{reverse("measures")}"' in client.get(reverse(name)).text


def test_rows_are_those_in_which_something_is_known():
    one = make_public("Eine", costs="40.000 €")
    two = make_public("Andere", start_year=2022, end_year=2024)
    rows = {str(row.statement.label): row.texts for row in side_by_side([one, two])}
    assert rows["Kosten"] == ["40.000 €", ""]
    assert rows["Zeitraum"] == ["", "2022–2024"]
    assert "Finanzierung" not in rows


def test_every_text_of_the_profile_can_be_compared():
    labels = {str(statement.label) for statement in STATEMENTS}
    edition = make_public()
    for name in [*names_on(Page.SECTION), *names_on(Page.EXPERIENCE)]:
        assert str(edition._meta.get_field(name).verbose_name) in labels


def test_six_measures_fit_side_by_side(client):
    editions = [make_public(f"Nummer {number}") for number in range(8)]
    page = client.get(address("comparison", *editions)).text
    assert page.count('<th scope="col">') == 6
    assert "Nicht gezeigt:" in page
    assert "Nummer 7" in page


def test_comparison_says_what_is_not_known(client):
    page = client.get(address("comparison", make_public(costs="1 €"), make_public())).text
    assert "nicht bekannt" in page


def test_comparison_is_a_workbook(client):
    one, two = make_public("=1+1", costs="-5 €"), make_public("Andere")
    response = client.get(address("comparison_file", one, two))
    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][1:] == ["=1+1", "Andere"]
    assert ["Kosten", "-5 €", None] in rows
    assert rows[-1][1] == f"http://testserver{one.get_absolute_url()}"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}  # "n": empty


def test_council_paper_names_gaps_and_sources(client):
    edition = make_public(costs="40.000 €")
    Source.objects.create(edition=edition, url="https://example.org/quelle")
    page = client.get(address("council_paper", edition)).text
    assert "40.000 €" in page
    assert "Nicht bekannt:" in page
    assert "Lizenz (SPDX)" in page
    assert "https://example.org/quelle" in page
    assert f"http://testserver{edition.get_absolute_url()}" in page


def test_comparison_needs_as_many_queries_for_many(client, django_assert_num_queries):
    editions = [make_public(project=make_project()) for _number in range(6)]
    keys = [edition.measure_id for edition in editions]
    current()  # bring the index up to date, which a thread does in production
    with django_assert_num_queries(11):  # one of them asks for the version of the catalogue
        side_by_side(public_editions(keys))
    with django_assert_num_queries(11):
        side_by_side(public_editions(keys[:1]))
