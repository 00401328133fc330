"""What people call the values of some facets in a search text: states, sizes of municipalities, open source, status."""

from django.utils.translation import override

from measures.finding.offered_choices import Synonyms, Term
from measures.finding.words import stem
from measures.models import Edition
from municipalities.folding import words_of
from municipalities.models import Municipality, State

STATE, SIZE, SOURCE, STATUS = "land", "groesse", "offen", "status"

# Further terms, beside the names of the values themselves. What is a synonym of any of them counts, too.
FURTHER_TERMS: dict[tuple[str, str], list[str]] = {
    (SOURCE, "ja"): ["Open Source", "Open-Source-Software", "offener Quelltext", "offener Quellcode", "quelloffen"],
    (STATUS, Edition.Status.STOPPED): ["gescheitert", "abgebrochen"],
    (SIZE, Municipality.SizeClass.LARGE_CITY): ["große Stadt", "large city", "big city"],
    (SIZE, Municipality.SizeClass.MEDIUM_TOWN): ["mittelgroße Stadt", "mittlere Stadt", "medium-sized town"],
    (SIZE, Municipality.SizeClass.SMALL_TOWN): ["kleine Stadt", "small town"],
    (SIZE, Municipality.SizeClass.RURAL): ["kleine Gemeinde", "rural municipality"],
}

FacetTerms = dict[Term, tuple[str, str]]


def facet_terms(synonyms: Synonyms) -> FacetTerms:
    """Return {stems of a term: (facet, value)}."""
    terms: FacetTerms = {}
    for language in ("de", "en"):
        with override(language):
            for code in State.Code:
                terms[stems_of(str(code.label))] = STATE, code.value
            for status in Edition.Status:
                terms[stems_of(str(status.label))] = STATUS, status.value
    for size in Municipality.SizeClass:
        terms[stems_of(size.value)] = SIZE, size.value
    for meant, texts in FURTHER_TERMS.items():
        terms |= {stems_of(text): (meant[0], str(meant[1])) for text in texts}
    of_synonyms = {}
    for term, others in synonyms.items():
        meanings = {terms[stems] for other in others if (stems := tuple(map(stem, other))) in terms}
        if len(meanings) == 1 and term not in terms:
            of_synonyms[term] = meanings.pop()
    return terms | of_synonyms


def stems_of(text: str) -> Term:
    return tuple(map(stem, words_of(text)))
