"""What comes first, and what must not come at all."""

from dataclasses import replace

import pytest

from measures.finding.documents import SUMMARY, TEXT, TITLE
from measures.finding.titles import topic_of
from measures.finding.words import forms_of
from tests.finding.test_index_matching import found, make_document, make_snapshot

pytestmark = pytest.mark.one_database


def titled(key, title):
    """A document as the reader makes it, with the topic of its title."""
    return replace(make_document(key, title), topic_forms=tuple(forms_of(topic_of(title))))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Leerstand", "Leerung nach Füllstand"),
        ("Datenschutz", "Daten für den Klimaschutz"),
        ("Parken", "Smart"),
        ("Fahrplan", "Fahrten im Stadtplan"),
        ("Waldbrand", "Waldweg in Brandenburg"),
        ("Hausarzt", "Haustür beim Tierarzt"),
    ],
)
def test_pieces_within_unrelated_words_are_no_compound(text, title):
    words = ["Klima", "Schutz", "Stand", "Plan", "Stadt", "Arzt", "Tier", "Weg", "Brand", "Haus", "Wald", "Fahrt"]
    assert title not in found(make_snapshot(title, *words), text)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Parkplatzsensoren", "Sensoren an Parkplätzen"),
        ("Baumsensoren", "Bodensensoren an Bäumen"),
        ("Museumskarte", "Karte für Museen"),
    ],
)
def test_pieces_of_a_compound_are_found_on_their_own(text, title):
    assert found(make_snapshot(title, "Boden", "Sensor"), text) == [title]


def test_a_synonym_of_several_words_must_stand_together():
    synonyms = [("Abstellen", "Smart Parking")]
    apart = make_document(0, "Smart", text="Parking")
    snapshot = make_snapshot(apart, "Smart Parking", "Smartes Stadtparking", synonyms=synonyms)
    assert found(snapshot, "Abstellen") == ["Smart Parking"]


def test_a_whole_word_comes_before_a_part_wherever_it_stands():
    whole = make_document(0, "Alt", text="Ein Tal.")
    snapshot = make_snapshot(whole, make_document(1, "Digitales und Kapitalgesellschaft"))
    assert found(snapshot, "Kapital")[0] == "Digitales und Kapitalgesellschaft"  # its beginning
    whole = make_document(0, "Alt", text="Ein Reh und eine Rast.")
    snapshot = make_snapshot(whole, make_document(1, "Infrastruktur"))
    assert found(snapshot, "Rast") == ["Alt", "Infrastruktur"]


@pytest.mark.parametrize(
    ("text", "compound"),
    [("Pflege", "Stadtgrünpflege"), ("Plan", "Stadtplan"), ("Markt", "Wochenmarkt"), ("Karte", "Landkarte")],
)
def test_a_whole_word_in_the_summary_comes_before_a_compound_that_ends_in_it(text, compound):
    snapshot = make_snapshot(make_document(0, "Alt", summary=f"Etwas mit {text}."), titled(1, compound))
    assert found(snapshot, text) == ["Alt", compound]


def test_what_the_card_shows_comes_before_what_it_does_not():
    field = replace(make_document(3, "Feld"), unshown_forms=("gesundheit", "pflege"))
    text = make_document(4, "Text", text="Pflege")
    snapshot = make_snapshot(
        make_document(0, "Kurz", summary="Für die Pflege."),
        make_document(1, "Anfang", summary="In Pflegeheimen."),
        titled(2, "Pflege"),
        field,
        text,
    )
    assert found(snapshot, "Pflege") == ["Pflege", "Kurz", "Anfang", "Feld", "Text"]
    assert found(snapshot, "Gesundheit") == ["Feld"]


def test_zones_keep_their_places():
    assert (TEXT, SUMMARY, TITLE) == (1, 2, 4)


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Sensorik für den Katastrophenschutz", "Sensorik "),
        ("Rathaus auf Rädern", "Rathaus "),
        ("Smartes Parken mit Parkplatzsensoren", "Smartes Parken "),
        ("SmartGrün – Bewässerung von Bäumen", "SmartGrün   Bewässerung "),
        ("Für alle: App zum Bus", "Für alle  App "),
        ("Im Wandel", "Im Wandel"),
        ("Was ist das", "Was ist das"),
    ],
)
def test_what_a_title_is_about(title, topic):
    assert topic_of(title) == topic


@pytest.mark.parametrize(
    ("text", "topic", "mention"),
    [
        ("Katastrophenschutz", "Innovativer Katastrophenschutz", "Sensorik für den Katastrophenschutz"),
        ("Sensoren", "Sensoren im Wald", "Parken mit Sensoren"),
        ("Kinder", "Kinder lernen", "Kurse für Kinder"),
        ("Parkplatz", "Parkplatzsuche", "Bäume am Parkplatz"),
    ],
)
def test_titles_about_a_topic_come_before_those_that_mention_it(text, topic, mention):
    assert found(make_snapshot(titled(0, topic), titled(1, mention)), text) == [topic, mention]
