"""Words of a question that belong together, and the documents that meet them or what means the same."""

from dataclasses import dataclass

from pyroaring import BitMap

from measures.finding.documents import NAMES, SUMMARY, TITLE
from measures.finding.facet_terms import STATE
from measures.finding.offered_choices import Term
from measures.finding.snapshot import NO_POSTING, Snapshot
from measures.finding.understood import LONGEST_TERM, documents_of, meaning_of
from measures.finding.word_matching import (
    BEST_SCORE,
    HEAD,
    KIND_SCORES,
    PREFIX,
    WHOLE,
    ZONE_SCORES,
    Ranks,
    WordMatch,
    combined,
    goes_on,
    known,
    match_known_word,
    pieces,
    union,
)
from measures.finding.words import beginning, stem

OWN_SCORE = 10  # for a match of a word itself, on top of its score in word_matching.py; one by a synonym stays below
LONG_PIECE = 7  # letters of a piece that may be found within any compound
RARE = 10  # if fewer documents contain a compound, its pieces are searched for, too


@dataclass
class WordGroup:
    """Words of a question that belong together, the terms that mean the same, the pieces of a compound.

    documents  those with the value of a facet that the words mean; None if they mean none
    is_state   whether that is a state: then nothing else meets the words
    """

    words: list[str]
    synonyms: list[Term]
    pieces: tuple[str, ...] = ()
    documents: BitMap | None = None
    is_state: bool = False


def group_words(words: list[str], matches: dict[str, WordMatch], snapshot: Snapshot) -> list[WordGroup]:
    """Group the words of a question by the longest terms with a meaning; terms are compared by their stems."""
    corrected = [matches[word].corrected or word for word in words]
    groups: list[WordGroup] = []
    place = 0
    while place < len(words):
        for length in range(min(LONGEST_TERM, len(words) - place), 0, -1):
            end = place + length
            group = group_of(snapshot, words[place:end], corrected[place:end])
            if group or length == 1:
                group = group or single_word(snapshot, matches[words[place]], corrected[place])
                add_group(groups, group)
                place = end
                break
    return groups


def add_group(groups: list[WordGroup], group: WordGroup) -> None:
    """Add a group; a further state to the group of the first, since an entry is to meet one of them."""
    states = [other for other in groups if other.is_state and group.is_state]
    if states and states[0].documents is not None and group.documents is not None:
        states[0].words += group.words
        states[0].documents = states[0].documents | group.documents
    else:
        groups.append(group)


def group_of(snapshot: Snapshot, words: list[str], corrected: list[str]) -> WordGroup | None:
    """Return the group of words that together have a meaning, as a value of a facet or by synonyms; else None.

    Neighbours that the catalogue or a synonym writes as one word ("car sharing") are such a term too.
    """
    synonyms = snapshot.synonyms.get(tuple(map(stem, corrected)), [])
    if meant := meaning_of(snapshot, tuple(corrected)):
        facet, value = meant
        return WordGroup(words, synonyms, (), documents_of(snapshot, facet, value), facet == STATE)
    if len(words) == 1:
        return None
    joined = "".join(corrected)
    of_joined = snapshot.synonyms.get((stem(joined),), [])
    is_word = of_joined or known(snapshot, joined)
    synonyms = [*synonyms, *([(joined,)] if is_word else []), *of_joined]
    return WordGroup(words, synonyms) if synonyms else None


def single_word(snapshot: Snapshot, match: WordMatch, word: str) -> WordGroup:
    synonyms = snapshot.synonyms.get((stem(word),), [])
    return WordGroup([match.word], synonyms, rare_pieces(snapshot, match, word))


def rare_pieces(snapshot: Snapshot, match: WordMatch, word: str) -> tuple[str, ...]:
    """Return the pieces of a compound that is in few or no documents and that is no name; else ()."""
    if any(snapshot.postings[form][NAMES] for form in match.forms.get(WHOLE, ())):
        return ()
    found = sum(map(len, match.ranks(snapshot).values()))
    return pieces(snapshot, word) if found < RARE else ()


def ranks_of_group(snapshot: Snapshot, group: WordGroup, matches: dict[str, WordMatch]) -> Ranks:
    """Return {score: documents} for a group: its own words first, its synonyms and pieces below all of them."""
    if group.documents is not None:
        as_name = len(group.words) * (OWN_SCORE + KIND_SCORES[WHOLE] + ZONE_SCORES[NAMES])
        if group.is_state:
            return {as_name: group.documents}
    own: Ranks | None = None
    for word in group.words:
        own = combined(own, matches[word].ranks(snapshot))
    others = [(OWN_SCORE * len(group.words) + score, documents) for score, documents in (own or {}).items()]
    if group.documents is not None:
        others.append((as_name, group.documents))
    for term in group.synonyms:
        others += ranks_of_term(snapshot, term)
    if group.pieces:
        others.append((0, with_all_pieces(snapshot, group.pieces)))
    return best_only(others)


def best_only(scored: list[tuple[int, BitMap]]) -> Ranks:
    """Return {score: documents}, each document under its best score only."""
    found = BitMap()
    ranks: Ranks = {}
    for score, documents in sorted(scored, key=lambda item: item[0], reverse=True):
        if further := documents - found:
            ranks[score] = ranks[score] | further if score in ranks else further
            found = found | further
    return ranks


def with_all_pieces(snapshot: Snapshot, words: tuple[str, ...]) -> BitMap:
    """Return the documents with all pieces of a compound in title or summary."""
    of_each = [
        union([found for form in forms_of_piece(snapshot, word) for found in shown(snapshot, form)]) for word in words
    ]
    return BitMap.intersection(*of_each)


def forms_of_piece(snapshot: Snapshot, word: str) -> set[str]:
    """Return the forms that stand for a piece of a compound.

    A short piece is in many words that have nothing to do with it: "Daten" and "Klimaschutz" are no "Datenschutz",
    "Leerung" and "Füllstand" no "Leerstand". It must be a word of its own, or begin one that goes on with a known word.
    """
    forms = match_known_word(snapshot, word).forms
    if len(word) >= LONG_PIECE:
        return forms[WHOLE] | forms[PREFIX] | forms[HEAD]
    first = beginning(word)
    return forms[WHOLE] | {form for form in forms[PREFIX] if goes_on(snapshot, form[len(first) :])}


def shown(snapshot: Snapshot, form: str) -> list[BitMap]:
    posting = snapshot.postings.get(form, NO_POSTING)
    return [found for found in (posting[TITLE], posting[SUMMARY]) if found]


def ranks_of_term(snapshot: Snapshot, term: Term) -> list[tuple[int, BitMap]]:
    """Return [(score below OWN_SCORE, documents)] of the documents that meet a term; cached."""
    if term not in snapshot.ranks_of_terms:
        ranks = match_known_word(snapshot, term[0]).ranks(snapshot) if len(term) == 1 else together(snapshot, term)
        snapshot.ranks_of_terms[term] = [
            ((OWN_SCORE - 1) * score // BEST_SCORE, documents) for score, documents in ranks.items()
        ]
    return snapshot.ranks_of_terms[term]


def together(snapshot: Snapshot, term: Term) -> Ranks:
    """Return {score: documents} of those that have all words of a term in one zone, each on its own.

    "Smart Parking" as a synonym of "Parken" is not a title with "Smart" above a text with "Parking".
    """
    forms = [match_known_word(snapshot, word).forms[WHOLE] for word in term]
    scored = []
    for zone, score in ZONE_SCORES.items():
        of_each = [union([found for form in some if (found := snapshot.postings[form][zone])]) for some in forms]
        scored.append((KIND_SCORES[WHOLE] + score, BitMap.intersection(*of_each)))
    return best_only(scored)
