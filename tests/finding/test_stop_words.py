"""Which words of a question carry no weight."""

import pytest

from measures.finding.stop_words import STOPWORDS, significant_words
from municipalities.folding import fold, words_of
from tests.finding.test_index_matching import found, make_document, make_snapshot

pytestmark = pytest.mark.one_database


def test_stop_words_are_folded():
    assert {fold(word) for word in STOPWORDS} == STOPWORDS


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Projekte für Bürger*innen", "burger"),
        ("wer hat schon einen Mängelmelder?", "mangelmelder"),
        ("Was kostet ein digitaler Zwilling?", "digitaler zwilling"),
        ("ich suche etwas gegen Hitze", "hitze"),
        ("Erfahrungen mit LoRaWAN", "lorawan"),
        ("Welche Städte nutzen Rufbusse?", "rufbusse"),
        ("Wie hoch sind die Kosten für einen Trinkbrunnen", "trinkbrunnen"),
        ("Gute Beispiele für Leerstand in der Innenstadt", "leerstand innenstadt"),
        ("gibt es Ideen gegen Vandalismus in unserer Gemeinde", "vandalismus"),
        ("Was machen andere Kommunen gegen Stau?", "stau"),
        ("wer hat Erfahrung mit Chatbots", "chatbots"),
        ("fuer ueber Hochwasser", "hochwasser"),
        ("how can cities deal with heavy rain", "heavy rain"),
        ("who has experience with digital twins?", "digital twins"),
        ("looking for a flood warning system", "flood warning system"),
        ("examples of citizen participation", "citizen participation"),
    ],
)
def test_question_phrases_are_left_out(text, left):
    assert significant_words(words_of(text)) == left.split()


@pytest.mark.parametrize(
    "text",
    [
        "und oder",
        "Erfahrungen mit",
        "was kostet",
        "wer hat",
        "Kosten",
        "Erfahrungsaustausch",
        "Verwaltung",
        "on demand",
        "Essen Halle",
        "Smart City",
        "Kommunale Wärmeplanung",
    ],
)
def test_what_people_search_for_stays(text):
    assert significant_words(words_of(text)) == words_of(text)


def test_no_word_is_no_word():
    assert significant_words([]) == []


def test_a_question_finds_what_its_topic_finds():
    snapshot = make_snapshot("Mängelmelder", "Erfahrung macht klug", "Wer hat was")
    for text in ("wer hat schon einen Mängelmelder", "Was kostet ein Mängelmelder?", "Erfahrungen mit Mängelmeldern"):
        assert found(snapshot, text) == ["Mängelmelder"]
    assert found(snapshot, "Erfahrung") == ["Erfahrung macht klug"]


def test_quoted_stop_words_count():
    snapshot = make_snapshot("Die Linke", "Linke Seite", "Smart City", "Was kostet die Welt")
    assert found(snapshot, "Die Linke") == ["Linke Seite", "Die Linke"]
    assert found(snapshot, '"Die Linke"') == ["Die Linke"]
    assert found(snapshot, '"was kostet"') == ["Was kostet die Welt"]
    assert found(snapshot, "was kostet") == ["Was kostet die Welt"]
    assert found(snapshot, "Smart City") == ["Smart City"]


def test_a_name_with_a_stop_word_is_found():
    snapshot = make_snapshot(make_document(0, "App", names="Halle an der Saale"), "Halle für alle")
    assert found(snapshot, "Halle an der Saale") == ["App"]
