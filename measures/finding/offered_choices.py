"""What the facets offer to choose from, read once for each catalogue version."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from measures.finding.facet_rows import FACETS, Pairs
from measures.finding.project_sites import ProjectSite, read_project_sites
from measures.finding.stop_words import significant_words
from measures.finding.words import stem
from measures.models import Edition, Problem, SolutionType, SynonymGroup
from measures.models.local_text import LocalText
from municipalities.folding import joined_words_of, spellings, words_of
from municipalities.known_places import KnownPlaces, read_known_places
from municipalities.models import ModelProject, Municipality
from municipalities.place_words import written_out

Term = tuple[str, ...]  # folded words
Synonyms = dict[Term, list[Term]]


@dataclass(frozen=True, eq=False)
class Name:
    """What a value of a facet is called, a text or a LocalText, and the folded words of it."""

    facet: str
    value: str
    label: str | LocalText
    words: tuple[str, ...]


@dataclass(frozen=True)
class OfferedChoices:
    """What the database offers to choose from.

    values    {facet: pairs of value and label in their order}
    synonyms  see `read_synonyms`
    names     what can be suggested while somebody types
    merged    {facet: {slug of a merged value: slug of the current one}}
    sites     the model projects on a map
    solution_types  all that can be chosen, in the order of the vocabulary
    problems  that moderators keep, in their order
    archived  slugs of measures that are not in the catalogue any more and still have a page
    places    all places of the official register; None only in tests without a database
    """

    values: dict[str, Pairs]
    synonyms: Synonyms
    project_count: int
    municipality_count: int
    names: tuple[Name, ...] = ()
    merged: dict[str, dict[str, str]] = field(default_factory=dict)
    sites: tuple[ProjectSite, ...] = ()
    solution_types: tuple[SolutionType, ...] = ()
    problems: tuple[Problem, ...] = ()
    archived: frozenset[str] = frozenset()
    places: KnownPlaces | None = None

    @cached_property
    def names_by_word(self) -> dict[str, list[Name]]:
        """{folded word: names it stands in}."""
        found: dict[str, list[Name]] = {}
        for name in self.names:
            for word in name.words:
                found.setdefault(word, []).append(name)
        return found


def read_choices(before: OfferedChoices | None = None) -> OfferedChoices:
    """Return what the facets offer now. What has not changed since `before` and takes long to make is taken over."""
    archived = Edition.objects.readable().filter(state=Edition.State.ARCHIVED)
    return OfferedChoices(
        values={facet.name: facet.stored_choices() for facet in FACETS if facet.stored_choices},
        synonyms=read_synonyms(),
        project_count=ModelProject.objects.funded().count(),
        municipality_count=Municipality.objects.taking_part().count(),
        names=tuple(
            Name(facet.name, value, label, words_in(label)) for facet in FACETS for value, label in facet.names()
        ),
        merged={facet.name: facet.merged() for facet in FACETS},
        sites=read_project_sites(),
        solution_types=tuple(SolutionType.objects.current()),
        problems=tuple(Problem.objects.all()),
        archived=frozenset(archived.values_list("measure__slug", flat=True)),
        places=read_known_places(before.places if before else None),
    )


def words_in(name: str | LocalText) -> tuple[str, ...]:
    """Return the folded words of a name in all spellings, in their order and once each. Abbreviations count twice."""
    texts = name.texts if isinstance(name, LocalText) else [name]
    forms = [form for text in texts for form in (*words_of(text), *joined_words_of(text), *written_out(text))]
    return tuple(dict.fromkeys(spelling for form in forms for spelling in spellings(form)))


def read_synonyms() -> Synonyms:
    """Return {stems of a term: [terms that mean the same]}, a term being a tuple of folded words."""
    return _synonyms_of(tuple(SynonymGroup.objects.values_list("terms", flat=True)))


@lru_cache(maxsize=1)  # of all that is read for each catalogue version this takes longest, and hardly ever changes
def _synonyms_of(groups: tuple[str, ...]) -> Synonyms:
    synonyms: Synonyms = {}
    for terms in groups:
        asked, _arrow, found = terms.partition(SynonymGroup.ONE_WAY)
        group = terms_in(asked)
        alike = [*group, *terms_in(found)]
        for term in group:
            others = [other for other in alike if other != term]
            synonyms.setdefault(tuple(map(stem, term)), []).extend(others)
            if len(term) > 1:  # "Open Data" is also asked for as "OpenData"
                synonyms.setdefault((stem("".join(term)),), []).extend([term, *others])
    return synonyms


def terms_in(text: str) -> list[Term]:
    """Return the terms of a text, which are separated by commas."""
    terms = [tuple(significant_words(words_of(part))) for part in text.split(",")]
    return [term for term in terms if term]
