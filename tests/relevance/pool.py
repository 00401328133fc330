"""What each variant of the search finds, for judging: `python -m tests.relevance.pool QUERIES RESULT`.

QUERIES is a CSV file with the columns id and query. RESULT gets one row for each of the first TOP entries that a
variant finds: query_id, variant, rank, measure_slug. The variants:

exact    the first list alone
words    the first list, then the second one without the search by meaning
meaning  both lists

It asks the catalogue of the database that the settings name, which has to have its vectors (`manage.py
compute_vectors`).
"""

import argparse
import csv
from pathlib import Path

TOP = 20
COLUMNS = ("query_id", "variant", "rank", "measure_slug")


def found(snapshot, text, model, *, second_list=True):
    """Return the first TOP documents of both lists, or of the first list alone."""
    from measures.finding.near import find_near
    from measures.finding.results import Search

    search = Search(snapshot, {"q": text})
    documents = search.documents(0, TOP)
    if second_list and len(documents) < TOP:
        documents += [entry.document for entry in find_near(search, model)]
    return documents[:TOP]


def variants(snapshot, text, model):
    """Return {variant: documents}; without "meaning" if there is no model."""
    several = {
        "exact": found(snapshot, text, None, second_list=False),
        "words": found(snapshot, text, None),
    }
    return {**several, "meaning": found(snapshot, text, model)} if model else several


def rows(snapshot, queries, model):
    """Return rows of COLUMNS; `queries` are pairs of id and text."""
    return [
        (query_id, variant, rank, document.card.slug)
        for query_id, text in queries
        for variant, documents in variants(snapshot, text, model).items()
        for rank, document in enumerate(documents, start=1)
    ]


def main():
    import django

    django.setup()
    from measures.finding.current import current
    from measures.finding.embedders import embedder

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("queries", type=Path)
    parser.add_argument("result", type=Path)
    options = parser.parse_args()
    with options.queries.open(encoding="utf-8", newline="") as file:
        queries = [(row["id"], row["query"]) for row in csv.DictReader(file)]
    snapshot = current()
    if embedder() and not (snapshot.vectors and snapshot.vectors.complete):
        parser.error("Some entries have no vectors yet: run manage.py compute_vectors first.")
    with options.result.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows(snapshot, queries, embedder()))


if __name__ == "__main__":
    main()
