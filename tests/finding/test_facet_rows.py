"""A facet is one row of facet_rows.py: everything else reads that table."""

import pytest
from django.http import QueryDict

from measures.finding import question
from measures.finding.answer import Answer
from measures.finding.current import current, index
from measures.finding.documents import public_documents
from measures.finding.facet_rows import FACETS, FacetRow
from measures.finding.similar import similar
from measures.finding.suggestions import suggest
from tests.factories import make_project, make_public
from tests.finding import orm_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def start_year(monkeypatch):
    """The catalogue with one more facet: the year in which a measure began."""
    row = FacetRow(
        "beginn",
        "Beginn",
        path="start_year",
        value=lambda edition: [edition.start_year],
        choices=lambda: [(str(year), f"Jahr {year}") for year in (2022, 2021, 2020)],
        names=lambda: [("2021", "Olympiade")],
        similarity=3.0,
    )
    monkeypatch.setattr(orm_answers, "PATHS", orm_answers.PATHS | {row.name: row.path})
    FACETS.append(row)
    # As after a start of the process: the filters are made with the class.
    monkeypatch.setattr(question, "MeasureFilter", type("MeasureFilter", (question.MeasureFilter,), {}))
    index.forget()
    yield row
    FACETS.remove(row)


def test_one_row_makes_a_facet_everywhere(client, start_year):
    early = make_public("Früh", start_year=2020)
    late, later = make_public("Spät", start_year=2021), make_public("Später", start_year=2021)
    make_public("Irgendwann")

    # The list page offers it in its order, filters by it and counts it.
    answer = Answer(QueryDict("beginn=2021"))
    assert {document.edition for document in answer.search.documents(0, 10)} == {late.pk, later.pk}
    group = next(group for group in answer.facets if group.name == "beginn")
    assert (group.label, [(value.value, value.count) for value in group.values]) == (
        "Beginn",
        [("2022", 0), ("2021", 2), ("2020", 1)],
    )
    html = client.get("/massnahmen/?beginn=2020").content.decode()
    assert ("Früh" in html, "Spät" in html, "Jahr 2020" in html) == (True, False, True)
    assert Answer(QueryDict("beginn=1066")).question.warnings != []

    # The question language in plain queries says the same.
    filters = question.MeasureFilter(QueryDict("beginn=2020"))
    assert list(orm_answers.editions(filters)) == [early]
    assert orm_answers.counts("beginn", orm_answers.editions(filters, without=("beginn",))) == {"2020": 1, "2021": 2}

    # Its names are suggested, and a shared value makes measures alike.
    assert ("beginn", "2021", 2) in [(found.kind, found.key, found.count) for found in suggest(current(), "olymp")]
    assert similar(current(), late.measure_id)[0].edition == later.pk


def test_every_place_that_knows_facets_derives_them_from_the_table():
    make_public(project=make_project())
    (document,) = public_documents()
    filters = [facet.name for facet in FACETS if facet.is_filter]
    assert list(document.values) == [facet.name for facet in FACETS]
    assert list(current().facets) == [facet.name for facet in FACETS]
    assert list(question.MeasureFilter.base_filters) == ["q", *filters, "sort", "naehe", "aehnlich", "stand", "m"]
    assert list(question.fields_of_version()) == ["q", *filters, "sort", "naehe", "aehnlich", "stand", "m"]
    assert [group.name for group in Answer(QueryDict("")).facets] == filters
    assert set(current().choices.values) == {facet.name for facet in FACETS if facet.stored_choices}
    assert {facet.name: facet.spread_on for facet in FACETS if facet.spread_on} == {"typ": "feld", "feld": "typ"}


@pytest.mark.parametrize("facet", [facet for facet in FACETS if facet.is_filter], ids=lambda facet: facet.name)
def test_path_and_value_of_a_facet_agree(facet):
    edition = make_public(status="geplant", source_code_url="https://example.org/code")
    (document,) = public_documents()
    stored = type(edition).objects.filter(pk=edition.pk).values_list(facet.path, flat=True)
    assert document.values[facet.name] == tuple(sorted({str(value) for value in stored if value}))
