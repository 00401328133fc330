"""The search with both lists on queries that somebody judged who had seen neither the code nor its results."""

import numpy as np
import pytest
from django.core.management import call_command

from measures.finding.current import current, index
from measures.finding.embedders import embedder
from measures.finding.passages import hash_of, passages_of
from measures.models import Edition
from tests.relevance.frozen import VECTORS, judged_measures, load_vectors, write_folder
from tests.relevance.judged_figures import (
    NOTHING,
    JudgedQuery,
    answers,
    judged_figures,
    mean_figures,
    read_judged,
    table,
)

pytestmark = pytest.mark.one_database

# Two points below what was measured on 28 November 2026 on all queries. Raise them when the search gets better.
FLOORS = {"recall_3": 0.698, "recall_10": 0.691, "direct_10": 0.817, "ndcg_10": 0.733, "reciprocal_rank": 0.877}
MOST_WITHOUT = 0.053  # share of the queries that find nothing relevant
MOST_NONSENSE = 9  # of the 14 queries that nothing answers, how many may show something
FLOORS_BY_WORDS = {"direct_10": 0.351, "reciprocal_rank": 0.479}  # without a model


@pytest.fixture
def answer(db, settings, tmp_path):
    """Return a function that answers all judged queries, with or without the packaged model."""
    settings.MASSWERK_EMBEDDER = "measures.finding.embedders.PackagedModel"
    call_command("import_catalogue", write_folder(tmp_path), verbosity=0)
    load_vectors(current().documents, embedder())
    while index.compute_vectors():
        pass
    references = dict(Edition.objects.public().values_list("pk", "measure__reference"))
    return lambda model: answers(read_judged(), current(), references, model)


def test_what_the_judge_named_is_found(answer):
    answered = answer(embedder())
    print("\n" + "\n".join(table(answered)))  # noqa: T201 - read with pytest -rP
    assert len(answered) == 194
    mean = mean_figures([judged_figures(query, found) for query, found in answered if query.grades])
    for name, floor in FLOORS.items():
        assert getattr(mean, name) >= floor, name
    assert mean.without <= MOST_WITHOUT
    assert sum(bool(found) for query, found in answered if query.kind == NOTHING) <= MOST_NONSENSE

    by_words = answer(None)
    mean = mean_figures([judged_figures(query, found) for query, found in by_words if query.grades])
    for name, floor in FLOORS_BY_WORDS.items():
        assert getattr(mean, name) >= floor, name
    assert not any(found for query, found in by_words if query.kind == NOTHING)
    check_kept_vectors()


def check_kept_vectors():
    """Compare some of the kept vectors, which the test above rests on, with what the model computes today."""
    documents = current().documents
    with np.load(VECTORS) as kept:
        vectors = {row.tobytes(): two.astype(float) for row, two in zip(kept["hashes"], kept["vectors"], strict=True)}
    assert len(vectors) == len(documents) == len(judged_measures()) == 401
    for document in documents[::100]:
        passages = passages_of(document)
        computed, stored = embedder().passages(passages), vectors[hash_of(passages)]
        alike = (computed * stored).sum(axis=1) / np.linalg.norm(stored, axis=1)
        assert alike.min() > 0.999


def test_figures_of_one_query():
    query = JudgedQuery("", "words", "test", {"a": 2, "b": 1, "c": 2})
    figures = judged_figures(query, ["x", "a", "b", "y"])
    assert figures.recall_3 == pytest.approx(2 / 3)
    assert figures.recall_10 == pytest.approx(2 / 3)
    assert figures.direct_10 == 0.5
    assert figures.reciprocal_rank == 0.5
    assert figures.ndcg_10 == pytest.approx((3 / 1.585 + 1 / 2) / (3 + 3 / 1.585 + 1 / 2), abs=0.001)
    assert figures.without == 0
    assert judged_figures(query, []).without == 1


def test_every_judgement_names_a_query():
    assert {query.kind for query in read_judged() if not query.grades} == {NOTHING}
