"""How good both lists of the search are on the queries of `judged/`: `python -m tests.relevance.judged_figures`.

`judged/README.md` says how queries and judgements were made. The figures of one query, of the first list followed by
the second one:

recall@3, recall@10   relevant entries among the first three or ten, divided by the relevant ones there are, at most
                      three or ten
direct@10             the same for entries of grade 2 only
nDCG@10               gain 3 for grade 2 and 1 for grade 1, discounted by log2 of the place, over the best possible
MRR                   1 / place of the first relevant entry, 0 if it never comes
without               1 if nothing relevant comes at all

It asks the catalogue of the database that the settings name, which has to have its vectors (`manage.py
compute_vectors`). Entries that the judge did not read are left out of what is found.
"""

import csv
from collections import defaultdict
from dataclasses import astuple, dataclass, fields
from math import log2
from statistics import fmean

from tests.relevance.frozen import JUDGED, judged_measures

GAINS = {1: 1, 2: 3}
NOTHING = "nothing"  # class of the queries that no entry answers


@dataclass(frozen=True)
class JudgedQuery:
    """`grades` is {reference of a measure: 1 or 2}."""

    text: str
    kind: str
    half: str
    grades: dict[str, int]


@dataclass(frozen=True)
class JudgedFigures:
    recall_3: float
    recall_10: float
    direct_10: float
    ndcg_10: float
    reciprocal_rank: float
    without: float


def read_judged():
    """Return all JudgedQuery objects."""
    grades = defaultdict(dict)
    for row in rows_of("judgements.csv"):
        grades[row["query_id"]][row["measure"]] = int(row["grade"])
    return [
        JudgedQuery(row["query"], row["class"], row["half"], dict(grades[row["id"]])) for row in rows_of("queries.csv")
    ]


def rows_of(name):
    with (JUDGED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def judged_figures(query, found):
    """Return the JudgedFigures of a query that has relevant entries; `found` are references in their order."""
    direct = {reference for reference, grade in query.grades.items() if grade == 2}
    places = [place for place, reference in enumerate(found, start=1) if reference in query.grades]
    return JudgedFigures(
        recall_3=recall(found, query.grades, 3),
        recall_10=recall(found, query.grades, 10),
        direct_10=recall(found, direct, 10),
        ndcg_10=gain([query.grades.get(reference, 0) for reference in found])
        / gain(sorted(query.grades.values(), reverse=True)),
        reciprocal_rank=1 / places[0] if places else 0.0,
        without=float(not places),
    )


def recall(found, wanted, most):
    return sum(reference in wanted for reference in found[:most]) / min(most, len(wanted))


def gain(grades):
    """Return the discounted gain of grades in their order, of the first ten."""
    return sum(GAINS.get(grade, 0) / log2(place + 1) for place, grade in enumerate(grades[:10], start=1))


def mean_figures(several):
    return JudgedFigures(*map(fmean, zip(*map(astuple, several), strict=True)))


def answers(queries, snapshot, references, model):
    """Return [(query, references found)]; `references` is {edition: reference}, others are left out.

    Without a `model`, only by words.
    """
    from measures.finding.near import find_near
    from measures.finding.results import Search
    from tests.relevance.pool import TOP

    answered = []
    for query in queries:
        search = Search(snapshot, {"q": query.text})
        documents = search.documents(0, TOP)
        if len(documents) < TOP:
            documents += [entry.document for entry in find_near(search, model)]
        answered.append((query, [references[each.edition] for each in documents if each.edition in references]))
    return answered


def table(answered):
    """Return lines of a table: one for all queries, one for each half and each class."""
    names = [field.name for field in fields(JudgedFigures)]
    lines = [f"{'':16}{'n':>5} " + " ".join(f"{name:>15}" for name in names)]
    groups = {"all": lambda query: True}
    for half in ("tune", "test"):
        groups[half] = lambda query, half=half: query.half == half
    for kind in dict.fromkeys(query.kind for query, _found in answered if query.grades):
        groups[kind] = lambda query, kind=kind: query.kind == kind
    for name, belongs in groups.items():
        figures = [judged_figures(query, found) for query, found in answered if query.grades and belongs(query)]
        mean = astuple(mean_figures(figures))
        lines.append(f"{name:16}{len(figures):>5} " + " ".join(f"{value:>15.3f}" for value in mean))
    shown = [len(found) for query, found in answered if query.kind == NOTHING]
    lines.append(f"queries that nothing answers: {sum(map(bool, shown))} of {len(shown)} show something")
    return lines


def main():
    import django

    django.setup()
    from measures.finding.current import current
    from measures.finding.embedders import embedder
    from measures.models import Edition

    judged = Edition.objects.public().filter(measure__reference__in=judged_measures())
    references = dict(judged.values_list("pk", "measure__reference"))
    for name, model in [("without meaning", None), ("with meaning", embedder())]:
        print(f"\n{name}")  # noqa: T201
        print("\n".join(table(answers(read_judged(), current(), references, model))))  # noqa: T201


if __name__ == "__main__":
    main()
