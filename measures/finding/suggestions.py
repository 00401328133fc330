"""Suggests, while somebody types, measures by their titles and everything else by its name."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pyroaring import BitMap

from measures.finding.documents import TITLE
from measures.finding.facet_rows import FACETS
from measures.finding.highlighting import Highlighter
from measures.finding.offered_choices import Name
from measures.finding.results import newest
from measures.finding.search_text import SearchText, take_apart
from measures.finding.snapshot import NO_POSTING, Snapshot
from measures.finding.word_groups import WordGroup
from measures.finding.word_matching import (
    KIND_SCORES,
    PREFIX,
    SHORTEST_PREFIX,
    WHOLE,
    Ranks,
    WordMatch,
    combined,
    match_word,
    union,
)
from municipalities.folding import spellings

MEASURE, TYPE, FIELD, PROJECT, PLACE = "massnahme", "typ", "feld", "projekt", "ort"
SHORTEST = 2  # letters
LONGEST = 200  # characters; longer texts are not typed
MOST_WORDS = 6  # more words are no title
MOST_NAMES = 3  # of each kind


@dataclass(frozen=True)
class Suggestion:
    """`key` is the slug of a name or of a measure; `marked` the label as safe HTML. A measure has a `project`."""

    kind: str
    key: str
    label: str
    marked: str
    count: int | None = None
    project: str = ""


def suggest(snapshot: Snapshot, text: str, *, limit: int = 5) -> list[Suggestion]:
    """Return Suggestions, at most `limit` measures and then MOST_NAMES of each other kind.

    One typing mistake in each word is corrected if nothing matches the text as it was typed.
    """
    words = typed_words(text)
    if not words:
        return []
    typed = TypedText(snapshot, words)
    found = typed.suggestions(limit)
    if not found and typed.has_unknown_word:
        corrected = [match_word(snapshot, word).corrected or word for word in words]
        found = TypedText(snapshot, corrected).suggestions(limit)
    return found


def typed_words(text: str) -> list[str]:
    """Return the folded words that count; none if the text is too short, too long or excludes something."""
    if len(text) > LONGEST:
        return []
    parts = take_apart(text)
    words = [*parts.words, *(word for phrase in parts.phrases for word in phrase)]
    if len(words) > 1 and len(words[-1]) < SHORTEST_PREFIX:
        words.pop()  # the first letter of a word that is being typed
    long_enough = sum(len(word) for word in words) >= SHORTEST
    return words if long_enough and len(words) <= MOST_WORDS and not (parts.excluded or parts.excluded_phrases) else []


def forms_beginning_with(forms: list[str], beginning: str) -> set[str]:
    """Return those of the sorted `forms` that begin with `beginning`."""
    if len(beginning) < SHORTEST_PREFIX:
        return set()
    return set(forms[bisect_left(forms, beginning) : bisect_left(forms, beginning + "\U0010ffff")])


class TypedText:
    """Words that must all match. It has the attributes of a Search that a Highlighter needs."""

    def __init__(self, snapshot: Snapshot, words: list[str]) -> None:
        self.snapshot = snapshot
        self.text = SearchText(words, [], [])
        self.word_groups: list[WordGroup] = []
        self.word_matches = {word: self._match(word) for word in words}
        self.has_unknown_word = not all(any(match.forms.values()) for match in self.word_matches.values())

    def _match(self, word: str) -> WordMatch:
        """Return the WordMatch within titles and names of a word that may not be complete yet."""
        match = match_word(self.snapshot, word, allow_typos=False)
        match.forms = {kind: forms & self.snapshot.forms_to_suggest for kind, forms in match.forms.items()}
        begun: set[str] = set()
        for spelling in spellings(word):
            begun |= forms_beginning_with(self.snapshot.sorted_forms_to_suggest, spelling)
        match.forms[PREFIX] = match.forms[PREFIX] | begun - match.forms[WHOLE]
        return match

    @cached_property
    def highlighter(self) -> Highlighter:
        return Highlighter(self)

    def suggestions(self, limit: int) -> list[Suggestion]:
        return [*self.measures(limit), *self.names()]

    def measures(self, limit: int) -> Iterator[Suggestion]:
        """Suggest the measures with all words in the title, ordered as results are."""
        ranks: Ranks = {0: self.snapshot.all_documents}
        for match in self.word_matches.values():
            ranks = combined(ranks, self._ranks_in_titles(match))
        numbers: list[int] = []
        for score in sorted(ranks, reverse=True):
            numbers += newest(ranks[score], 0, limit - len(numbers))
        for document in (self.snapshot.documents[number] for number in numbers):
            title = document.card.title
            yield Suggestion(
                MEASURE, document.card.slug, title, self.highlighter.marked(title), project=document.card.project
            )

    def _ranks_in_titles(self, match: WordMatch) -> Ranks:
        """Return {score: documents with the word in the title}, each document under its best score only."""
        seen, ranks = BitMap(), {}
        for kind, forms in sorted(match.forms.items(), key=lambda item: -KIND_SCORES[item[0]]):
            titles = [self.snapshot.postings.get(form, NO_POSTING)[TITLE] for form in forms]
            if documents := union([found for found in titles if found]) - seen:
                ranks[KIND_SCORES[kind]] = documents
                seen |= documents
        return ranks

    def names(self) -> Iterator[Suggestion]:
        """Suggest the names with all words, facet by facet: the closest first, then those with most measures."""
        if not self.snapshot.choices:
            return
        scores = [self._scores_of_names(word) for word in self.word_matches]
        ranked = []
        for name in self.snapshot.choices.names:
            if all(name in score for score in scores):
                count = self.snapshot.total(name.facet, name.value)
                ranked.append((-sum(score[name] for score in scores), not self._begins(name), -count, name))
        best: dict[str, dict[str, Name]] = {facet.name: {} for facet in FACETS}
        for *_, name in sorted(ranked, key=lambda item: item[:3]):
            if len(best[name.facet]) < MOST_NAMES:
                best[name.facet].setdefault(name.value, name)
        for name in (name for of_facet in best.values() for name in of_facet.values()):
            count = self.snapshot.total(name.facet, name.value)
            label = str(name.label)
            yield Suggestion(name.facet, name.value, label, self.highlighter.marked(label), count)

    def _scores_of_names(self, word: str) -> dict[Name, int]:
        """Return {name: score} of the names with a word that matches."""
        by_word = self.snapshot.choices.names_by_word if self.snapshot.choices else {}
        scores: dict[Name, int] = {}
        for kind, forms in self.word_matches[word].forms.items():
            for form in forms & by_word.keys():
                for name in by_word[form]:
                    scores[name] = max(KIND_SCORES[kind], scores.get(name, 0))
        return scores

    def _begins(self, name: Name) -> bool:
        return name.words[0].startswith(spellings(next(iter(self.word_matches))))
