"""The first screen of a profile, the printed sheet, the drawings, and the contacts of a project."""

from xml.etree import ElementTree

import pytest
from django.conf import settings

from measures.finding.cards import DRAWN, NOT_DRAWN, drawing_of
from measures.models import SolutionType
from measures.public.sheet_texts import BUDGET
from tests.factories import make_municipality, make_project, make_public
from tests.public.test_measure_page import answers_of, headings, page_of

pytestmark = pytest.mark.django_db


def test_every_solution_type_of_the_start_has_a_drawing_and_any_other_the_fallback():
    sprite = ElementTree.parse(settings.BASE_DIR / "static" / "solution-types.svg")  # noqa: S314 - our own file
    drawn = {symbol.get("id") for symbol in sprite.iter("{http://www.w3.org/2000/svg}symbol")}
    assert drawn == {*DRAWN, NOT_DRAWN}
    assert set(SolutionType.objects.values_list("slug", flat=True)) == DRAWN
    assert drawing_of("drohnen") == drawing_of("") == NOT_DRAWN


def test_gaps_are_said_with_the_way_to_ask(client):
    project = make_project(website="https://example.org/projekt")
    html = page_of(client, make_public("Dünn", project=project))
    answers = answers_of(html)
    assert answers["Kosten"] == "nicht bekannt beim Projekt erfragen"
    assert answers["Software und Lizenz"].startswith("Quelltext: nicht bekannt beim Projekt erfragen")
    assert "nicht bekannt" in answers["Bearbeitungsstand"]
    assert answers["Dieses Profil"].startswith("zu 16 % ausgefüllt Es fehlen:")
    assert 'href="https://example.org/projekt"' in html


def test_long_costs_are_cut_above_and_whole_below(client):
    text = "Ein Posten kostet 1.000 Euro. " * 30
    html = page_of(client, make_public(costs=text))
    assert len(answers_of(html)["Kosten"]) < 200
    assert headings(html) == ["Kosten", "Wer das nachnutzt"]
    assert text.strip() in html


def test_the_distance_to_the_chosen_place_is_shown_and_carried_on(client):
    home = make_municipality("Zuhause", latitude="48.57", longitude="13.46")
    there = make_municipality("Drüben", latitude="48.77", longitude="13.46")
    edition = make_public(project=make_project(municipalities=[there]))
    address = edition.get_absolute_url()
    html = client.get(f"{address}?naehe={home.ars}").content.decode()
    assert "22 km von Zuhause entfernt" in answers_of(html)["Wer es betreibt"]
    assert f'href="{address}steckbrief/?naehe={home.ars}"' in html
    listed = client.get(f"/massnahmen/?naehe={home.ars}").content.decode()
    assert f'href="{address}?naehe={home.ars}"' in listed
    assert "„quatsch“ ist unbekannt" in client.get(f"{address}?naehe=quatsch").content.decode()


def test_the_sheet_has_the_answers_short_texts_address_and_code(client):
    edition = make_public("Blatt", summary="In Kürze.", goals="Ziel " * 2_000, lessons="Lehre " * 2_000)
    html = client.get(edition.get_absolute_url() + "steckbrief/").content.decode()
    assert answers_of(html)["Kosten"].startswith("nicht bekannt")
    assert headings(html) == ["Ziele", "Was nicht gelungen ist"]
    assert 5 * html.count("Ziel ") + 6 * html.count("Lehre ") <= BUDGET
    assert f"{edition.get_absolute_url()}</p>" in html
    assert 'class="qr"' in html


def test_the_page_of_a_project_names_its_mailboxes_once_and_its_sources_last(client):
    project = make_project(website="https://example.org/p", source_url="https://de.readkong.com/1")
    for _ in range(2):
        make_public(project=project, contact_name="Stabsstelle", contact_email="smart@example.org")
    html = client.get(project.get_absolute_url()).content.decode()
    assert html.count("mailto:smart@example.org") == 1
    assert html.index("readkong") > html.index("<table")
