"""Measures like a given one, by their vectors; and the entries closest to a title that somebody types."""

import pytest

from measures.finding.current import current, index
from measures.finding.embedders import embedder
from measures.finding.similar import like_title, similar
from tests.factories import make_draft, make_municipality, make_project, make_public, make_solution

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _toy_model(settings):
    settings.MASSWERK_EMBEDDER = "tests.finding.toy_model.ToyModel"


@pytest.fixture
def _others():
    for n in range(12):
        make_public(f"Theater {n}", types=["app"], fields=["mobilitaet"])


def snapshot():
    while index.compute_vectors():
        pass
    return current()


def titles(documents):
    return [document.card.title for document in documents]


@pytest.mark.usefixtures("_others")
def test_similar_measures_mean_the_same_without_a_common_word():
    asked = make_public("Aufnahme im Klinikum")
    make_public("Beim Arzt")
    # It shares a rare word and all values, but means something else.
    make_public("Aufnahme von Shuttle und Bus mit Fahrdienst")
    assert titles(similar(snapshot(), asked.measure_id))[0] == "Beim Arzt"


@pytest.mark.usefixtures("_others")
def test_a_measure_of_the_same_project_is_not_similar():
    project = make_project()
    asked = make_public("Klinikum", project=project)
    make_public("Arzt", project=project)
    make_public("Krankenhaus")
    assert titles(similar(snapshot(), asked.measure_id)) == ["Krankenhaus"]


@pytest.mark.usefixtures("_others")
def test_a_measure_without_a_common_type_or_field_is_not_similar():
    asked = make_public("Klinikum", types=["dashboard"], fields=["umwelt"])
    make_public("Arzt")
    assert titles(similar(snapshot(), asked.measure_id)) == []


@pytest.mark.usefixtures("_others")
def test_measures_with_the_same_software_are_similar_whatever_their_texts_say():
    software = make_solution("Beispielplan")
    asked = make_public("Klinikum", solutions=[software])
    make_public("Theater mit Software", solutions=[software])
    assert "Theater mit Software" in titles(similar(snapshot(), asked.measure_id))


@pytest.mark.usefixtures("_others")
def test_of_two_equally_close_ones_that_with_common_values_comes_first():
    small = [make_project(municipalities=[make_municipality(population=6_000)]) for _ in range(2)]
    asked = make_public("Klinikum", project=small[0])
    make_public("Arzt eins", project=small[1])
    make_public("Arzt zwei", project=make_project(municipalities=[make_municipality(population=600_000)]))
    assert titles(similar(snapshot(), asked.measure_id)) == ["Arzt eins", "Arzt zwei"]


@pytest.mark.usefixtures("_others")
def test_without_a_vector_shared_rare_words_count():
    asked = make_public("Zisterne am Marktplatz")
    make_public("Zisterne im Park")
    assert titles(similar(current(), asked.measure_id))[0] == "Zisterne im Park"


@pytest.mark.usefixtures("_others")
def test_a_title_leads_to_the_three_closest_public_entries():
    make_public("Klinikum")
    own = make_public("Klinikum mit Arzt")
    for title in ("Arzt", "Krankenhaus", "Aufnahme"):
        make_public(title)
    make_draft("Klinikum Entwurf")
    found = like_title(snapshot(), embedder(), "Klinikum", own=own.measure_id)
    assert len(found) == 3
    assert titles(found)[0] == "Klinikum"
    assert own.pk not in {document.edition for document in found}


@pytest.mark.usefixtures("_others")
@pytest.mark.parametrize("title", ["", "  ", "-", "Qwertz", "x" * 300])
def test_a_title_like_nothing_leads_to_nothing(title):
    assert like_title(snapshot(), embedder(), title) == []
