"""Words of a question that mean a filter: offered as one, and first among the results."""

from urllib.parse import quote

import pytest
from django.http import QueryDict

from measures.finding.answer import Answer
from measures.models import SynonymGroup
from tests.factories import make_municipality, make_project, make_public

pytestmark = pytest.mark.django_db


def answer(text, more=""):
    return Answer(QueryDict(f"q={quote(text)}{more}"))


def titles(text):
    return sorted(card.title for card in answer(text).cards)


def offered(text, more=""):
    return [(one.label, one.count) for one in answer(text, more).offered_filters]


def make(title, state, population=10_000, **content):
    place = make_municipality(state=state, population=population)
    return make_public(title, project=make_project(municipalities=[place]), places=[place], **content)


@pytest.fixture
def catalogue():
    make("Bürgerbeteiligung A", "BY", source_code_url="https://example.org/a")
    make("Bürgerbeteiligung B", "BY", population=200_000)
    make("Bürgerbeteiligung C", "HE")
    make("Bürgerbeteiligung D", "HE", population=200_000)
    make("Radweg", "BY")


SMALL, LARGE = "Kleinstadt (5.000 bis 20.000)", "Großstadt (ab 100.000)"


def test_understood_words_are_offered_with_counts_and_the_rest_is_searched(catalogue):
    found = answer("Bürgerbeteiligung Kleinstadt Bayern open source")
    assert found.total == 4
    assert found.searched_words == "Bürgerbeteiligung"
    offers = [(one.label, one.count) for one in found.offered_filters]
    assert offers == [(SMALL, 2), ("Bayern", 2), ("Link zum Quelltext", 1)]
    assert [card.title[-1] for card in found.cards] == ["A", "C", "B", "D"]  # the most filters first


def test_each_offer_leads_to_as_many_results_and_replaces_its_words(catalogue):
    found = answer("Bürgerbeteiligung in Kleinstädten in Bayern")
    assert len(found.offered_filters) == 2
    for one in found.offered_filters:
        asked = Answer(QueryDict(one.url.removeprefix("?")))
        assert asked.total == one.count
        assert asked.active == 1
        assert len(asked.offered_filters) == 1
        last = Answer(QueryDict(asked.offered_filters[0].url.removeprefix("?")))
        assert (last.asked["q"], last.active, last.total) == ("Bürgerbeteiligung", 2, 1)
        assert last.offered_filters == []


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Bürgerbeteiligung Hessen", ["Hessen"]),
        ("Bürgerbeteiligung NRW", ["Nordrhein-Westfalen"]),
        ("Bürgerbeteiligung Nordrhein Westfalen", ["Nordrhein-Westfalen"]),
        ("Bürgerbeteiligung Sachsen-Anhalt", ["Sachsen-Anhalt"]),
        ("Bürgerbeteiligung Baden Wuerttemberg", ["Baden-Württemberg"]),
        ("Bürgerbeteiligung Großstädte", [LARGE]),
        ("Bürgerbeteiligung in einer kleinen Stadt", [SMALL]),
        ("Bürgerbeteiligung quelloffen", ["Link zum Quelltext"]),
        ("Bürgerbeteiligung offener Quelltext", ["Link zum Quelltext"]),
        ("Bürgerbeteiligung abgeschlossen", ["abgeschlossen"]),
        ("Bürgerbeteiligung in Betrieb", ["in Betrieb"]),
        ("citizen participation Bavaria small town", ["Bayern", SMALL]),
        ("Bürgerbeteiligung Bayern Hessen", ["Bayern", "Hessen"]),
        ("Bürgerbeteiligung", []),
        ("Bürgerbeteiligung -Bayern", []),
        ('Bürgerbeteiligung "Bayern"', []),
        ("Bürgerbeteiligung Open-Source-Strategie", []),
    ],
)
def test_what_is_understood(catalogue, text, labels):
    assert [label for label, _count in offered(text)] == labels


def test_what_has_no_result_is_no_link(catalogue):
    found = answer("Radweg Hessen")
    assert found.total == 1
    assert [(one.count, one.url) for one in found.offered_filters] == [(0, "")]


def test_a_filter_in_force_is_not_offered_and_another_is_kept(catalogue):
    assert offered("Bürgerbeteiligung Bayern", "&land=BY") == []
    found = answer("Bürgerbeteiligung Bayern", "&land=HE")
    assert found.total == 2
    (one,) = found.offered_filters
    assert Answer(QueryDict(one.url.removeprefix("?"))).asked["land"] == ["BY", "HE"]


@pytest.mark.parametrize("text", ["Bayern", "Projekte in Bayern", "was gibt es in Bayern?"])
def test_a_question_of_such_words_alone_searches_for_them(catalogue, text):
    found = answer(text)
    assert found.total == 3
    assert (found.offered_filters[0].label, found.searched_words) == ("Bayern", "")
    assert Answer(QueryDict(found.offered_filters[0].url.removeprefix("?"))).total == 3


def test_such_words_together_must_all_be_met_and_states_are_alternatives(catalogue):
    assert titles("Kleinstädte in Bayern") == ["Bürgerbeteiligung A", "Radweg"]
    assert answer("Bayern Hessen").total == 5
    make("Handbuch für Kleinstädte", "SN", population=200_000)
    assert "Handbuch für Kleinstädte" in titles("Kleinstadt")


def test_a_moderator_can_add_what_a_filter_is_called(catalogue):
    SynonymGroup.objects.create(terms="Freistaat, Bayern")
    assert offered("Bürgerbeteiligung Freistaat") == [("Bayern", 2)]


def test_a_state_is_that_state_also_where_another_contains_its_name():
    for state in ("SN", "ST", "NI", "BB", "MV", "RP", "SL", "NW"):
        make(f"In {state}", state, summary="Anders als in Sachsen." if state == "NI" else "")
    assert titles("Sachsen") == ["In SN"]
    assert titles("Sachsen-Anhalt") == ["In ST"]
    assert titles("sachsen anhalt") == ["In ST"]
    assert titles("Niedersachsen") == ["In NI"]
    assert titles('"Sachsen"') == ["In SN"]
    assert titles("Mecklenburg-Vorpommern") == ["In MV"]
    assert titles("Saarland") == ["In SL"]
    assert titles("Rheinland-Pfalz") == ["In RP"]
    assert "In ST" in titles("-Sachsen")
    assert "In NI" in titles("-Sachsen")
    assert "In SN" not in titles("-Sachsen")
    assert titles('-"Sachsen-Anhalt" Sachsen') == ["In SN"]
    assert "In SN" in titles("-Sachsen-Anhalt")
    assert "In ST" not in titles("-Sachsen-Anhalt")


def test_a_correction_is_offered_only_if_it_has_results(catalogue):
    assert answer("Bürgerbetteiligung").corrections == [
        "Keine Treffer für „burgerbetteiligung“, gezeigt wird „burgerbeteiligung“."
    ]
    assert answer("Bürgerbetteiligung Quatsch").total == 0
    assert answer("Bürgerbetteiligung Quatsch").corrections == []
    assert answer("Radwg", "&land=HE").corrections == []
    assert len(answer("Radwg", "&land=BY").corrections) == 1
    assert answer("Radwg -Radweg").corrections == []


def test_the_page_offers_filters_as_links(catalogue, client):
    html = client.get("/massnahmen/?q=B%C3%BCrgerbeteiligung+Bayern").content.decode()
    assert "Gesucht wurde nach „Bürgerbeteiligung“." in html
    assert 'href="?q=B%C3%BCrgerbeteiligung&amp;land=BY"' in html
    assert "offered-filters" not in client.get("/massnahmen/?q=B%C3%BCrgerbeteiligung").content.decode()
