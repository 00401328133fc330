"""Suggestions for a text that is being typed."""

import pytest
from django.utils import timezone

from measures.finding.current import current
from measures.finding.suggestions import MEASURE, PLACE, PROJECT, TYPE, suggest
from measures.models import Edition
from tests.factories import make_draft, make_municipality, make_project, make_public

pytestmark = pytest.mark.django_db


def suggested(text, *kinds):
    return [found.label for found in suggest(current(), text) if not kinds or found.kind in kinds]


def test_kinds_come_in_their_order_with_key_and_count():
    place = make_municipality("Netzheim", slug="netzheim")
    project = make_project("Netzhausen", slug="netzhausen", municipalities=[place])
    edition = make_public("Netz", project=project, types=["veranstaltung-netzwerk"])
    assert [(found.kind, found.key, found.label, found.count) for found in suggest(current(), "netz")] == [
        (MEASURE, edition.measure.slug, "Netz", None),
        (TYPE, "veranstaltung-netzwerk", "Veranstaltung/Netzwerk", 1),
        (PROJECT, "netzhausen", "Netzhausen", 1),
        (PLACE, "netzheim", "Netzheim", 1),
    ]


def test_whole_words_come_before_beginnings_before_parts_and_newer_before_older():
    for title in ("Glasbodensensor", "Bodenstation", "Boden alt", "Boden neu"):
        make_public(title)
    assert suggested("boden") == ["Boden neu", "Boden alt", "Bodenstation", "Glasbodensensor"]


def test_names_that_begin_with_the_text_come_first_and_of_those_the_fullest():
    berg, bergen = make_municipality("Bergdorf"), make_municipality("Bergstadt")
    make_public("Eins", project=make_project("Eins", municipalities=[bergen]))
    make_public("Zwei", project=make_project("Zwei", municipalities=[berg]))
    make_public("Drei", project=make_project("Drei", municipalities=[bergen]))
    make_project("Vier", municipalities=[make_municipality("Bad Bergheim")])
    assert suggested("berg", PLACE) == ["Bergstadt", "Bergdorf", "Bad Bergheim"]


def test_a_name_is_suggested_before_it_has_any_measure():
    make_project("Neuland", municipalities=[make_municipality("Kreis Übermorgen")])
    assert suggested("neul") == ["Neuland"]
    assert [(found.label, found.count) for found in suggest(current(), "kreis über")] == [("Kreis Übermorgen", 0)]


def test_a_project_is_suggested_once_by_the_name_that_fits_best():
    make_project("Hagenau", official_name="HagenNOW")
    assert suggested("hagen") == ["Hagenau"]
    assert suggested("hagennow") == ["HagenNOW"]


def test_counts_keep_up_with_the_catalogue():
    project = make_project("Altdorf", municipalities=[make_municipality("Altdorf")])
    make_public("Eins", project=project)
    assert [found.count for found in suggest(current(), "altdorf")] == [1, 1]
    make_public("Zwei", project=project)
    assert [found.count for found in suggest(current(), "altdorf")] == [2, 2]


def test_all_words_must_fit_and_a_last_letter_does_not_count_yet():
    make_public("Smarte Bank im Park")
    make_public("Smarte Laterne")
    assert suggested("smart ban") == ["Smarte Bank im Park"]
    assert suggested("smart l") == ["Smarte Laterne", "Smarte Bank im Park"]
    assert suggested("ban smart", MEASURE) == ["Smarte Bank im Park"]
    assert suggested("smart xyz") == []


def test_at_most_five_measures_and_three_names_of_a_kind():
    for number in range(7):
        make_public(f"Pumpe {number}", project=make_project(municipalities=[make_municipality(f"Pumpdorf {number}")]))
    assert suggested("pump", MEASURE) == [f"Pumpe {number}" for number in (6, 5, 4, 3, 2)]
    assert len(suggested("pump", PLACE)) == 3
    assert len([found for found in suggest(current(), "pump", limit=2) if found.kind == MEASURE]) == 2


def test_what_matched_is_marked_and_the_rest_escaped():
    make_public("Bürger<innen> & Beteiligungsplattform")
    assert [found.marked for found in suggest(current(), "buerger betei")] == [
        "<mark>Bürger</mark>&lt;innen&gt; &amp; <mark>Betei</mark>ligungsplattform"
    ]


@pytest.mark.parametrize(
    "text",
    ["", " ", "u", "ü", "a b", "-", "* % _ ?", '"', "\0", "ulm -app", "a" * 10_000, "ulm " * 2_500, "e" * 200,
     "ulm ulm ulm ulm ulm ulm ulm", "😀😀😀", "(((", "\\", "\u0301\u0301\u0301"],
)  # fmt: skip
def test_nothing_is_suggested_for_nonsense(text):
    make_public("Ulm", project=make_project("Ulm"))
    assert suggest(current(), text) == []


def test_drafts_and_withdrawn_measures_are_never_suggested():
    make_draft("Geheimer Entwurf")
    gone = make_public("Geheim zurückgezogen")
    Edition.objects.filter(pk=gone.pk).update(state="withdrawn", closed_at=timezone.now(), close_reason="Irrtum")
    assert suggested("geheim") == []


def test_an_empty_catalogue_suggests_names_only():
    assert suggested("sensorik") == ["Sensorik/IoT"]
