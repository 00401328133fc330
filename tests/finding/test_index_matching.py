"""Which documents the words of a query find, and in which order; without a database."""

import time
from random import Random

import pytest

from measures.finding.documents import Document
from measures.finding.facet_rows import FACETS
from measures.finding.offered_choices import OfferedChoices
from measures.finding.results import Search
from measures.finding.snapshot import Snapshot
from measures.finding.word_matching import containing, match_word, nearest, one_mistake, pieces
from measures.finding.words import forms_of, stem
from municipalities.folding import words_of

pytestmark = pytest.mark.one_database


def make_document(key, title="", *, names="", summary="", text="", keywords=""):
    zones = (keywords, text, summary, names, title)
    return Document(
        edition=key,
        measure=key,
        version=1,
        values={facet.name: () for facet in FACETS},
        zones=zones,
        forms=tuple(tuple(forms_of(zone)) for zone in zones),
        title_key=title.lower(),
        project_key="",
        source=(),
        card=None,
    )


def make_snapshot(*documents, synonyms=()):
    """Make a snapshot; a title alone is a document too. `synonyms` are pairs of terms."""
    made = [
        document if isinstance(document, Document) else make_document(key, document)
        for key, document in enumerate(documents)
    ]
    table = {}
    for pair in synonyms:
        for one, other in (pair, pair[::-1]):
            table.setdefault(tuple(map(stem, words_of(one))), []).append(tuple(words_of(other)))
    return Snapshot(1, made, OfferedChoices({}, table, 0, 0))


def found(snapshot, text):
    """The titles that a search text finds, best first."""
    keys = [document.edition for document in Search(snapshot, {"q": text}).documents(0, len(snapshot))]
    titles = {document.edition: document.zones[-1] or document.edition for document in snapshot.documents}
    return [titles[key] for key in keys]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("burger", "Bürger"),
        ("BÜRGER", "Bürger"),
        ("bu\u0308rger", "Bürger"),
        ("buerger", "Bürger"),
        ("Bürger", "Buerger"),
        ("strasse", "Straße"),
        ("cafe", "Café"),
        ("Sensor", "Sensoren"),
        ("Sensoren", "Sensordaten"),
        ("Bäume", "Baumkataster"),
        ("Baum", "Bäume"),
        ("Bewässerung", "Pflanzen bewässern"),
        ("Betei", "Beteiligung"),
        ("Beteiligung", "Bürgerbeteiligungsplattform"),
        ("Müll", "Sperrmüll"),
        ("Bus", "Stadt und Stadtbus"),
        ("opendata", "Open-Data-Portal"),
        ("open data", "Opendata-Tag"),
        ("Bürger*innen", "Bürger"),
        ("Hochwaser", "Hochwasser"),
        ("Hochwassser", "Hochwasser"),
        ("Hochwasder", "Hochwasser"),
        ("Hochwasesr", "Hochwasser"),
        ("Mobilitätstation", "Mobilitätsstationen"),
        ("Katastrofe", "Katastrophe"),
    ],
)
def test_finds(text, title):
    assert found(make_snapshot(title, "Etwas anderes"), text) == [title]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Bürger", "Burgleben"),
        ("Burg", "Bürger-App"),
        ("Reise", "Landkreise"),
        ("Raum", "Träume"),
        ("Tiere", "Quartier"),
        ("Lärm", "Alarm"),
        ("Licht", "Veröffentlichte Daten"),
        ("Garten", "Stuttgart"),
        ("Rad", "Grad"),
        ("All", "Wallbox"),
        ("Sensor", "Zensur"),
    ],
)
def test_does_not_find(text, title):
    assert found(make_snapshot(title, "Etwas anderes"), text) == []


def test_a_short_word_of_its_own_begins_only_compounds():
    snapshot = make_snapshot("Bus", "Busfahrt", "Business", "Fahrt")
    assert found(snapshot, "Bus") == ["Bus", "Busfahrt"]
    assert found(make_snapshot("Kita", "KI"), "KI") == ["KI"]
    assert found(make_snapshot("Kita"), "Ki") == ["Kita"]


def test_a_whole_word_comes_before_a_beginning_before_a_part():
    snapshot = make_snapshot("Solardaten", "Offene Daten", "Datenraum")
    assert found(snapshot, "Daten") == ["Offene Daten", "Datenraum", "Solardaten"]


def test_a_mistake_is_forgiven_only_where_nothing_else_matches():
    assert found(make_snapshot("Bau", "Bad"), "Bau") == ["Bau"]
    assert found(make_snapshot("Wasserwelt", "Wasser"), "Waser") == ["Wasser", "Wasserwelt"]
    snapshot = make_snapshot("Kasse am Tor", "Stadtkasten")
    assert found(snapshot, "kasten") == ["Stadtkasten"]
    assert match_word(snapshot, "kasten").corrected == ""
    assert match_word(make_snapshot("Hochwasser"), "hochwaser").corrected == "hochwasser"


def test_short_words_begin_as_they_were_typed():
    assert found(make_snapshot("Messen"), "Essen") == []
    assert found(make_snapshot("Sensorik"), "Densorik") == ["Sensorik"]


def test_the_commonest_correction_wins():
    snapshot = make_snapshot("Ballon", "Halle", "Halle zwei")
    assert nearest(snapshot, "halla") == "halle"


def test_title_before_names_before_summary_before_text():
    zones = ["text", "summary", "names"]
    documents = [make_document(key, **{zone: "Pegel"}) for key, zone in enumerate(zones)]
    snapshot = make_snapshot(make_document(9, "Pegel"), *reversed(documents))
    assert found(snapshot, "Pegel") == ["Pegel", 2, 1, 0]


def test_of_equals_the_newest_comes_first():
    snapshot = make_snapshot("Pegel eins", "Pegel zwei", "Pegel drei")
    assert found(snapshot, "Pegel") == ["Pegel drei", "Pegel zwei", "Pegel eins"]


def test_all_words_must_occur_wherever_they_stand():
    both = make_document(0, "WLAN", names="Ilzer Land")
    snapshot = make_snapshot(both, make_document(1, "WLAN in Kiel"), make_document(2, "Ilzer Kultur"))
    assert found(snapshot, "wlan ilzer land") == ["WLAN"]
    assert found(snapshot, "wlan mannheim") == []


def test_a_phrase_stands_as_it_is_quoted():
    snapshot = make_snapshot("Smart City Hub", "Hub der Smart City", "Smart-City-Hub")
    assert found(snapshot, '"Smart City Hub"') == ["Smart-City-Hub", "Smart City Hub"]


def test_a_minus_excludes():
    snapshot = make_snapshot("Pegel Hof", "Pegel Kassel", "Pegelhaus")
    assert found(snapshot, "Pegel -Kassel") == ["Pegel Hof", "Pegelhaus"]
    assert found(snapshot, '-"Kassel" -Haus') == ["Pegel Hof"]


def test_synonyms_come_below_every_hit_by_the_word():
    documents = [
        make_document(0, "Eimer", text="Papierkorb"),
        make_document(1, "Abfallbehälter"),
        make_document(2, "Sonstiges", summary="Abfallbehälter"),
    ]
    snapshot = make_snapshot(*documents, synonyms=[("Papierkorb", "Abfallbehälter")])
    assert found(snapshot, "Papierkörbe") == ["Eimer", "Abfallbehälter", "Sonstiges"]
    assert found(snapshot, "Abfallbehälter") == ["Abfallbehälter", "Sonstiges", "Eimer"]


def test_synonyms_of_several_words_and_for_mistyped_words():
    snapshot = make_snapshot("Shuttle", "Rufbus", synonyms=[("Bus nach Wunsch", "Shuttle"), ("Rufbus", "Shuttle")])
    assert found(snapshot, "Bus nach Wunsch") == []  # stop words are dropped from a question
    snapshot = make_snapshot("Shuttle", synonyms=[("Bus Wunsch", "Shuttle"), ("Rufbus", "Shuttle")])
    assert found(snapshot, "Bus nach Wunsch") == ["Shuttle"]
    assert found(snapshot, "Ruffbus") == ["Shuttle"]
    assert match_word(snapshot, "rufbus").corrected == ""


def test_a_short_synonym_is_not_the_beginning_of_anything():
    snapshot = make_snapshot("PVC-Dach", "Dach", synonyms=[("Photovoltaik", "PV")])
    assert found(snapshot, "Photovoltaik") == []


def test_a_compound_nobody_has_written_is_found_by_its_pieces():
    snapshot = make_snapshot(
        "Sensoren an Parkplätzen", "Sensor", make_document(7, "Parkplatz", text="Sensor"), "Stadtplatz"
    )
    assert pieces(snapshot, "parkplatzsensoren") == ("parkplatz", "sensoren")
    assert found(snapshot, "Parkplatzsensoren") == ["Sensoren an Parkplätzen"]
    assert pieces(snapshot, "unbekanntes") == ()


def test_a_name_is_not_taken_apart():
    snapshot = make_snapshot(make_document(0, "App", names="Freiburg"), make_document(1, "Freie Burg"))
    assert found(snapshot, "Freiburg") == ["App"]


@pytest.mark.parametrize("other", ["sensor", "sennsor", "snsor", "sensro", "zensor", "sensors", "ensor"])
def test_one_mistake(other):
    assert one_mistake("sensor", other) is (other != "sensor")


@pytest.mark.parametrize("other", ["snesro", "sen", "sensoren", "rosnes"])
def test_two_mistakes(other):
    assert not one_mistake("sensor", other)


@pytest.fixture(scope="module")
def large():
    """5,000 documents with some 40,000 different words, half of which contain an a."""
    chance = Random(3)  # noqa: S311 - the same words every time
    syllables = [a + b + c for a in "bdfgklmnprst" for b in "aeiou" for c in "lnrst"]
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(40_000)]
    documents = [
        make_document(
            key,
            " ".join(chance.choices(words, k=4)),
            names=chance.choice(words),
            summary=" ".join(chance.choices(words, k=20)),
        )
        for key in range(5_000)
    ]
    return make_snapshot(*documents)


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"wort{number}" for number in range(1_000)),
        " ".join(["a"] * 1_000),
        "lat ret nis " * 300,
        "x" * 10_000,
        "lateret" * 1_500,
        "* ? % _ ** ????",
        '"' * 500,
        "- " * 500,
        "-a -e -i -o",
        "a",
        "la",
        "lat",
        "late",
        "baltan",
        "lalalalb",
    ],
)
def test_no_question_is_slow(large, text):
    quickest = min(seconds_for(large, text) for _ in range(3))
    assert quickest < 0.05


def seconds_for(snapshot, text):
    started = time.perf_counter()
    answer = Search(snapshot, {"q": text})
    answer.documents(0, 20)
    return time.perf_counter() - started


def test_parts_are_found_after_something_that_can_be_spoken():
    snapshot = make_snapshot("Landkreise", "Stadtreise", "Kreise", "Reise")
    assert containing(snapshot, "reise", "reise") == {"stadtreise"}
    assert containing(snapshot, "reisen", "reis") == {"stadtreise"}
