"""What the facets offer to choose from, read once for each catalogue version."""

from dataclasses import dataclass

from measures.index.words import stem, words_of
from measures.models import ActionField, SolutionType, SpatialScope, SynonymGroup
from municipalities.models import ModelProject, Municipality
from municipalities.ordering import german_order


@dataclass(frozen=True)
class Choices:
    """`values`: {facet: [(value, label)]}; `synonyms`: see `read_synonyms`."""

    values: dict
    synonyms: dict
    project_count: int
    municipality_count: int


def read_choices():
    projects = list(ModelProject.objects.order_by(german_order("name")).values_list("slug", "name"))
    values = {
        "typ": list(SolutionType.objects.values_list("slug", "name")),
        "feld": list(ActionField.objects.values_list("slug", "name")),
        "raum": list(SpatialScope.objects.values_list("slug", "name")),
        "projekt": projects,
    }
    return Choices(values, read_synonyms(), len(projects), Municipality.objects.taking_part().count())


def read_synonyms():
    """Return {stems of a term: [terms that mean the same]}, a term being a tuple of folded words."""
    synonyms = {}
    for terms in SynonymGroup.objects.values_list("terms", flat=True):
        group = [term for term in (tuple(words_of(part)) for part in terms.split(",")) if term]
        for term in group:
            others = [other for other in group if other != term]
            synonyms.setdefault(tuple(stem(word) for word in term), []).extend(others)
    return synonyms
