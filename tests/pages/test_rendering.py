"""What is rendered once and kept is what the templates would give each time."""

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils.translation import override

from measures import workflow
from measures.finding.answer import Answer, Results, editions_by_key
from measures.finding.current import current
from measures.finding.results import Search
from measures.public import rendering
from measures.public.list_page import list_page
from tests.factories import make_project, make_public

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue():
    project = make_project("Musterstadt <b>&</b>")
    make_public("Bus & Bahn <i>", project=project, summary='Eine "Bahn" fährt.', types=["app", "dashboard"])
    make_public("Stadtbahn", project=project, status="in-betrieb")
    make_public("Ohne", project=project, description="Lang. " * 60 + "Hier steht eine Bahn. " + "Lang. " * 60)


@pytest.mark.parametrize("query", ["", "q=bahn", "q=bhan", "q=musterstadt", "typ=dashboard"])
def test_a_kept_card_is_the_card_of_the_template(catalogue, query):
    answer = Answer(QueryDict(query))
    assert answer.total
    for _ in range(2):  # made, then kept
        assert answer.cards == [
            render_to_string("components/card.html", {"edition": edition, "heading": "h2", "marker": answer.marker})
            for edition in editions_by_key([card.edition for card in answer.page]).values()
        ]


def test_hits_are_marked_in_title_summary_or_a_snippet_of_the_long_text(catalogue):
    answer = Answer(QueryDict("q=bahn"))
    cards = {card.title: html for card, html in zip(answer.page, answer.cards, strict=True)}
    assert "Bus &amp; <mark>Bahn</mark> &lt;i&gt;" in cards["Bus & Bahn <i>"]
    assert "Stadt<mark>bahn</mark>" in cards["Stadtbahn"]
    snippet = cards["Ohne"][cards["Ohne"].index("card-snippet") :]
    assert "… " in snippet
    assert "Hier steht eine <mark>Bahn</mark>." in snippet


@pytest.mark.parametrize("query", ["", "q=bahn", "typ=app&typ=reallabor", "land=BY"])
def test_a_kept_facet_is_the_facet_of_the_template(catalogue, query):
    answer = Answer(QueryDict(query))
    expected = [
        render_to_string(
            "components/facet.html",
            {
                "name": group.name,
                "label": group.label,
                "first": values(group, group.first),
                "more": values(group, group.more),
                "more_count": len(group.more),
            },
        )
        for group in answer.facets
        if group.useful
    ]
    assert answer.facets_html == expected


def values(group, shown):
    by_value = {value.value: value for value in group.values}
    return rendering.joined(
        render_to_string(
            "components/facet_value.html",
            {
                "name": group.name,
                "value": value.value,
                "label": value.label,
                "count": value.count,
                "selected": value.selected,
                "possible": bool(value.count or value.selected),
            },
        )
        for value in (by_value[key] for key in shown)
    )


QUESTIONS = [
    *("", "q=bahn", "q=bhan", "q=musterstadt", "q=ausbau", "q=%22eine+bahn%22", "q=bahn+-bus", "q=%3Cb%3E", "q=xyz"),
    *("typ=app", "typ=app&typ=dashboard", "typ=app&land=BY&q=bahn", "typ=dashboard&q=gibtesnicht", "land=SH"),
    *("sort=titel", "sort=projekt&q=ausbau", "sort=neu&q=ausbau", "sort=relevanz", "sort=quatsch"),
    *("seite=2", "seite=3", "seite=7", "seite=12", "q=ausbau&seite=5", "typ=app&typ=dashboard&sort=titel&seite=4"),
    *("seite=99", "seite=abc", "typ=quatsch&land=%22%3E", "q=" + "ab " * 90, "seite=2&q=bahn", "unbekannt=1"),
]  # fmt: skip


@pytest.fixture
def many(catalogue):
    for number in range(230):
        make_public(f"Ausbau {number}", types=["app"] if number % 2 else ["dashboard"])


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_page_from_kept_pieces_is_the_page_of_the_templates(many, rf, settings, language):
    with override(language):
        settings.MASSWERK_KEEP_HTML = False
        expected = {query: page(rf, query) for query in QUESTIONS}
        settings.MASSWERK_KEEP_HTML = True
        for _ in range(2):  # made by one question, then kept for all others
            for query in QUESTIONS:
                assert page(rf, query) == expected[query]
    assert len(set(expected.values())) > len(QUESTIONS) * 0.8


def page(rf, query):
    request = rf.get("/massnahmen/", QUERY_STRING=query)
    request.resolver_match = resolve("/massnahmen/")
    return list_page(request, Answer(request.GET)).decode()


@pytest.mark.parametrize("closing", [workflow.archive, workflow.withdraw])
def test_between_a_publication_and_the_next_index_no_entry_is_missing(closing):
    replaced, closed, other = make_public("Alt"), make_public("Zu"), make_public("Bleibt")
    found = Search(current(), {})
    draft = workflow.start_draft(measure=replaced.measure, by=None)
    workflow.save_draft(edition=draft, by=None, version=1, content={"title": "Neu"})
    workflow.submit(edition=draft, by=None, version=2)
    workflow.publish(edition=draft, by=None, version=3)
    closing(edition=closed, by=None, version=3, reason="Falsch.")
    assert [card.title for card in Results(found)[0:20]] == [other.title, "Neu"]


def test_no_more_cards_are_kept_than_allowed(catalogue, monkeypatch):
    monkeypatch.setattr(rendering, "MOST_CARDS", 2)
    assert len(Answer(QueryDict()).cards) == 3
    make_public("Vierte")
    assert len(Answer(QueryDict()).cards) == 4
    assert len(current().cards) <= 4
