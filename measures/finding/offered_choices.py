"""What the facets offer to choose from, read once for each catalogue version."""

from dataclasses import dataclass, field
from functools import cached_property

from measures.finding.words import joined_words_of, spellings, stem, telling, words_of
from measures.models import ActionField, SolutionType, SpatialScope, SynonymGroup
from municipalities.models import ModelProject, Municipality
from municipalities.ordering import german_order

VOCABULARIES = {"typ": SolutionType, "feld": ActionField, "raum": SpatialScope}


@dataclass(frozen=True, eq=False)
class Name:
    """What a value of a facet is called, and the folded words of it."""

    facet: str
    value: str
    label: str
    words: tuple


@dataclass(frozen=True)
class Choices:
    """`values`: {facet: [(value, label)]}; `merged`: {facet: {slug of a merged value: slug of the current one}};

    `synonyms`: see `read_synonyms`; `names`: what can be suggested.
    """

    values: dict
    synonyms: dict
    project_count: int
    municipality_count: int
    names: tuple = ()
    merged: dict = field(default_factory=dict)

    @cached_property
    def names_by_word(self):
        """{folded word: [names it stands in]}."""
        found = {}
        for name in self.names:
            for word in name.words:
                found.setdefault(word, []).append(name)
        return found


def read_choices():
    projects = list(ModelProject.objects.order_by(german_order("name")).values_list("slug", "name", "official_name"))
    places = list(Municipality.objects.taking_part().order_by(german_order("name")).values_list("slug", "name"))
    values = {
        **{facet: list(model.objects.current().values_list("slug", "name")) for facet, model in VOCABULARIES.items()},
        "projekt": [(slug, name) for slug, name, _ in projects],
    }
    official = [(slug, name) for slug, _, name in projects if name]
    named = [
        *((facet, values[facet]) for facet in ("typ", "feld", "projekt")),
        ("projekt", official),
        ("ort", places),
    ]
    names = tuple(Name(facet, *pair, words_in(pair[1])) for facet, pairs in named for pair in pairs)
    merged = {
        facet: dict(model.objects.merged().values_list("slug", "merged_into__slug"))
        for facet, model in VOCABULARIES.items()
    }
    return Choices(values, read_synonyms(), len(projects), len(places), names, merged)


def words_in(name):
    """Return the folded words of a name in all spellings, in their order and once each."""
    forms = (*words_of(name), *joined_words_of(name))
    return tuple(dict.fromkeys(spelling for form in forms for spelling in spellings(form)))


def read_synonyms():
    """Return {stems of a term: [terms that mean the same]}, a term being a tuple of folded words."""
    synonyms = {}
    for terms in SynonymGroup.objects.values_list("terms", flat=True):
        group = [term for term in (tuple(telling(words_of(part))) for part in terms.split(",")) if term]
        for term in group:
            others = [other for other in group if other != term]
            synonyms.setdefault(tuple(map(stem, term)), []).extend(others)
            if len(term) > 1:  # "Open Data" is also asked for as "OpenData"
                synonyms.setdefault((stem("".join(term)),), []).extend([term, *others])
    return synonyms
