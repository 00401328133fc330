"""Quotation marks, minus and words in every combination."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from measures.finding.search_text import Repair, take_apart
from tests.finding.test_index_matching import found, make_document, make_snapshot

pytestmark = pytest.mark.one_database

PAIRS = ["„“", "„”", "“”", "””", '""', "»«", "«»", '„"']
TITLES = ["Smart City Labor", "City und Smart", "Smart City", "Labor"]


@pytest.fixture(scope="module")
def snapshot():
    return make_snapshot(*TITLES)


def parts(text):
    taken = take_apart(text)
    return taken.words, taken.phrases, taken.excluded, taken.excluded_phrases


@pytest.mark.parametrize("pair", PAIRS)
def test_all_quotation_marks_quote(snapshot, pair):
    phrase = f"{pair[0]}Smart City{pair[1]}"
    assert found(snapshot, phrase) == ["Smart City", "Smart City Labor"]
    assert found(snapshot, f"{phrase} Labor") == ["Smart City Labor"]
    assert found(snapshot, f"Labor{phrase}") == ["Smart City Labor"]
    assert found(snapshot, f"{phrase} -Labor") == ["Smart City"]
    assert found(snapshot, f"-{phrase}") == ["Labor", "City und Smart"]
    assert found(snapshot, f"-{phrase} city") == ["City und Smart"]
    assert found(snapshot, f"Labor -{phrase}") == ["Labor"]
    assert take_apart(phrase).repairs == []


WANTED = [("", None), ("labor", "labor"), ('"smart city"', "smart city"), ("»labor«", "labor")]
UNWANTED = [
    ("", None),
    ("-labor", "labor"),
    ("-„smart city“", "smart city"),
    ("-und", "und"),
    ('-"city und"', "city und"),
]


@pytest.mark.parametrize(("wanted", "other", "unwanted"), list(product(WANTED, WANTED, UNWANTED)))
def test_every_combination_means_what_it_says(snapshot, wanted, other, unwanted):
    for order in ((wanted, other, unwanted), (unwanted, other, wanted)):
        text = " ".join(part for part, _ in order if part)
        expected = [
            title
            for title in TITLES
            if all(words in title.lower() for _, words in (wanted, other) if words)
            and not (unwanted[1] and unwanted[1] in title.lower())
        ]
        assert sorted(found(snapshot, text)) == sorted(expected), text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-Smart-City", ([], [], [], [["smart", "city"]])),
        ("Smart-City", (["smart", "city"], [], [], [])),
        ("–App —Bus −Rad", ([], [], ["app", "bus", "rad"], [])),
        ("--App", ([], [], ["app"], [])),
        ("„Smart City“-Labor", (["labor"], [["smart", "city"]], [], [])),
        ("3D-Modell Bus-", (["3d", "modell", "bus"], [], [], [])),
        ('„Die "gute" Stadt“ Ulm', (["ulm"], [["die", "gute", "stadt"]], [], [])),
        ('„Smart City" „Labor"', ([], [["smart", "city"], ["labor"]], [], [])),
        ("-(App)", ([], [], ["app"], [])),
        ('-"App" Bus', (["bus"], [], [], [["app"]])),
    ],
)
def test_how_a_text_is_taken_apart(text, expected):
    assert parts(text) == expected
    assert take_apart(text).repairs == []


@pytest.mark.parametrize(
    ("text", "repair", "words"),
    [
        ('Bus "', Repair.QUOTE, ["bus"]),
        ('"Bus', Repair.QUOTE, ["bus"]),
        ("Bus „ “", Repair.QUOTE, ["bus"]),
        ('55"-Bildschirm', Repair.QUOTE, ["55", "bildschirm"]),
        ("Bus - Rad", Repair.MINUS, ["bus", "rad"]),
        ("Bus −", Repair.MINUS, ["bus"]),
        (" ".join(f"wort{number}" for number in range(13)), Repair.TOO_MANY, [f"wort{number}" for number in range(12)]),
    ],
)
def test_what_is_ignored_is_noted(text, repair, words):
    taken = take_apart(text)
    assert (taken.repairs, taken.words) == ([repair], words)


def test_only_words_that_count_are_counted():
    assert take_apart("wer hat " * 12 + "Bus").repairs == []
    assert take_apart(" ".join(f"-wort{number}" for number in range(13))).repairs == [Repair.TOO_MANY]


def test_a_dash_between_words_is_no_minus():
    assert take_apart("Stadt – Land").repairs == []
    assert parts("Stadt – Land") == (["stadt", "land"], [], [], [])


def test_a_phrase_does_not_go_on_in_the_next_text():
    document = make_document(0, "App", names="Ulm\0Neu-Ulm", text="Am Ende\0Anfang")
    snapshot = make_snapshot(document)
    assert found(snapshot, '"neu ulm"') == ["App"]
    assert found(snapshot, '"ulm neu"') == []
    assert found(snapshot, '"Ende Anfang"') == []
    assert found(snapshot, '"am ende"') == ["App"]


def test_a_phrase_is_exact_but_for_umlauts():
    snapshot = make_snapshot("Neue Wege", "Bürgerhaus", "Sensoren")
    assert found(snapshot, '"Buergerhaus"') == ["Bürgerhaus"]
    assert found(make_snapshot("Buergerhaus"), '"Bürgerhaus"') == ["Buergerhaus"]
    assert found(snapshot, '"neu wege"') == []
    assert found(snapshot, '"Sensor"') == []
    assert found(snapshot, "Sensor") == ["Sensoren"]


def test_a_phrase_in_the_title_comes_first():
    snapshot = make_snapshot("Smart City", make_document(1, "Neu", text="Eine Smart City."))
    assert found(snapshot, '"Smart City"') == ["Smart City", "Neu"]


def test_a_quoted_word_that_is_excluded_leaves_compounds():
    snapshot = make_snapshot("Haus", "Rathaus")
    assert found(snapshot, '-"Haus"') == ["Rathaus"]
    assert found(snapshot, "-Haus") == []


@given(some.text(alphabet='ab "„“»«-– ', max_size=30))
def test_whatever_is_typed_is_answered(text):
    snapshot = make_snapshot("a", "b", "a b")
    assert set(found(snapshot, text)) <= {"a", "b", "a b"}
