"""How words are folded, stemmed and stripped."""

import pytest

from measures.finding.words import (
    OWN_STEMS,
    bare,
    beginning,
    fold_with_places,
    stem,
)
from municipalities.folding import fold, joined_words_of, spellings, words_of

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Bürger", "burger"),
        ("BU\u0308RGER", "burger"),  # a combining diaeresis
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Café", "cafe"),
        ("Île", "ile"),
        ("Smart", "smart"),
    ],
)
def test_case_umlauts_and_accents_fold(text, folded):
    assert fold(text) == folded


def test_folded_letters_know_their_place():
    assert fold_with_places("Maß") == ("mass", [0, 1, 2, 2])


def test_an_umlaut_may_be_written_with_an_e():
    assert spellings("buerger") == ("buerger", "burger")
    assert spellings("burger") == ("burger",)
    assert spellings("quelle") == ("quelle",)


def test_words_are_split_at_hyphens_and_also_joined():
    assert words_of("3D-Stadtmodell, jetzt!") == ["3d", "stadtmodell", "jetzt"]
    assert joined_words_of("Open-Data-Portal") == ["opendataportal"]


@pytest.mark.parametrize(
    "forms",
    [
        ["sensor", "sensoren", "sensors"],
        ["baum", "baume", "baumen"],
        ["haus", "hauser", "hausern"],
        ["museum", "museen"],
        ["grunderzentrum", "grunderzentren"],
        ["app", "apps"],
        ["burger", "burgern", "burgerinnen"],
        ["schulerinnen", "schuler"],
        ["beteiligung", "beteiligungen", "beteiligen"],
        ["abholen", "abgeholt", "abgeholte"],
        ["ausstatten", "ausgestattet"],
    ],
)
def test_inflections_share_a_stem(forms):
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("burger", "burg"), ("parken", "park"), ("bader", "bad"), ("angebot", "anbot"), ("schule", "schulung")],
)
def test_different_words_do_not(one, other):
    assert stem(one) != stem(other)


def test_own_stems_hold_for_their_inflections():
    assert {stem(form) for form in OWN_STEMS} == {"burger", "bader", "parken"}


@pytest.mark.parametrize(
    ("form", "left"),
    [
        ("sensoren", "sensor"),
        ("plattformen", "plattform"),
        ("baume", "baume"),
        ("daten", "daten"),
        ("rufbus", "rufbus"),
        ("seniorinnen", "senior"),
    ],
)
def test_an_ending_goes_where_enough_is_left(form, left):
    assert bare(form) == left


@pytest.mark.parametrize(
    ("form", "first"),
    [("baume", "baum"), ("bewasserung", "bewasser"), ("schulung", "schulung"), ("zeitung", "zeitung")],
)
def test_beginnings_may_be_shorter(form, first):
    assert beginning(form) == first
