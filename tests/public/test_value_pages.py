"""The pages of solution types and action fields, and the problems that lead to measures."""

import re

import pytest

from measures import workflow
from measures.models import ActionField, Problem, SolutionType
from tests.factories import make_public

pytestmark = pytest.mark.django_db

APP = "/loesungstypen/app/"


def page(client, address=APP):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_what_it_is_and_what_towns_ask(client):
    make_public("Stadt-App")
    SolutionType.objects.filter(slug="app").update(
        about="Programme fürs Telefon.", questions="Was kostet es?\n\nWozu?\n"
    )
    html = page(client)
    assert "Programme fürs Telefon." in html
    assert html.count("<li>Was kostet es?</li>") == html.count("<li>Wozu?</li>") == 1


def test_what_was_learnt_is_quoted_with_its_measure_and_counted(client):
    for number in range(5):
        make_public(f"App {number}", lessons=f"Zu wenige **Tester** {number}.")
    make_public("Ohne")
    make_public("Anderer Typ", types=["dashboard"], lessons="Gehört nicht her.")
    html = page(client)
    assert html.count("<q") == 4  # the newest four
    assert "Zu wenige Tester 4." in html
    assert "5 von 6 Maßnahmen sagen etwas dazu." in html
    assert "Gehört nicht her" not in html


def test_it_compares_all_with_their_gaps_and_takes_the_filters_of_the_list(client):
    make_public("Offen", licence="EUPL-1.2", status="in-betrieb", start_year=2021, costs="40.000 €")
    make_public("Unbekannt")
    html = page(client)
    table = html[html.index("<tbody>") :]
    assert "EUPL-1.2" in table
    assert "2021" in table
    assert "40.000 €" in table
    assert table.count("nicht bekannt") == 4  # of the other: status, start, software and costs
    filtered = page(client, f"{APP}?status=in-betrieb&sort=titel")
    assert "Unbekannt" not in filtered[filtered.index("<tbody>") :]
    assert "Keine Maßnahme" in page(client, f"{APP}?status=eingestellt")
    assert "typ=app" in filtered
    assert "status=in-betrieb" in filtered[filtered.index("Excel") - 300 :]


def test_stopped_ones_are_counted_and_found(client):
    make_public("Vorbei", status="eingestellt", lessons="Kein Geld.")
    html = page(client)
    assert "1 eingestellt" in html
    section = html[html.index('id="eingestellt"') : html.index('id="vergleich"')]
    assert "Vorbei" in section
    assert "Kein Geld." in section


def test_amounts_are_said_as_a_range_and_software_is_counted(client):
    make_public("Eins", costs="Etwa 13.000 Euro im Monat")
    make_public("Zwei", costs="1,5 Mio. Euro", description="Läuft mit Masterportal.")
    make_public("Drei", costs="Kostenlos", description="Nutzt das Masterportal.")
    make_public("Vier", types=["dashboard"], costs="9 Mio. Euro", description="Masterportal")
    html = page(client)
    assert "2 Maßnahmen nennen Beträge, von 13.000 € bis 1.500.000 €." in html
    assert re.search(r"q=%22Masterportal%22&amp;typ=app\">Masterportal</a>\s*<span[^>]*>2<", html)


def test_filters_of_the_address_that_the_form_does_not_offer_stay(client):
    make_public("Eins")
    assert '<input type="hidden" name="staffel" value="2020">' in page(client, f"{APP}?staffel=2020")


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    for number in range(30):
        make_public(f"App {number}", lessons="Gelernt.", costs="Viel.")
    page(client)
    with django_assert_max_num_queries(14):
        page(client, f"{APP}?sort=titel")


def test_the_shipped_problems_stand_on_the_start_page(client):
    html = page(client, "/")
    for problem in Problem.objects.all():
        assert problem.name in html
    assert Problem.objects.count() == 16


def test_each_value_of_the_vocabularies_explains_itself():
    for value in [*SolutionType.objects.all(), *ActionField.objects.all()]:
        assert value.about, value
        assert 3 <= len(value.typical_questions) <= 5, value


def test_problems_are_counted(client):
    make_public("Sonnensegel gegen Hitze")
    Problem.objects.exclude(slug="hitze").delete()
    workflow.catalogue_changed()
    html = page(client, "/probleme/")
    assert 'href="/probleme/hitze/"' in html
    assert ">1<" in html


def test_a_problem_has_a_page_with_its_answers_and_no_others(client):
    make_public("Sonnensegel gegen Hitze")
    make_public("Etwas anderes")
    html = page(client, "/probleme/hitze/")
    assert "1 Maßnahme antwortet darauf" in html
    assert "Sonnensegel" in html
    assert "Etwas anderes" not in html
    assert client.get("/probleme/gibt-es-nicht/").status_code == 404


def test_problems_are_in_the_sitemap(client):
    assert "/probleme/hitze/</loc>" in client.get("/sitemap-themen.xml").content.decode()
