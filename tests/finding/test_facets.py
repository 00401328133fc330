"""Results and counts for random queries, compared with a plain count in Python and with the database."""

import random

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measures.finding.answer import Answer
from measures.finding.current import current
from measures.finding.question import MeasureFilter
from measures.finding.results import Search
from measures.models import ActionField, Edition, Offer, Solution, SolutionType, SpatialScope
from municipalities.models import Municipality
from tests.drills import rounds
from tests.factories import (
    make_draft,
    make_municipality,
    make_project,
    make_public,
    make_reuse,
    make_solution,
    make_statement,
)
from tests.finding import orm_answers

WORDS = ["Bürger", "Plattform", "Ärger", "Straße", "Sensor", "daten", "ÖPNV", "Zwilling"]
VALUES = {
    "typ": ["app", "dashboard", "reallabor"],
    "feld": ["bildung", "mobilitaet", "sicherheit"],
    "raum": ["quartier", "gebaeude"],
    "status": ["geplant", "in-betrieb", "eingestellt"],
    "ursache": ["geld", "technik"],
    "land": ["BY", "SH", "NW"],
    "groesse": ["grossstadt", "kleinstadt", "landgemeinde"],
    "projekt": ["p0", "p1", "p2", "p3"],
    "staffel": ["2019", "2020", "2021"],
    "offen": ["ja", "nein"],
    "angebot": ["gespraech", "besuch"],
    "quelltext": ["offengelegt", "zugesagt", "unbekannt"],
    "loesung": ["dipas", "consul"],
    "nachnutzung": ["nutzt", "plant", "beendet"],
}


def keys(search):
    """Return the keys of all editions that a search finds."""
    return {document.edition for document in search.documents(0, search.total)}


@pytest.fixture
def catalogue(db):
    """Forty public editions with a fixed random mixture of everything, and drafts that must not count."""
    chance = random.Random(20)  # noqa: S311 - the same mixture every time
    projects = []
    for number in range(4):
        places = [
            make_municipality(state=chance.choice(VALUES["land"]), population=population)
            for population in chance.sample([900, 8_000, 150_000, None], k=1 + number % 3)
        ]
        projects.append(
            make_project(slug=f"p{number}", cohort=chance.choice([2019, 2020, 2021]), municipalities=places)
        )

    def mixture(model, slugs):
        return model.objects.filter(slug__in=chance.sample(slugs, k=chance.randint(0, 2)))

    for name in ("DIPAS", "CONSUL"):
        make_solution(name)
    for number in range(50):
        make = make_draft if number % 5 == 4 else make_public
        make(
            " ".join(chance.sample(WORDS, k=2)) + f" {number}",
            project=chance.choice(projects),
            summary=chance.choice(WORDS),
            solution_types=mixture(SolutionType, VALUES["typ"]),
            action_fields=mixture(ActionField, VALUES["feld"]),
            spatial_scopes=mixture(SpatialScope, VALUES["raum"]),
            offers=mixture(Offer, VALUES["angebot"]),
            status=chance.choice(["", *VALUES["status"]]),
            stop_cause=chance.choice(["", *VALUES["ursache"]]),
            source_code_duty=chance.choice(VALUES["quelltext"]),
            solutions=mixture(Solution, VALUES["loesung"]),
            source_code_url=chance.choice(["", "https://example.org/code"]),
        )
    for edition in Edition.objects.filter(state="published"):
        for status in chance.sample(VALUES["nachnutzung"], k=chance.randint(0, 2)):
            make_reuse(edition, status=status)
        make_statement(edition)  # not published, so it must not count
    return [described(edition) for edition in Edition.objects.filter(state="published")]


def described(edition):
    """What the edition shows for each facet, read from the objects one by one."""
    places = list(edition.places.all())
    project = edition.measure.project
    return {
        "pk": edition.pk,
        "typ": {value.slug for value in edition.solution_types.all()},
        "feld": {value.slug for value in edition.action_fields.all()},
        "raum": {value.slug for value in edition.spatial_scopes.all()},
        "angebot": {value.slug for value in edition.offers.all()},
        "status": {edition.status} - {""},
        "ursache": {edition.stop_cause} - {""},
        "land": {state.code for place in places for state in place.states.all()},
        "groesse": {Municipality.objects.get(pk=place.pk).size_class for place in places} - {""},
        "projekt": {project.slug},
        "staffel": {str(project.cohort)},
        "offen": {"ja" if edition.source_code_url else "nein"},
        "quelltext": {edition.source_code_duty},
        "loesung": {value.slug for value in edition.solutions.all()},
        "nachnutzung": {
            statement.status
            for reuse in edition.measure.reuses.all()
            for statement in reuse.statements.filter(state="published")
        },
    }


def meets(edition, question, *, without=None):
    """Whether an edition has one of the values asked for in each facet; the text is not looked at."""
    return all(
        edition[name] & set(values) for name, values in question.items() if name not in ("q", without) and values
    )


QUESTIONS = st.fixed_dictionaries(
    {},
    optional={
        "q": st.lists(st.sampled_from([*WORDS, "platt", "ÄRGER", "app", "nirgends", "a.*"]), max_size=2).map(" ".join),
        **{name: st.lists(st.sampled_from(values), max_size=3, unique=True) for name, values in VALUES.items()},
    },
)


@pytest.mark.one_database
@settings(
    max_examples=rounds(500, 5_000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(question=QUESTIONS)
def test_results_and_every_count_are_those_of_a_plain_count(catalogue, question):
    parameters = QueryDict(mutable=True)
    for name, value in question.items():
        parameters.setlist(name, [value] if name == "q" else value)
    text = question.get("q", "")
    # What a text means to the index is tested elsewhere; here, that facets and text are joined rightly.
    meant = keys(Search(current(), {"q": text}))
    answer = Answer(parameters)
    expected = {edition["pk"] for edition in catalogue if meets(edition, question) and edition["pk"] in meant}
    assert keys(answer.search) == expected
    assert answer.total == len(expected)
    for group in answer.facets:
        others = [
            edition for edition in catalogue if meets(edition, question, without=group.name) and edition["pk"] in meant
        ]
        for value in group.values:
            assert value.count == sum(value.value in edition[group.name] for edition in others), (
                group.name,
                value.value,
            )


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(question=QUESTIONS.map(lambda question: {**question, "q": ""}))
def test_the_index_counts_as_the_database_does(catalogue, question):
    parameters = QueryDict(mutable=True)
    for name, value in question.items():
        parameters.setlist(name, [value] if name == "q" else value)
    filters, answer = MeasureFilter(parameters), Answer(parameters)
    assert [document.edition for document in answer.search.documents(0, 50)] == list(
        orm_answers.editions(filters).values_list("pk", flat=True)
    )
    for group in answer.facets:
        counts = orm_answers.counts(group.name, orm_answers.editions(filters, without=(group.name,)))
        assert {value.value: value.count for value in group.values if value.count} == counts


@pytest.mark.one_database
def test_facets_show_the_fullest_values_and_never_hide_a_chosen_one(catalogue):
    answer = Answer(QueryDict("land=SL&land=BY"))
    group = next(group for group in answer.facets if group.name == "land")
    assert {"SL", "BY"} <= {value.value for value in group.first}
    assert all(value.count or value.selected for value in group.first)
    assert sorted(group.first + group.more) == sorted(group.values)
    counts = [value.count for value in group.first]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.one_database
def test_no_facet_vanishes_and_short_ones_show_their_zeros(catalogue):
    whole = {group.name for group in Answer(QueryDict("")).facets if group.useful}
    empty = {group.name: group for group in Answer(QueryDict("q=nirgends")).facets}
    assert {name for name, group in empty.items() if group.useful} == whole
    assert [value.count for value in empty["status"].first] == [0] * len(Edition.Status)
    assert not empty["status"].more
    assert not empty["typ"].first
    assert not empty["typ"].more_with_results


@pytest.mark.one_database
def test_every_chip_leads_to_the_same_question_without_it(catalogue):
    answer = Answer(QueryDict("q=daten&typ=app&typ=dashboard&land=BY&sort=titel"))
    assert [chip.value for chip in answer.chips] == ["Suche: „daten“", "App", "Dashboard", "Bayern"]
    for chip in answer.chips:
        fewer = Answer(QueryDict(chip.url.removeprefix("?")))
        assert len(fewer.chips) == 3
        assert chip.value not in [other.value for other in fewer.chips]
        assert fewer.asked["sort"] == "titel"


@pytest.mark.one_database
def test_an_empty_answer_says_which_part_to_leave_out(catalogue):
    answer = Answer(QueryDict("q=nirgends&land=BY"))
    assert answer.total == 0
    assert [way.label for way in answer.ways_out] == ["den Suchtext"]
    filtered = Answer(QueryDict("land=HB&offen=ja"))
    assert {way.label for way in filtered.ways_out} <= {"den Filter „Bundesland“", "den Filter „Link zum Quelltext“"}
    for way in answer.ways_out:
        assert Answer(QueryDict(way.url.removeprefix("?"))).total == way.value > 0


def test_results_are_ordered_as_asked(db):
    project_a, project_b = make_project("A-Stadt"), make_project("B-Stadt")
    make_public("Zebra", project=project_a, summary="Bus")
    make_public("Bus", project=project_b)
    make_public("Affe", project=project_b, description="Ein Bus fährt.")

    def titles(query):
        return [edition.title for edition in Answer(QueryDict(query)).page]

    assert titles("") == ["Affe", "Bus", "Zebra"]
    assert titles("sort=titel") == ["Affe", "Bus", "Zebra"]
    assert titles("sort=projekt") == ["Zebra", "Affe", "Bus"]
    assert titles("q=bus") == ["Bus", "Zebra", "Affe"]
    assert titles("q=bus&sort=neu") == ["Affe", "Bus", "Zebra"]


@pytest.mark.one_database
def test_pages_hold_twenty_and_together_everything_once(db):
    project = make_project()
    for number in range(45):
        make_public(f"Maßnahme {number:02}", project=project)
    pages = [list(Answer(QueryDict(f"seite={number}")).page) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert len({card.slug for page in pages for card in page}) == 45
    links = Answer(QueryDict("seite=2&typ=app")).pages
    assert (links.previous, links.next) == ("?typ=app&seite=1", "?typ=app&seite=3")
    assert links.numbers == [(1, "?typ=app&seite=1"), (2, "?typ=app&seite=2"), (3, "?typ=app&seite=3")]


def test_titles_are_sorted_the_german_way(db):
    project = make_project()
    for title in ("Zoo", "über", "Ärzte", "Apfel", "Straße", "Strasse 2", "Uhr"):
        make_public(title, project=project)
    assert [edition.title for edition in Answer(QueryDict("sort=titel")).page] == [
        "Apfel", "Ärzte", "Straße", "Strasse 2", "über", "Uhr", "Zoo",
    ]  # fmt: skip


def test_the_database_finds_every_word_as_it_is_written(catalogue):
    for text in ("bürger", "BÜRGER", "straße sensor", "a.*", "nirgends", "Projekt"):
        found = MeasureFilter({"q": text})
        expected = [
            edition.pk
            for edition in Edition.objects.public()
            if all(
                word.casefold() in f"{edition.title} {edition.summary} {edition.measure.project.name}".casefold()
                for word in text.split()
            )
        ]
        assert {edition.pk for edition in orm_answers.editions(found)} == set(expected), text
