"""Towns that re-use a measure, in the search."""

import pytest
from django.http import QueryDict

from measures.finding.answer import Answer
from measures.finding.current import current
from tests.factories import make_municipality, make_public, make_reuse

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TOWN = "Großmusterdorf"


def titles(question):
    return [card.title for card in Answer(QueryDict(question)).cards]


def test_the_name_of_a_town_finds_what_it_re_uses_below_all_else_and_says_why(client):
    town = make_municipality(TOWN)
    reused = make_public("Altstadtbus", keywords="Linienverkehr")
    make_reuse(reused, municipality=town)
    make_public("Ladesäule", description=f"Wie in {TOWN}.")
    make_public("Anderes")
    answer = Answer(QueryDict(f"q={TOWN}"))
    assert [card.title for card in answer.cards] == ["Ladesäule", "Altstadtbus"]
    assert list(answer.reuse_notes) == [reused.measure.slug]
    assert f"<mark>{TOWN}</mark>" in client.get("/massnahmen/?q=grossmusterdorf").content.decode()
    assert titles(f'q="{TOWN}"') == ["Ladesäule", "Altstadtbus"]
    assert titles(f"q=linienverkehr {TOWN}") == ["Altstadtbus"]
    assert Answer(QueryDict("q=linienverkehr")).reuse_notes == {}

    # The texts are known by now: the name goes when the re-use has ended, the keywords stay.
    make_reuse(reused, municipality=town, status="beendet", ended=2025)
    assert titles(f"q={TOWN}") == ["Ladesäule"]
    assert titles("q=linienverkehr") == ["Altstadtbus"]
    assert current().documents[current().by_slug[reused.measure.slug]].keywords == "Linienverkehr"
