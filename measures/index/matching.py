"""What a word of a question means in the vocabulary of the index: whole words first, typing mistakes last."""

from bisect import bisect_left
from dataclasses import dataclass, field

from pyroaring import BitMap

from measures.index.snapshot import NAMES, SUMMARY, TEXT, TITLE
from measures.index.words import bare, spellings, stem

WHOLE, PREFIX, PART, TYPO = "whole", "prefix", "part", "typo"
# How much a hit is worth: how much of the word it is, plus where it stands.
KINDS = {WHOLE: 6, PREFIX: 3, PART: 2, TYPO: 0}
PLACES = {TITLE: 6, NAMES: 4, SUMMARY: 3, TEXT: 0}

SHORTEST_PREFIX = 2  # letters
SHORTEST_PART = 4
SHORTEST_TYPO = 4
MOST_FORMS = 5_000  # of one kind; more say nothing and would only cost time


@dataclass
class Meaning:
    """The forms of the index that one word of a question stands for, by kind."""

    word: str
    forms: dict = field(default_factory=dict)
    corrected: str = ""

    def documents(self, snapshot):
        """Return the BitMap of all documents in which the word occurs, however."""
        maps = [
            zone for forms in self.forms.values() for form in forms for zone in snapshot.postings[form] if zone
        ]
        return BitMap.union(BitMap(), *maps) & snapshot.alive

    def classes(self, snapshot):
        """Return {worth: BitMap of documents}, a document only under its best worth."""
        by_worth = {}
        for kind, forms in self.forms.items():
            for place, bonus in PLACES.items():
                maps = [zones[place] for form in forms if (zones := snapshot.postings[form])[place] is not None]
                if maps:
                    worth = KINDS[kind] + bonus
                    by_worth.setdefault(worth, []).extend(maps)
        seen, best = BitMap(), {}
        for worth in sorted(by_worth, reverse=True):
            found = BitMap.union(*by_worth[worth]) & snapshot.alive
            found -= seen
            if found:
                best[worth] = found
                seen |= found
        return best


def meaning(snapshot, word, *, forgiving=True):
    """Return the Meaning of a folded search word; `forgiving` a typing mistake where nothing else matches."""
    whole, prefix, part = set(), set(), set()
    for spelling in spellings(word):
        whole |= whole_words(snapshot, spelling)
        if len(spelling) >= SHORTEST_PREFIX:
            prefix |= beginning_with(snapshot, bare(spelling))
        if len(spelling) >= SHORTEST_PART:
            part |= containing(snapshot, bare(spelling))
    found = Meaning(word, {WHOLE: whole, PREFIX: prefix - whole, PART: part - prefix - whole})
    if forgiving and len(word) >= SHORTEST_TYPO and not found.documents(snapshot):
        found.corrected = nearest(snapshot, word)
        if found.corrected:
            right = meaning(snapshot, found.corrected, forgiving=False)
            found.forms = {TYPO: set().union(*right.forms.values())}
    return found


def whole_words(snapshot, form):
    """Return the forms with the same stem, and the word itself."""
    forms = set(snapshot.stems.get(stem(form), ()))
    return forms | ({form} if form in snapshot.postings else set())


def beginning_with(snapshot, beginning):
    start = bisect_left(snapshot.forms, beginning)
    end = bisect_left(snapshot.forms, beginning + "\U0010ffff", start)
    return set(snapshot.forms[start : min(end, start + MOST_FORMS)])


def containing(snapshot, part):
    """Return the forms in which `part` stands behind the beginning: the parts of compounds."""
    text, found, position = snapshot.joined, set(), 0
    while len(found) < MOST_FORMS:
        position = text.find(part, position)
        if position < 0:
            break
        start = text.rfind("\n", 0, position) + 1
        position = text.find("\n", position)
        found.add(text[start:position])
    return found


def nearest(snapshot, word):
    """Return the form that is one typing mistake away from `word` and stands in most documents, or "".

    One mistake leaves the first or the second half of a word as it is, so only those neighbours are compared.
    """
    half = len(word) // 2
    candidates = beginning_with(snapshot, word[:half])
    start = bisect_left(snapshot.backwards, (ending := word[half + 1 :][::-1]))
    end = bisect_left(snapshot.backwards, ending + "\U0010ffff", start)
    candidates |= {form[::-1] for form in snapshot.backwards[start : min(end, start + MOST_FORMS)]}
    close = [form for form in candidates if one_mistake(word, form) and frequency(snapshot, form)]
    return max(close, key=lambda form: (form[0] == word[0], frequency(snapshot, form), form), default="")


def frequency(snapshot, form):
    return sum(len(zone & snapshot.alive) for zone in snapshot.postings[form] if zone is not None)


def one_mistake(word, other):
    """Whether one letter was left out, added, changed, or two neighbours swapped."""
    if abs(len(word) - len(other)) > 1 or word == other:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    a, b = word[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:] and len(a) > 1)
