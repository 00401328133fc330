"""What a word of a question means in the vocabulary of the index: whole words first, typing mistakes last."""

from bisect import bisect_left
from dataclasses import dataclass, field

from pyroaring import BitMap

from measures.finding.snapshot import NAMES, SUMMARY, TEXT, TITLE
from measures.finding.words import FALSE_FRIENDS, OWN_STEMS, STOPWORDS, bare, beginning, spellings, stem

WHOLE, PREFIX, PART, TYPO = "whole", "prefix", "part", "typo"
# How much a hit is worth: how much of the word it is, plus where it stands.
KINDS = {WHOLE: 6, PREFIX: 3, PART: 2, TYPO: 0}
PLACES = {TITLE: 6, NAMES: 4, SUMMARY: 3, TEXT: 0}
BEST = KINDS[WHOLE] + PLACES[TITLE]

# Letters a word must have for each way to look for it.
SHORTEST_PREFIX = 2
SHORT = 3  # so short a word is found in compounds only beside another word: Landbus, Radverkehr; not Business
SHORTEST_PART = 4
SHORTEST_TYPO = 4
SURE_OF_FIRST = 5  # up to so many letters nobody mistypes the first one
LONGEST_ENDING = 3  # of an inflection
SURE_OF_STEM = 6  # letters a stem needs to be compared without its ending
SHORTEST_PIECE = 4
LONGEST_COMPOUND = 60  # longer ones are not taken to pieces
MOST_FORMS = 5_000  # of one kind; more say nothing and would only cost time
LINKS = ("", "s", "n", "en", "es", "er", "e")  # what German puts between the pieces of a compound
VOWELS = frozenset("aeiouy0123456789")


@dataclass
class Meaning:
    """The forms of the index that one word of a question stands for, by kind."""

    word: str
    forms: dict = field(default_factory=dict)
    corrected: str = ""
    _classes: dict | None = None

    def documents(self, snapshot, places=tuple(PLACES)):
        """Return the BitMap of all documents in which the word occurs, however, in one of `places`."""
        postings = snapshot.postings
        zones = [postings[form] for forms in self.forms.values() for form in forms]
        return union([zone[place] for zone in zones for place in places if zone[place]]) & snapshot.alive

    def classes(self, snapshot):
        """Return {worth: BitMap of documents}, a document only under its best worth. Sought once: forms stay then."""
        if self._classes is None:
            self._classes = self._sought(snapshot)
        return self._classes

    def _sought(self, snapshot):
        by_worth = {}
        for kind, forms in self.forms.items():
            for form in forms:
                zones = snapshot.postings[form]
                for place, bonus in PLACES.items():
                    if zones[place] is not None:
                        by_worth.setdefault(KINDS[kind] + bonus, []).append(zones[place])
        seen, best = BitMap(), {}
        for worth in sorted(by_worth, reverse=True):
            found = union(by_worth[worth]) & snapshot.alive
            if best:
                found -= seen
            if found:
                best[worth] = found
                seen |= found
        return best


def union(bitmaps):
    """Return the union of a list of BitMaps, of which none is changed; most often it is one."""
    return bitmaps[0] if len(bitmaps) == 1 else BitMap.union(BitMap(), *bitmaps)


def meaning(snapshot, word, *, forgiving=True, finished=False):
    """Return the Meaning of a folded search word.

    `forgiving` a typing mistake where nothing else matches; `finished`: nobody is still typing the word, so that
    a short one is not the beginning of just anything.
    """
    whole, prefix, part = set(), set(), set()
    for spelling in spellings(word):
        whole |= whole_words(snapshot, spelling)
        if len(spelling) > SHORT:
            prefix |= prefixed(snapshot, spelling, beginning(spelling))
            part |= containing(snapshot, spelling, bare(spelling))
        elif len(spelling) >= SHORTEST_PREFIX:
            prefix |= short_prefixed(snapshot, spelling, finished)
            part |= short_ending(snapshot, spelling)
    found = Meaning(word, {WHOLE: whole, PREFIX: prefix - whole, PART: part - prefix - whole})
    forgiving = forgiving and len(word) >= SHORTEST_TYPO and not found.classes(snapshot)
    if forgiving and stem(word) not in snapshot.stems_of_synonyms:
        found.corrected = nearest(snapshot, word)
        if found.corrected:
            right = meaning(snapshot, found.corrected, forgiving=False)
            found = Meaning(word, {TYPO: set().union(*right.forms.values())}, found.corrected)
    return found


def whole_words(snapshot, form):
    """Return the forms with the same stem, and the word itself."""
    forms = set(snapshot.stems.get(stem(form), ()))
    return forms | ({form} if form in snapshot.postings else set())


def strangers(word, part):
    """Return words in which `part` of a search word stands by chance, unless it is one of them, and where."""
    key = part if part in FALSE_FRIENDS else beginning(part)
    return [(friend, friend.find(key)) for friend in FALSE_FRIENDS.get(key, ()) if friend not in word]


def prefixed(snapshot, word, first):
    """Return the forms that begin with `first`, the beginning of a search word."""
    forms, unwanted = beginning_with(snapshot, first), strangers(word, first)
    if word in OWN_STEMS:
        forms.discard(first)
    unwanted = tuple(friend for friend, place in unwanted if not place)
    return {form for form in forms if not form.startswith(unwanted)} if unwanted else forms


def short_prefixed(snapshot, word, finished):
    """Return the words that a short word begins; if it is a word of its own, only those it is a piece of."""
    forms = beginning_with(snapshot, word)
    if word not in snapshot.postings and not finished:
        return forms
    return {form for form in forms if len(word) == SHORT and known(snapshot, form[len(word) :])}


def short_ending(snapshot, word):
    """Return the compounds that end in a short word."""
    if len(word) < SHORT:
        return set()
    return {form for form in ending_in(snapshot, word) if any(known_before_link(snapshot, form[: -len(word)]))}


def known(snapshot, word):
    """Whether the catalogue has a word, in whatever inflection."""
    if len(word) < SHORTEST_PIECE or not snapshot.may_know(word):
        return False
    return word in snapshot.postings or stem(word) in snapshot.stems


def known_before_link(snapshot, start):
    """Yield the known words that the start of a compound may be, without what links it to the rest."""
    for link in LINKS:
        if start.endswith(link):
            word = start.removesuffix(link)
            if known(snapshot, word) and word not in STOPWORDS:
                yield word


def beginning_with(snapshot, beginning):
    return set(run(snapshot.forms, beginning))


def ending_in(snapshot, ending):
    return {form[::-1] for form in run(snapshot.backwards, ending[::-1])}


def run(forms, beginning):
    """Return those of the sorted `forms` that have a beginning, MOST_FORMS at most."""
    start = bisect_left(forms, beginning)
    few, most = min(start + 8, len(forms)), min(start + MOST_FORMS, len(forms))
    if few == most or not forms[few].startswith(beginning):
        most = few
    return forms[start : bisect_left(forms, beginning + "\U0010ffff", start, most)]


def containing(snapshot, word, part):
    """Return the forms in which `part` of a search word stands behind the beginning: the parts of compounds.

    What stands before it must be speakable, else it is not a word: "reise" is no part of "kreise".
    """
    found, unwanted = set(), strangers(word, part)
    for form in snapshot.forms_that_may_have(part):
        place = form.find(part, 2)
        while place > 0 and len(found) < MOST_FORMS:
            if not VOWELS.isdisjoint(form[:place]) and not any(
                form.startswith(friend, place - before) for friend, before in unwanted if place >= before
            ):
                found.add(form)
                break
            place = form.find(part, place + 1)
    return found


def nearest(snapshot, word):
    """Return the word that is one typing mistake away from `word` and stands in most documents, or "".

    One mistake leaves the first or the second half of a word as it is, so only those neighbours are compared,
    as they are and without their endings. Words that only have synonyms in the catalogue count too.
    """
    half = len(word) // 2
    root = stem(word)
    candidates = beginning_with(snapshot, word[:half]) | ending_in(snapshot, word[half + 1 :])
    close = [form for form in candidates if abs(len(form) - len(word)) <= LONGEST_ENDING + 1]
    close = [
        form
        for form in close
        if one_mistake(word, form) or (len(root) >= SURE_OF_STEM and one_mistake(root, stem(form)))
    ]
    close = [form for form in close if frequency(snapshot, form)]
    close += [form for form in snapshot.words_of_synonyms if one_mistake(word, form)]
    if len(word) <= SURE_OF_FIRST:
        close = [form for form in close if form[0] == word[0]]
    return max(close, key=lambda form: (form[0] == word[0], frequency(snapshot, form), form), default="")


def frequency(snapshot, form):
    return sum(len(zone & snapshot.alive) for zone in snapshot.postings.get(form, ()) if zone is not None)


def one_mistake(word, other):
    """Whether one letter was left out, added, changed, or two neighbours swapped, or f was written for ph."""
    if "ph" in other and other.replace("ph", "f") == word:
        return True
    if abs(len(word) - len(other)) > 1 or word == other:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    a, b = word[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:] and len(a) > 1)


def pieces(snapshot, word):
    """Return the two words that a compound is made of, both known to the catalogue, or ()."""
    if len(word) > LONGEST_COMPOUND:
        return ()
    for cut in range(SHORTEST_PIECE, len(word) - SHORTEST_PIECE + 1):
        last = word[cut:]
        if known(snapshot, last) and last not in STOPWORDS:
            for first in known_before_link(snapshot, word[:cut]):
                return first, last
    return ()
