"""Which names that the catalogue knows a question may mean, so that one click makes the question a synonym of one."""

from functools import lru_cache

import numpy as np

from measures.finding.embedders import Embedder, embedder, query_vector
from measures.finding.open_questions import FEW
from measures.finding.results import Search
from measures.finding.snapshot import Snapshot
from measures.models import ActionField, SolutionType, SynonymGroup

PROPOSED = 2
MOST_NAMES = 500  # a model reads some hundred a second


def proposed_terms(snapshot: Snapshot, names: tuple[str, ...], question: str) -> list[str]:
    """Return those of `names` (see `known_names`) closest in meaning to a question, best first; none without a model.

    Only names that find more than a few entries: with another the question would stay on the page.
    """
    model = embedder()
    if model is None or not names:
        return []
    scores = vectors_of(model, names) @ query_vector(model, question)
    found = []
    for place in np.argsort(-scores):
        if Search(snapshot, {"q": f'"{names[place]}"'}).total > FEW:
            found.append(names[place])
            if len(found) == PROPOSED:
                break
    return found


def known_names() -> tuple[str, ...]:
    """Return the names of solution types and action fields, and the first term of each group of synonyms."""
    names = [*SolutionType.objects.current().values_list("name", flat=True)]
    names += ActionField.objects.current().values_list("name", flat=True)
    names += [first_found_term(terms) for terms in SynonymGroup.objects.values_list("terms", flat=True)]
    return tuple(dict.fromkeys(filter(None, names)))[:MOST_NAMES]


def first_found_term(terms: str) -> str:
    """Return the first term that is found: of "air quality > Luftqualität, Feinstaub" it is "Luftqualität"."""
    asked, arrow, found = terms.partition(SynonymGroup.ONE_WAY)
    return (found if arrow else asked).split(",")[0].strip()


@lru_cache(maxsize=1)
def vectors_of(model: Embedder, names: tuple[str, ...]) -> np.ndarray:
    """Return the vectors of names as rows; cached until one of them changes."""
    return np.array([model.query(name) for name in names])
