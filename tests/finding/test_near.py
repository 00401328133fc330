"""The second list of a search: what does not meet the question, but may fit."""

import pytest
from django.http import QueryDict

from measures.finding import near as near_module
from measures.finding.answer import Answer
from measures.finding.current import current, index
from measures.models import SynonymGroup
from measures.workflow import catalogue_changed
from tests.factories import make_draft, make_project, make_public
from tests.finding.toy_model import ToyModel

pytestmark = pytest.mark.django_db

OTHERS = ("Bibliothek", "Museum", "Theater", "Strategie", "Kamera", "Lampe")


@pytest.fixture
def by_meaning(settings):
    settings.MASSWERK_EMBEDDER = "tests.finding.toy_model.ToyModel"


@pytest.fixture
def _others():
    for title in OTHERS:
        make_public(title)


def ask(query):
    while index.compute_vectors():
        pass
    return Answer(QueryDict(query))


def near_titles(answer):
    return [card.title for card in answer.near_cards]


def missing(answer):
    return [entry.missing for entry in answer.near]


@pytest.mark.usefixtures("_others")
def test_an_entry_that_meets_most_words_says_what_it_lacks():
    make_public("Sensoren für den Parkplatz am Bahnhof")
    answer = ask("q=Sensoren+Parkplatz+Straßenlärm")
    assert answer.total == 0
    assert near_titles(answer) == ["Sensoren für den Parkplatz am Bahnhof"]
    assert missing(answer) == [("Straßenlärm",)]


@pytest.mark.usefixtures("_others")
def test_a_rare_word_weighs_more_than_a_frequent_one():
    for n in range(6):
        make_public(f"Plattform {n}")
    make_public("Zwilling")
    assert near_titles(ask("q=Plattform+Zwilling")) == ["Zwilling"]


@pytest.mark.usefixtures("_others", "by_meaning")
def test_an_entry_close_in_meaning_comes_without_a_common_word():
    make_public("Hitze im Stadtzentrum")
    make_public("Shuttle im Ort")
    answer = ask("q=schwitzen")
    assert answer.total == 0
    assert near_titles(answer) == ["Hitze im Stadtzentrum"]
    assert missing(answer) == [()]


@pytest.mark.usefixtures("_others", "by_meaning")
def test_nonsense_finds_nothing():
    make_public("Hitze im Stadtzentrum")
    answer = ask("q=Raumschiff+Kreuzfahrt")
    assert (answer.total, answer.near) == (0, [])


@pytest.mark.usefixtures("_others", "by_meaning")
def test_entries_of_the_first_list_do_not_come_again_and_counts_are_those_of_the_first_list():
    make_public("Hitze")
    make_public("Klimaanlage")
    answer = ask("q=Hitze")
    assert [card.title for card in answer.cards] == ["Hitze"]
    assert near_titles(answer) == ["Klimaanlage"]
    assert answer.total == 1
    counted = next(group for group in answer.facets if group.name == "typ")
    assert {value.value: value.count for value in counted.values if value.count} == {"app": 1}


@pytest.mark.usefixtures("_others", "by_meaning")
def test_filters_hold_for_both_lists():
    make_public("Hitze", types=["app"])
    make_public("Klimaanlage", types=["app"])
    make_public("Warm", types=["dashboard"])
    answer = ask("q=Hitze&typ=app")
    assert ([card.title for card in answer.cards], near_titles(answer)) == (["Hitze"], ["Klimaanlage"])
    assert near_titles(ask("q=Hitze&typ=dashboard")) == ["Warm"]


@pytest.mark.usefixtures("_others", "by_meaning")
def test_excluded_words_and_phrases_hold_for_both_lists():
    make_public("Klimaanlage im Rathaus")
    make_public("Warm im Bad")
    assert near_titles(ask("q=schwitzen")) == ["Warm im Bad", "Klimaanlage im Rathaus"]
    assert near_titles(ask("q=schwitzen+-Rathaus")) == ["Warm im Bad"]
    assert near_titles(ask('q=schwitzen+"im+Rathaus"')) == ["Klimaanlage im Rathaus"]


@pytest.mark.usefixtures("_others", "by_meaning")
def test_a_draft_is_in_neither_list():
    make_draft("Klimaanlage")
    assert near_titles(ask("q=schwitzen")) == []


@pytest.mark.usefixtures("_others")
def test_a_synonym_of_a_synonym_comes_near_and_a_synonym_is_a_result():
    SynonymGroup.objects.create(terms="Drahtesel, Fahrrad")
    SynonymGroup.objects.create(terms="Fahrrad, Pedelec")
    catalogue_changed()
    make_public("Fahrrad")
    make_public("Pedelec")
    answer = ask("q=Drahtesel")
    assert [card.title for card in answer.cards] == ["Fahrrad"]
    assert near_titles(answer) == ["Pedelec"]


@pytest.mark.usefixtures("_others", "by_meaning")
def test_it_stands_only_below_a_page_that_is_not_full():
    project = make_project()
    for n in range(30):
        make_public(f"Bibliothek {n}", project=project)
    for n in range(21):
        make_public(f"Hitze {n}", project=project)
    make_public("Klimaanlage", project=project)
    first, last = ask("q=Hitze"), ask("q=Hitze&seite=2")
    assert (len(first.cards), first.near) == (20, [])
    assert (len(last.cards), near_titles(last)) == (1, ["Klimaanlage"])


@pytest.mark.usefixtures("_others", "by_meaning")
def test_without_a_search_text_there_is_no_second_list():
    assert ask("").near == ask("typ=dashboard").near == []


@pytest.mark.usefixtures("by_meaning")
def test_it_has_twenty_entries_at_most():
    for n in range(50):
        make_public(f"Bibliothek {n}")
    for n in range(25):
        make_public(f"Klimaanlage {n}")
    assert len(ask("q=schwitzen").near) == 20


@pytest.mark.usefixtures("_others", "by_meaning")
def test_a_repeated_question_is_not_worked_out_again(monkeypatch):
    make_public("Klimaanlage")
    first = near_titles(ask("q=schwitzen"))
    monkeypatch.setattr(near_module, "find_near", None)
    assert near_titles(Answer(QueryDict("q=schwitzen"))) == first == ["Klimaanlage"]


@pytest.mark.usefixtures("_others", "by_meaning")
def test_an_entry_without_vectors_is_found_by_words_only():
    make_public("Klimaanlage")
    assert near_titles(ask("q=schwitzen")) == ["Klimaanlage"]
    make_public("Klimaanlage im Rathaus")
    assert near_titles(Answer(QueryDict("q=schwitzen"))) == ["Klimaanlage"]
    assert near_titles(ask("q=schwitzen")) == ["Klimaanlage im Rathaus", "Klimaanlage"]


@pytest.mark.usefixtures("_others", "by_meaning")
def test_the_page_shows_both_lists_and_gets_a_new_etag_with_new_vectors(client):
    make_public("Klimaanlage <em>")
    current()
    before = client.get("/massnahmen/?q=schwitzen")
    assert "Passt vielleicht auch" not in before.text
    ask("q=schwitzen")
    after = client.get("/massnahmen/?q=schwitzen", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "Passt vielleicht auch" in after.text
    assert "Klimaanlage &lt;em&gt;" in after.text
    again = client.get("/massnahmen/?q=schwitzen", headers={"If-None-Match": after["ETag"]})
    assert again.status_code == 304


@pytest.mark.usefixtures("_others", "by_meaning")
def test_a_model_that_fails_leaves_what_words_find(monkeypatch, caplog):
    make_public("Sensoren für den Parkplatz am Bahnhof")
    ask("q=Theater")

    def away(self, text):
        raise OSError("no route to host")

    with monkeypatch.context() as broken:
        broken.setattr(ToyModel, "query", away)
        answer = ask("q=Sensoren+Parkplatz+schwitzen")
        assert near_titles(answer) == ["Sensoren für den Parkplatz am Bahnhof"]
    assert "the search by meaning failed" in caplog.text
    make_public("Klimaanlage")
    assert "Klimaanlage" in near_titles(ask("q=Sensoren+Parkplatz+schwitzen"))


@pytest.mark.usefixtures("_others")
def test_the_page_says_what_is_missing(client):
    make_public("Sensoren für den Parkplatz am Bahnhof")
    page = client.get("/massnahmen/?q=Sensoren+Parkplatz+Straßenlärm").text
    assert "ohne: Straßenlärm" in page
