"""Words of a question that say what a filter says: states, sizes of municipalities, open source, status.

Such words are not searched for if the question has others. They are offered as filters, and results that meet them come
first. A question of such words alone searches for them.
"""

from dataclasses import dataclass

from pyroaring import BitMap

from measures.finding.facet_terms import STATE
from measures.finding.search_text import SearchText, Token, search_text
from measures.finding.snapshot import Snapshot
from measures.finding.stop_words import without_stop_words
from measures.finding.titles import RELATING
from measures.finding.words import stem

LONGEST_TERM = 4  # words
FEW_WORDS = 60  # a longer text is no question: nothing is understood in it


@dataclass(frozen=True)
class Understood:
    """A value of a facet that words of a question mean, and the search text without them."""

    facet: str
    value: str
    rest: str


def meaning_of(snapshot: Snapshot, words: tuple[str, ...]) -> tuple[str, str] | None:
    """Return the facet and value that words mean, in any inflection or as a synonym; None if they mean none."""
    return snapshot.facet_terms.get(tuple(map(stem, words)))


def is_state(meant: tuple[str, str]) -> bool:
    return meant[0] == STATE


def documents_of(snapshot: Snapshot, facet: str, value: str) -> BitMap:
    """Return the documents that have a value of a facet."""
    return snapshot.facets[facet].get(value, BitMap())


def understand(snapshot: Snapshot, text: SearchText) -> tuple[list[Understood], SearchText]:
    """Return what is understood in a text, and the text to search for: the rest, or all if there is no rest."""
    tokens = text.tokens
    if not snapshot.facet_terms or len(tokens) > FEW_WORDS:
        return [], text
    found = understood_runs(snapshot, tokens)
    if not found:
        return [], text
    understood = [Understood(facet, value, text_without(tokens, start, end)) for start, end, facet, value in found]
    used = {place for start, end, *_ in found for place in range(start, end)}
    rest = search_text([token for place, token in enumerate(tokens) if place not in used], text.repairs)
    return understood, rest if says_something(rest) else text


def understood_runs(snapshot: Snapshot, tokens: list[Token]) -> list[tuple[int, int, str, str]]:
    """Return (start, end, facet, value) of the tokens that are understood, the longest runs that mean something."""
    found, place = [], 0
    while place < len(tokens):
        for end in range(min(place + LONGEST_TERM, len(tokens)), place, -1):
            run = tokens[place:end]
            words = words_of_tokens(run)
            if not all(token.is_plain for token in run) or len(words) > LONGEST_TERM:
                continue
            if meant := meaning_of(snapshot, words):
                found.append((place, end, *meant))
                place = end - 1
                break
        place += 1
    return found


def words_of_tokens(tokens: list[Token]) -> tuple[str, ...]:
    return tuple(word for token in tokens for word in token.words)


def text_without(tokens: list[Token], start: int, end: int) -> str:
    """Return tokens as a search text without those from `start` to `end`, and without an "in" or "aus" before them."""
    while start and tokens[start - 1].is_plain and RELATING.issuperset(tokens[start - 1].words):
        start -= 1
    left = tokens[:start] + tokens[end:]
    asks = any(not token.is_plain for token in left) or without_stop_words([*words_of_tokens(left)])
    return raw_text(left) if asks else ""


def raw_text(tokens: list[Token]) -> str:
    """Return tokens as a search text, as they were typed."""
    return " ".join(token.raw for token in tokens)


def says_something(text: SearchText) -> bool:
    """Return whether anything must occur, stop words aside."""
    return bool(text.phrases or without_stop_words(text.words))
