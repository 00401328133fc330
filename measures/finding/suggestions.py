"""What a text that is being typed may mean: measures by their titles, and the names of everything else."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from pyroaring import BitMap

from measures.finding.highlighting import Marker
from measures.finding.results import Wording, both, newest, take_apart
from measures.finding.snapshot import NOWHERE, TITLE
from measures.finding.word_matching import KINDS, PREFIX, SHORTEST_PREFIX, WHOLE, meaning, union
from measures.finding.words import spellings

MEASURE, TYPE, FIELD, PROJECT, PLACE = "massnahme", "typ", "feld", "projekt", "ort"
SHORTEST = 2  # letters
LONGEST = 200  # characters; nobody types more into a search box
MOST_WORDS = 6  # whoever types more asks for no title
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


def suggest(snapshot, text, *, limit=5):
    """Return Suggestions, at most `limit` measures and then MOST_NAMES of each other kind.

    Only where nothing fits the text as it was typed is one typing mistake forgiven.
    """
    words = typed_words(text)
    if not words:
        return []
    typed = Typed(snapshot, words)
    found = typed.suggestions(limit)
    if not found and typed.unknown:
        corrected = [meaning(snapshot, word).corrected or word for word in words]
        found = Typed(snapshot, corrected).suggestions(limit)
    return found


def typed_words(text):
    """Return the folded words that count; none of a text that is too short, too long or excludes something."""
    if len(text) > LONGEST:
        return []
    wording = take_apart(text)
    words = [*wording.words, *(word for phrase in wording.phrases for word in phrase)]
    if len(words) > 1 and len(words[-1]) < SHORTEST_PREFIX:
        words.pop()  # a word just begun
    long_enough = sum(len(word) for word in words) >= SHORTEST
    return words if long_enough and len(words) <= MOST_WORDS and not wording.without else []


def suggestible(snapshot):
    """Return all forms that stand in titles and names, as a set and sorted."""
    if "suggestible" not in snapshot.kept:
        forms = {form for form, zones in snapshot.postings.items() if zones[TITLE]}
        if snapshot.choices:
            forms |= snapshot.choices.names_by_word.keys()
        snapshot.kept["suggestible"] = forms, sorted(forms)
    return snapshot.kept["suggestible"]


def begun(forms, beginning):
    """Return the set of those sorted `forms` that have a beginning."""
    if len(beginning) < SHORTEST_PREFIX:
        return set()
    return set(forms[bisect_left(forms, beginning) : bisect_left(forms, beginning + "\U0010ffff")])


class Typed:
    """Words that all must fit. It has what a Marker needs of a question."""

    def __init__(self, snapshot, words):
        self.snapshot = snapshot
        self.wording, self.units = Wording(words, [], []), []
        self.meanings = {word: self._beginning(word) for word in words}
        self.unknown = not all(any(found.forms.values()) for found in self.meanings.values())

    def _beginning(self, word):
        """Return the Meaning of a word, of which there may be more to come, within titles and names."""
        known, in_order = suggestible(self.snapshot)
        found = meaning(self.snapshot, word, forgiving=False)
        found.forms = {kind: forms & known for kind, forms in found.forms.items()}
        beginning = set().union(*(begun(in_order, spelling) for spelling in spellings(word)))
        found.forms[PREFIX] = found.forms[PREFIX] | beginning - found.forms[WHOLE]
        return found

    @cached_property
    def marker(self):
        return Marker(self)

    def suggestions(self, limit):
        return [*self.measures(limit), *self.names()]

    def measures(self, limit):
        """Suggest the measures with all words in the title, ordered as results are."""
        ranks = {0: self.snapshot.alive}
        for found in self.meanings.values():
            ranks = both(ranks, self._in_titles(found))
        numbers = []
        for worth in sorted(ranks, reverse=True):
            numbers += newest(ranks[worth], 0, limit - len(numbers))
        for document in (self.snapshot.documents[number] for number in numbers):
            title = document.card.title
            yield Suggestion(
                MEASURE, document.card.slug, title, self.marker.marked(title), project=document.card.project
            )

    def _in_titles(self, found):
        """Return {worth: BitMap of documents with the word in the title}, a document only under its best worth."""
        seen, classes = BitMap(), {}
        for kind, forms in sorted(found.forms.items(), key=lambda item: -KINDS[item[0]]):
            maps = [titles for form in forms if (titles := self.snapshot.postings.get(form, NOWHERE)[TITLE])]
            if documents := (union(maps) & self.snapshot.alive) - seen:
                classes[KINDS[kind]] = documents
                seen |= documents
        return classes

    def names(self):
        """Suggest the names with all words: kind by kind, the closest and then the fullest first."""
        if not self.snapshot.choices:
            return
        worths = [self._worths_of_names(word) for word in self.meanings]
        ranked = []
        for name in self.snapshot.choices.names:
            if all(name in worth for worth in worths):
                count = self.snapshot.total(name.facet, name.value)
                ranked.append((-sum(worth[name] for worth in worths), not self._begins(name), -count, name))
        best = {kind: {} for kind in (TYPE, FIELD, PROJECT, PLACE)}
        for *_, name in sorted(ranked, key=lambda item: item[:3]):
            if len(best[name.facet]) < MOST_NAMES:
                best[name.facet].setdefault(name.value, name)
        for name in (name for of_kind in best.values() for name in of_kind.values()):
            count = self.snapshot.total(name.facet, name.value)
            yield Suggestion(name.facet, name.value, name.label, self.marker.marked(name.label), count)

    def _worths_of_names(self, word):
        """Return {name: worth} for the names with a word that fits."""
        by_word, worths = self.snapshot.choices.names_by_word, {}
        for kind, forms in self.meanings[word].forms.items():
            for name in (name for form in forms & by_word.keys() for name in by_word[form]):
                worths[name] = max(KINDS[kind], worths.get(name, 0))
        return worths

    def _begins(self, name):
        return name.words[0].startswith(spellings(next(iter(self.meanings))))
