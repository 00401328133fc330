"""The search on the shipped catalogue, against queries whose right answers are known."""

import pytest
from django.core.management import call_command
from django.db import transaction

from measures.finding.current import current, index
from measures.finding.results import Search
from measures.models import Edition
from tests.relevance.frozen import write_folder
from tests.relevance.measure import figures_of, mean, read_queries

# django_db so that they run before the tests that empty the database
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

# The right answers were named before measures had keywords. What only keywords find is therefore not among them, and
# counts against the precision although it may be right.
FLOORS = {"recall": 0.98, "precision": 0.78, "reciprocal_rank": 0.97}


@pytest.fixture(scope="module")
def asked(django_db_setup, django_db_blocker, tmp_path_factory):
    """[(query, references in their order)] for every query, on the entries that were there when they were written."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("import_catalogue", write_folder(tmp_path_factory.mktemp("frozen")), verbosity=0)
        index.forget()
        found = answered()
        transaction.set_rollback(True)
    return found


def answered():
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
