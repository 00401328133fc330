"""Shows in a text what a search has matched: whole words, or their parts inside of compounds."""

from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from itertools import chain, groupby, takewhile
from operator import itemgetter
from typing import Protocol

from django.utils.safestring import SafeString

from measures.finding.cards import Card
from measures.finding.search_text import SearchText
from measures.finding.snapshot import Snapshot
from measures.finding.word_groups import WordGroup
from measures.finding.word_matching import HEAD, PART, PREFIX, WHOLE, WordMatch, match_known_word
from measures.finding.words import bare, beginning, fold_with_places
from municipalities.folding import WORD, fold, spellings

SNIPPET = 90  # letters shown before and after the first hit in a long text
CACHED_TEXTS = 5_000

Span = tuple[int, int]  # places in a text: of the first letter, and behind the last


@lru_cache(maxsize=50_000)
def forms_of_word(word: str) -> tuple[str, ...]:
    """Return the spellings of a word of a text; texts repeat their words."""
    return tuple(spellings(fold(word)))


@lru_cache(maxsize=CACHED_TEXTS)
def words_in(text: str) -> tuple[tuple[str, ...], array]:
    """Return the forms of all words in their order, and in one row the places where each begins and ends.

    Cached, because pages show the same texts again and again.
    """
    forms: list[str] = []
    places = array("I")
    for match in WORD.finditer(text):
        for form in forms_of_word(match.group()):
            forms.append(form)
            places.extend(match.span())
    return tuple(forms), places


def parts_of(word: str) -> list[str]:
    """Return what to look for inside of other words, the longest first."""
    parts = {part for spelling in spellings(word) for part in (spelling, bare(spelling), beginning(spelling))}
    return sorted(parts, key=len, reverse=True)


class Matched(Protocol):
    """The attributes that a Highlighter reads. A Search has them, and so have suggestions."""

    snapshot: Snapshot
    text: SearchText
    word_matches: dict[str, WordMatch]
    word_groups: list[WordGroup]


class Highlighter:
    """Marks the hits of one search in texts."""

    def __init__(self, search: Matched) -> None:
        self._parts: dict[str, list[str]] = {}  # {form: the parts of it to mark}, no parts: the whole
        self._together: list[list[set[str]]] = []  # of each term of several words: the forms of each word
        quoted = [spelling for phrase in search.text.phrases for word in phrase for spelling in spellings(word)]
        whole: set[str] = set(quoted)
        for match in search.word_matches.values():
            whole |= self._add(match)
        for group in search.word_groups:
            for term in group.synonyms:
                if len(term) == 1:
                    whole |= self._add(match_known_word(search.snapshot, term[0]))
                else:
                    self._together.append([match_known_word(search.snapshot, word).forms[WHOLE] for word in term])
            if group.pieces:
                self._together.append([match_known_word(search.snapshot, word).forms[WHOLE] for word in group.pieces])
        self._parts |= {form: [] for form in whole}

    def marked(self, text: str) -> str:
        """Return a text as safe HTML with its hits in mark elements; without hits, the text as it is."""
        hits = list(self._hits(text))
        return with_marks(text, hits) if hits else text

    def marked_card(self, card: Card) -> tuple[str, str, str]:
        """Return title, summary and snippet of a card, in the language of the page; what has hits is safe HTML.

        The snippet, which is German, shows the surroundings of the first hit in the longer texts. It is "" if there is
        none, or if title or summary have hits already.
        """
        plain_title, plain_summary = card.local_title, card.local_summary
        title, summary = self.marked(plain_title), self.marked(plain_summary)
        if title is not plain_title or summary is not plain_summary:
            return title, summary, ""
        return title, summary, next(filter(None, map(self._first_hit, card.texts)), "")

    def _add(self, match: WordMatch) -> set[str]:
        """Note the parts of longer forms that show that a word was found; return the whole forms that do."""
        parts, whole = parts_of(match.word), set()
        for kind, forms in match.forms.items():
            if kind in (PREFIX, HEAD, PART):
                for form in forms:
                    self._parts.setdefault(form, []).extend(parts)
            else:
                whole |= forms
        return whole

    def _hits(self, text: str) -> Iterator[Span]:
        """Yield the places of all hits in a text, in order."""
        for place, found in groupby(self._matching_words(text), key=itemgetter(0)):  # a word may have two forms
            if hit := hit_in(text, place, [parts for _place, parts in found]):
                yield hit

    def _matching_words(self, text: str) -> Iterator[tuple[Span, list[str]]]:
        """Yield the places of the words with a hit, and what is to be marked in them."""
        forms, places = words_in(text)
        parts = self._parts
        if self._together:
            parts = {**self._forms_together(forms), **parts}
        number = -1
        for form in filter(parts.__contains__, forms):
            number = forms.index(form, number + 1)
            yield (places[2 * number], places[2 * number + 1]), parts[form]

    def _forms_together(self, forms: Iterable[str]) -> dict[str, list[str]]:
        """Return {form: []} of the terms of several words that a text has all words of."""
        present = set(forms)
        found = [of_words for of_words in self._together if not any(map(present.isdisjoint, of_words))]
        return {form: [] for of_words in found for of_word in of_words for form in of_word & present}

    def _first_hit(self, text: str) -> str:
        hits = self._hits(text)
        hit = next(hits, None)
        if hit is None:
            return ""
        first, last = max(hit[0] - SNIPPET, 0), min(hit[1] + SNIPPET, len(text))
        first = text.rfind(" ", 0, first) + 1 if first else 0
        last = text.find(" ", last) if text.find(" ", last) > 0 else len(text)
        within = [hit, *takewhile(lambda other: other[1] <= last, hits)]
        before, after = "… " if first else "", " …" if last < len(text) else ""
        return SafeString(f"{before}{with_marks(text, within, first, last)}{after}")


def with_marks(text: str, hits: Iterable[Span], start: int = 0, end: int | None = None) -> SafeString:
    """Return a text, or the part from `start` to `end`, as safe HTML with `hits` in mark elements."""
    html, place = [], start
    for first, last in hits:
        html.append(f"{escape(text[place:first])}<mark>{escape(text[first:last])}</mark>")
        place = last
    return SafeString("".join([*html, escape(text[place:end])]))


def hit_in(text: str, place: Span, parts: list[list[str]]) -> Span | None:
    """Return what of the word at `place` is to be marked: the longest of its `parts` (lists of them), or all of it."""
    if not all(parts):
        return place
    start, end = place
    folded, places = fold_with_places(text[start:end])
    for part in sorted(chain.from_iterable(parts), key=len, reverse=True):
        found = folded.find(part)
        if found >= 0:
            return start + places[found], start + places[found + len(part) - 1] + 1
    return None
