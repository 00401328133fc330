"""The list of measures: its cards, marked matches, and no query beside the index."""

import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from jinja2 import UndefinedError

from measures import workflow
from measures.finding.answer import Answer, Results
from measures.finding.current import current
from measures.finding.results import Search
from tests.factories import make_municipality, make_project, make_public

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    project = make_project("Musterstadt <b>&</b>")
    make_public("Bus & Bahn <i>", project=project, summary='Eine "Bahn" fährt.', types=["app", "dashboard"])
    make_public("Stadtbahn", project=project, status="in-betrieb")
    make_public("Ohne", project=project, description="Lang. " * 60 + "Hier steht eine Bahn. " + "Lang. " * 60)


def cards_of(client, address):
    """Return {text of the title: HTML of the card} for a page."""
    html = client.get(address).content.decode()
    cards = re.findall(r'<article class="card">.*?</article>', html, re.DOTALL)
    titles = [re.search(r'class="card-title"><a[^>]*>(.*?)</a>', card)[1] for card in cards]
    return {re.sub("<[^>]+>", "", title): card for title, card in zip(titles, cards, strict=True)}


def test_a_card_shows_the_texts_of_the_entry_escaped(catalogue, client):
    cards = cards_of(client, "/massnahmen/")
    assert cards.keys() == {"Bus &amp; Bahn &lt;i&gt;", "Stadtbahn", "Ohne"}
    card = cards["Bus &amp; Bahn &lt;i&gt;"]
    assert "Eine &quot;Bahn&quot; fährt." in card
    assert "<li>Musterstadt &lt;b&gt;&amp;&lt;/b&gt;</li>" in card
    assert re.findall(r'<span class="tag">(.*?)</span>', card) == ["App", "Dashboard"]


def test_hits_are_marked_in_title_summary_or_a_snippet_of_the_long_text(catalogue, client):
    cards = cards_of(client, "/massnahmen/?q=bahn")
    assert "Bus &amp; <mark>Bahn</mark> &lt;i&gt;" in cards["Bus &amp; Bahn &lt;i&gt;"]
    assert "card-snippet" not in cards["Bus &amp; Bahn &lt;i&gt;"]
    assert "Stadt<mark>bahn</mark>" in cards["Stadtbahn"]
    snippet = cards["Ohne"][cards["Ohne"].index("card-snippet") :]
    assert "… " in snippet
    assert "Hier steht eine <mark>Bahn</mark>." in snippet


def test_the_snippet_of_a_short_text_has_no_ellipsis(client):
    make_public("Ohne", description="Ein Text mit Bahn.", goals="Ein anderer.")
    card = cards_of(client, "/massnahmen/?q=bahn")["Ohne"]
    assert '<p class="card-snippet">Ein Text mit <mark>Bahn</mark>.</p>' in card


def test_a_card_names_the_place_and_the_states_once(client):
    project = make_project("Musterstadt")
    town, other = make_municipality("Andernort"), make_municipality("Musterstadt")
    make_public("Dort", project=project, places=[town])
    make_public("Hier", project=project, places=[other])
    make_public("Beides", project=project, places=[town, other])

    def facts(card):
        return re.findall(r"<li>([^<]+)</li>", card)

    cards = cards_of(client, "/massnahmen/")
    state = str(town.states.get())
    assert facts(cards["Dort"]) == ["Musterstadt", "Andernort", state]
    assert facts(cards["Hier"]) == ["Musterstadt", state]
    assert facts(cards["Beides"]) == ["Musterstadt", "2 Orte", state]


def test_solution_types_are_in_the_order_of_the_vocabulary(client):
    edition = make_public("Viele", types=["plattform", "dashboard", "app"])
    names = [value.name for value in edition.solution_types.all()]
    assert re.findall(r'<span class="tag">(.*?)</span>', cards_of(client, "/massnahmen/")["Viele"]) == names


def test_a_list_of_measures_needs_no_query(catalogue, client):
    client.get("/massnahmen/")
    for query in ("", "q=bahn", "typ=app", "sort=titel"):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/massnahmen/?{query}")
        asked = {query["sql"].split(" FROM ")[1] for query in captured}
        assert asked == {'"measures_catalogueversion" LIMIT 21'}  # in production, a thread asks for the version


@pytest.mark.parametrize("closing", [workflow.archive, workflow.withdraw])
def test_an_old_snapshot_of_the_index_still_shows_its_measures(closing):
    replaced, closed, other = make_public("Alt"), make_public("Zu"), make_public("Bleibt")
    found = Search(current(), {})
    draft = workflow.start_draft(measure=replaced.measure, by=None)
    workflow.save_draft(edition=draft, by=None, version=1, content={"title": "Neu"})
    workflow.submit(edition=draft, by=None, version=2)
    workflow.publish(edition=draft, by=None, version=3)
    closing(edition=closed, by=None, version=3, reason="Falsch.")
    assert [card.title for card in Results(found)[0:20]] == [other.title, "Zu", "Alt"]
    assert [card.title for card in Answer(QueryDict()).cards] == ["Neu", other.title]


def test_an_undefined_name_in_a_template_is_an_error():
    with pytest.raises(UndefinedError):
        render_to_string("measures/values.html", {"values": []})


def test_a_snippet_shows_the_text_without_its_markup(client):
    make_public("Ohne", description="## Weg\n- Mit der **Bahn** für [Bürger*innen](https://stadt.example)")
    html = client.get(reverse("measures"), {"q": "Bahn"}).content.decode()
    snippet = re.search(r'<p class="card-snippet">(.*?)</p>', html, re.DOTALL)[1]
    assert " ".join(snippet.split()) == "Weg Mit der <mark>Bahn</mark> für Bürger*innen"
