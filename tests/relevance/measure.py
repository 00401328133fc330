"""How good a search is, measured on queries whose right answers are known.

`queries.csv` has one query per line: what is typed, its kind, the measures that must come (`relevant`) and some
that must not stand among the first ten (`unwanted`), by their id in the shipped `measures.csv`; `ulm-*` stands for
all measures whose id begins so. They were written by reading the measures, not by asking the search.

The figures, each a mean over the queries that have relevant measures:

recall@10       relevant measures among the first ten, divided by the relevant ones there are, at most ten
precision@5     relevant measures among the first five, divided by the number of results shown there
MRR             1 / place of the first relevant measure, 0 if it never comes
zero-hit rate   share of queries that find nothing at all
"""

import csv
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from statistics import fmean

QUERIES = Path(__file__).parent / "queries.csv"


@dataclass(frozen=True)
class Query:
    text: str
    kind: str
    relevant: frozenset
    unwanted: frozenset


@dataclass(frozen=True)
class Figures:
    recall: float
    precision: float
    reciprocal_rank: float
    zero_hits: float

    def __str__(self):
        return (
            f"recall@10 {self.recall:.3f}  precision@5 {self.precision:.3f}  MRR {self.reciprocal_rank:.3f}  "
            f"zero hits {self.zero_hits:.3f}"
        )


def read_queries(references, path=QUERIES):
    """Return the Query objects of a file. Raises ValueError where one names a measure not in `references`."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Query(row["query"], row["kind"], _named(row["relevant"], references), _named(row["unwanted"], references))
            for row in csv.DictReader(file)
        ]


def _named(cell, references):
    named = set()
    for pattern in cell.split():
        matching = {reference for reference in references if fnmatchcase(reference, pattern)}
        if not matching:
            raise ValueError(f"no measure {pattern}")
        named |= matching
    return frozenset(named)


def figures_of(query, found):
    """Return the Figures of one query with relevant measures; `found` are all references in their order."""
    hits = [reference in query.relevant for reference in found]
    shown = hits[:5]
    return Figures(
        recall=sum(hits[:10]) / min(10, len(query.relevant)),
        precision=sum(shown) / len(shown) if shown else 0.0,
        reciprocal_rank=1 / (hits.index(True) + 1) if True in hits else 0.0,
        zero_hits=float(not found),
    )


def mean(several):
    """Return the mean of Figures."""
    columns = zip(*((one.recall, one.precision, one.reciprocal_rank, one.zero_hits) for one in several), strict=True)
    return Figures(*map(fmean, columns))
