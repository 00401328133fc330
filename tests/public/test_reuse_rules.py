"""The rules behind the first screen of a profile and its printed sheet."""

from datetime import date

import pytest

from measures.models import Edition, Measure, Source
from measures.public.reuse_answers import clipped, doubts, open_source_claimed, way_to_ask
from measures.public.sheet_texts import BUDGET, shares
from measures.public.source_order import best_first
from municipalities.models import ModelProject

pytestmark = pytest.mark.one_database

TODAY = date(2026, 6, 1)


def edition_of(*, project_website="", **content):
    """Return an unsaved edition, which needs no database."""
    project = ModelProject(name="Projekt", website=project_website)
    return Edition(measure=Measure(project=project, slug="x"), **content)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"summary": "Die App ist quelloffen."}, True),
        ({"description": "Ein Open-Source-System der Stadt"}, True),
        ({"operation": "als **Open Source** weitergeführt"}, True),
        ({"summary": "Die App ist nicht quelloffen."}, False),
        ({"summary": "Kein Open Source"}, False),
        ({"summary": "Offene Daten"}, False),
        ({"summary": "Die App ist quelloffen.", "source_code_url": "https://example.org/code"}, False),
        ({"keywords": "Open Source"}, False),
    ],
)
def test_open_source_is_found_in_texts_that_readers_see(content, expected):
    assert open_source_claimed(edition_of(**content)) is expected


@pytest.mark.parametrize(
    ("content", "number"),
    [
        ({"status": "geplant", "start_year": 2024}, 1),
        ({"status": "geplant", "start_year": 2026}, 0),
        ({"status": "in-umsetzung", "end_year": 2025}, 1),
        ({"status": "in-umsetzung", "end_year": 2026}, 0),
        ({"status": "in-betrieb", "as_of": date(2024, 5, 1)}, 1),
        ({"status": "in-betrieb", "as_of": date(2024, 7, 1)}, 0),
        ({"status": "eingestellt", "as_of": date(2020, 1, 1)}, 0),
        ({"status": "geplant", "start_year": 2023, "as_of": date(2022, 1, 1)}, 2),
    ],
)
def test_a_status_that_may_no_longer_hold_is_doubted(content, number):
    assert len(doubts(edition_of(**content), TODAY)) == number


def test_one_asks_the_project_first_and_the_editors_last(settings):
    settings.MASSWERK_CONTACT = "redaktion@example.org"
    known = {"contact_email": "amt@example.org", "website": "https://example.org/m"}
    project = "https://example.org/p"
    assert way_to_ask(edition_of(**known, project_website=project)).address == "amt@example.org"
    assert way_to_ask(edition_of(website=known["website"], project_website=project)).address == known["website"]
    assert way_to_ask(edition_of(project_website=project)).address == project
    assert way_to_ask(edition_of()).address == "redaktion@example.org"
    settings.MASSWERK_CONTACT = ""
    assert way_to_ask(edition_of()) is None


def test_copies_on_other_sites_are_the_last_sources():
    addresses = {
        "https://de.readkong.com/page/1": "municipality",
        "https://notreadkong.com/1": "",
        "https://example.org/zeitung": "press",
        "https://example.org/stadt": "municipality",
    }
    sources = [Source(url=url, kind=kind) for url, kind in addresses.items()]
    assert [source.url for source in best_first(sources)] == list(reversed(addresses))


def test_a_cut_text_ends_between_words_and_is_never_too_long():
    assert clipped("kurz", 10) == "kurz"
    assert clipped("eins zwei drei", 11) == "eins zwei…"
    assert clipped("x" * 50, 10) == "x" * 9 + "…"
    assert all(len(clipped("wort, " * 40, most)) <= most for most in range(2, 60))


def test_short_texts_of_the_sheet_stay_whole_and_long_ones_share_the_rest():
    assert shares([100, 5_000, 200, 5_000], 1_300) == [100, 500, 200, 500]
    assert shares([10, 20], BUDGET) == [10, 20]
    assert shares([], BUDGET) == []
