"""The search on the shipped catalogue, against queries whose right answers are known."""

import pytest
from django.core.management import call_command

from measures.finding.current import current
from measures.finding.results import Search
from measures.models import Edition
from tests.relevance.frozen import write_folder
from tests.relevance.measure import figures_of, mean, read_queries

pytestmark = pytest.mark.one_database

# The right answers were named before measures had keywords. What only keywords find is therefore not among them, and
# counts against the precision although it may be right.
FLOORS = {"recall": 0.98, "precision": 0.78, "reciprocal_rank": 0.97}


@pytest.fixture
def asked(db, tmp_path):
    """[(query, references in their order)] for every query, on the entries that were there when they were written."""
    call_command("import_catalogue", write_folder(tmp_path), verbosity=0)
    references = dict(Edition.objects.public().values_list("pk", "measure__reference"))
    snapshot = current()
    return [
        (
            query,
            [
                references[document.edition]
                for document in Search(snapshot, {"q": query.text}).documents(0, len(snapshot))
            ],
        )
        for query in read_queries(set(references.values()))
    ]


def test_what_should_be_found_is_found(asked):
    measured = [(query, found, figures_of(query, found)) for query, found in asked if query.relevant]
    total = mean([figures for _, _, figures in measured])
    print(f"\n{len(measured)} queries: {total}")  # noqa: T201 - read with pytest -rP
    for query, found, figures in measured:
        if figures.recall < 1 or figures.reciprocal_rank < 1:
            missing = " ".join(sorted(query.relevant - set(found[:10]))) if figures.recall < 1 else ""
            print(f"{figures.recall:.2f} {figures.reciprocal_rank:.2f} {query.text:28} misses {missing}")  # noqa: T201
    assert len(measured) >= 110
    assert total.zero_hits == 0
    for name, floor in FLOORS.items():
        assert getattr(total, name) >= floor, name


def test_what_should_not_come_stays_out_of_the_first_ten(asked):
    wrong = {query.text: sorted(query.unwanted & set(found[:10])) for query, found in asked}
    assert {text: found for text, found in wrong.items() if found} == {}
