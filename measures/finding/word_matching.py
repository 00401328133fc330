"""Which words of the index match a word of a question: whole words first, typing mistakes last."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyroaring import BitMap

from measures.finding.documents import KEYWORDS, NAMES, SUMMARY, TEXT, TITLE, TOPIC, UNSHOWN
from measures.finding.snapshot import Snapshot
from measures.finding.stop_words import STOPWORDS
from measures.finding.words import FALSE_FRIENDS, OWN_STEMS, bare, beginning, stem
from municipalities.folding import spellings

WHOLE, PREFIX, HEAD, PART, TYPO = "whole", "prefix", "head", "part", "typo"
# The score of a match: for how much of the word matches, plus for the zone in which it does. What the card shows comes
# first: TOPIC, TITLE, NAMES and SUMMARY. A PART of any other compound ranks below whole words wherever they stand.
# A word in KEYWORDS, which readers do not see, ranks below every word elsewhere, also below those that mean the same:
# with the OWN_SCORE of word_groups.py it is below 0.
KIND_SCORES = {WHOLE: 8, PREFIX: 7, HEAD: 2, TYPO: 0, PART: -12}
ZONE_SCORES = {TOPIC: 9, TITLE: 7, NAMES: 5, SUMMARY: 4, UNSHOWN: 1, TEXT: 0, KEYWORDS: -19}
BEST_SCORE = KIND_SCORES[WHOLE] + ZONE_SCORES[TOPIC]
Ranks = dict[int, BitMap]  # {score: documents}

# Letters that a word must have for each way of matching it.
SHORTEST_PREFIX = 2
SHORT = 3  # up to so many letters, a compound matches only if its rest is a word: Landbus, Radverkehr; not Business
SHORTEST_PART = 4
SHORTEST_TYPO = 4
FIRST_LETTER_RIGHT = 5  # up to so many letters, the first one is taken to be typed correctly
LONGEST_ENDING = 3  # letters of an inflection
SHORTEST_STEM = 6  # letters that a stem must have to be compared with another stem
SHORTEST_PIECE = 4
LONGEST_COMPOUND = 60  # letters; longer words are not split
MOST_COMPOUNDS = 300  # with a part; of more, it is not looked up whether a known word follows
MOST_FORMS = 5_000  # of one kind; more would only cost time
LINKS = ("", "s", "n", "en", "es", "er", "e")  # what German puts between the pieces of a compound
VOWELS = frozenset("aeiouy0123456789")


@dataclass
class WordMatch:
    """The forms of the index that one word of a question stands for, by kind.

    WHOLE   the word in any inflection
    PREFIX  begins with it: "Leerstandsmelder" for "Leerstand"
    HEAD    a compound that ends in it, or has it before another word: "Bürgerbeteiligung(splattform)"
    PART    contains it otherwise, often by chance
    TYPO    the word that was probably meant
    """

    word: str
    forms: dict[str, set[str]] = field(default_factory=dict)
    corrected: str = ""  # the word that was searched for instead, if this one was mistyped
    _ranks: Ranks | None = None

    def documents(self, snapshot: Snapshot, zones: Iterable[int] = tuple(ZONE_SCORES)) -> BitMap:
        """Return the documents in which the word occurs, however, in one of `zones`."""
        postings = [snapshot.postings[form] for forms in self.forms.values() for form in forms]
        found = [posting[zone] for posting in postings for zone in zones]
        return union([documents for documents in found if documents])

    def ranks(self, snapshot: Snapshot) -> Ranks:
        """Return {score: documents}, each document under its best score only. `forms` must not change afterwards."""
        if self._ranks is None:
            self._ranks = self._find_ranks(snapshot)
        return self._ranks

    def _find_ranks(self, snapshot: Snapshot) -> Ranks:
        by_score: dict[int, list[BitMap]] = {}
        for kind, forms in self.forms.items():
            for form in forms:
                posting = snapshot.postings[form]
                for zone, score in ZONE_SCORES.items():
                    if documents := posting[zone]:
                        by_score.setdefault(KIND_SCORES[kind] + score, []).append(documents)
        seen, ranks = BitMap(), {}
        for score in sorted(by_score, reverse=True):
            found = union(by_score[score]) - seen
            if found:
                ranks[score] = found
                seen |= found
        return ranks


def union(bitmaps: list[BitMap]) -> BitMap:
    """Return the union of a list of BitMaps. If there is one only, it is that one: do not change the result."""
    return bitmaps[0] if len(bitmaps) == 1 else BitMap.union(BitMap(), *bitmaps)


def combined(ranks: Ranks | None, others: Ranks) -> Ranks:
    """Return {score: documents} of the documents in both, with the sum of their scores; None means all documents."""
    if ranks is None:
        return others
    sums: Ranks = {}
    for score, documents in ranks.items():
        for other, others_with_it in others.items():
            if common := documents & others_with_it:
                total = score + other
                sums[total] = sums[total] | common if total in sums else common
    return sums


def match_word(
    snapshot: Snapshot, word: str, *, allow_typos: bool = True, allow_short_prefix: bool = True
) -> WordMatch:
    """Return the WordMatch of a folded search word.

    allow_typos         accept one typing mistake if nothing else matches
    allow_short_prefix  let a word of up to SHORT letters be the beginning of any other word, as while it is typed
    """
    whole, prefix, head, part = set(), set(), set(), set()
    for spelling in spellings(word):
        whole |= whole_words(snapshot, spelling)
        if len(spelling) > SHORT:
            is_place = spelling in snapshot.words_of_places  # "München" is not the beginning of "Münchberg"
            prefix |= prefixed(snapshot, spelling, spelling if is_place else beginning(spelling))
            found = containing(snapshot, spelling, bare(spelling))
            thorough = len(found) <= MOST_COMPOUNDS
            heads = {form for form in found if is_head(snapshot, form, bare(spelling), thorough)}
            head |= heads
            part |= found - heads
        elif len(spelling) >= SHORTEST_PREFIX:
            prefix |= short_prefixed(snapshot, spelling, allow_short_prefix)
            head |= short_ending(snapshot, spelling)
    head -= whole | prefix
    match = WordMatch(word, {WHOLE: whole, PREFIX: prefix - whole, HEAD: head, PART: part - head - prefix - whole})
    allow_typos = allow_typos and len(word) >= SHORTEST_TYPO and not match.ranks(snapshot)
    if allow_typos and stem(word) not in snapshot.stems_of_synonyms:
        match.corrected = nearest(snapshot, word)
        if match.corrected:
            right = match_word(snapshot, match.corrected, allow_typos=False)
            match = WordMatch(word, {TYPO: set().union(*right.forms.values())}, match.corrected)
    return match


def match_known_word(snapshot: Snapshot, word: str) -> WordMatch:
    """Return the WordMatch of a word of a synonym or of a compound, as it is written; cached, for these recur."""
    if word not in snapshot.word_matches:
        snapshot.word_matches[word] = match_word(snapshot, word, allow_typos=False, allow_short_prefix=False)
    return snapshot.word_matches[word]


def whole_words(snapshot: Snapshot, form: str) -> set[str]:
    """Return the forms with the same stem, and the word itself."""
    forms = set(snapshot.stems.get(stem(form), ()))
    return forms | ({form} if form in snapshot.postings else set())


def false_friends(word: str, part: str) -> list[tuple[str, int]]:
    """Return words that contain `part` of a search word by chance, and at which place; not those within `word`."""
    key = part if part in FALSE_FRIENDS else beginning(part)
    return [(friend, friend.find(key)) for friend in FALSE_FRIENDS.get(key, ()) if friend not in word]


def prefixed(snapshot: Snapshot, word: str, first: str) -> set[str]:
    """Return the forms that begin with `first`, the beginning of a search word."""
    forms = beginning_with(snapshot, first)
    if word in OWN_STEMS:
        forms.discard(first)
    unwanted = tuple(friend for friend, place in false_friends(word, first) if not place)
    return {form for form in forms if not form.startswith(unwanted)} if unwanted else forms


def short_prefixed(snapshot: Snapshot, word: str, any_word: bool) -> set[str]:
    """Return the forms that begin with a short word.

    Unless `any_word`, or if it is a word of the catalogue itself: only compounds, with a known word behind it.
    """
    forms = beginning_with(snapshot, word)
    if any_word and word not in snapshot.postings:
        return forms
    return {form for form in forms if len(word) == SHORT and known(snapshot, form[len(word) :])}


def short_ending(snapshot: Snapshot, word: str) -> set[str]:
    """Return the compounds that end in a short word."""
    if len(word) < SHORT:
        return set()
    return {form for form in ending_in(snapshot, word) if any(known_before_link(snapshot, form[: -len(word)]))}


def known(snapshot: Snapshot, word: str) -> bool:
    """Return whether the catalogue has a word, in any inflection."""
    if len(word) < SHORTEST_PIECE or not snapshot.may_know(word):
        return False
    return word in snapshot.postings or stem(word) in snapshot.stems


def known_before_link(snapshot: Snapshot, start: str) -> Iterator[str]:
    """Yield the known words that the start of a compound may be, without the letters that link it to the rest."""
    for link in LINKS:
        if start.endswith(link):
            word = start.removesuffix(link)
            if known(snapshot, word) and word not in STOPWORDS:
                yield word


def beginning_with(snapshot: Snapshot, beginning: str) -> set[str]:
    return set(run(snapshot.forms, beginning))


def ending_in(snapshot: Snapshot, ending: str) -> set[str]:
    return {form[::-1] for form in run(snapshot.backwards, ending[::-1])}


def run(forms: list[str], beginning: str) -> list[str]:
    """Return those of the sorted `forms` that begin with `beginning`, MOST_FORMS at most."""
    start = bisect_left(forms, beginning)
    few, most = min(start + 8, len(forms)), min(start + MOST_FORMS, len(forms))
    if few == most or not forms[few].startswith(beginning):
        most = few
    return forms[start : bisect_left(forms, beginning + "\U0010ffff", start, most)]


def containing(snapshot: Snapshot, word: str, part: str) -> set[str]:
    """Return the forms that contain `part` of a search word, but do not begin with it: compounds.

    The letters before it must include a vowel, else they are not a word: "reise" is no part of "kreise".
    """
    found: set[str] = set()
    unwanted = false_friends(word, part)
    for form in snapshot.forms_that_may_contain(part):
        place = form.find(part, 2)
        while place > 0 and len(found) < MOST_FORMS:
            if not VOWELS.isdisjoint(form[:place]) and not any(
                form.startswith(friend, place - before) for friend, before in unwanted if place >= before
            ):
                found.add(form)
                break
            place = form.find(part, place + 1)
    return found


def is_head(snapshot: Snapshot, form: str, part: str, thorough: bool) -> bool:
    """Return whether a compound ends in `part`, inflected or not, or if `thorough`, goes on with another known word."""
    rest = form[form.rfind(part) + len(part) :]
    return len(rest) <= LONGEST_ENDING or (thorough and goes_on(snapshot, rest))


def goes_on(snapshot: Snapshot, rest: str) -> bool:
    """Return whether the rest of a compound is a known word, behind the letters that link it to the first one."""
    return any(rest.startswith(link) and known(snapshot, rest[len(link) :]) for link in LINKS)


def nearest(snapshot: Snapshot, word: str) -> str:
    """Return the word that is one typing mistake away from `word` and is found in most documents, or "".

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
        if one_mistake(word, form) or (len(root) >= SHORTEST_STEM and one_mistake(root, stem(form)))
    ]
    close = [form for form in close if frequency(snapshot, form)]
    close += [form for form in snapshot.words_of_synonyms if one_mistake(word, form)]
    if len(word) <= FIRST_LETTER_RIGHT:
        close = [form for form in close if form[0] == word[0]]
    return max(close, key=lambda form: (form[0] == word[0], frequency(snapshot, form), form), default="")


def frequency(snapshot: Snapshot, form: str) -> int:
    return sum(len(zone) for zone in snapshot.postings.get(form, ()) if zone is not None)


def one_mistake(word: str, other: str) -> bool:
    """Return whether one letter was left out, added or changed, two neighbours swapped, or f written for ph."""
    if "ph" in other and other.replace("ph", "f") == word:
        return True
    if abs(len(word) - len(other)) > 1 or word == other:
        return False
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    a, b = word[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:] and len(a) > 1)


def pieces(snapshot: Snapshot, word: str) -> tuple[str, ...]:
    """Return the two words that a compound consists of, both known to the catalogue, or ()."""
    if len(word) > LONGEST_COMPOUND:
        return ()
    for cut in range(SHORTEST_PIECE, len(word) - SHORTEST_PIECE + 1):
        last = word[cut:]
        if known(snapshot, last) and last not in STOPWORDS:
            for first in known_before_link(snapshot, word[:cut]):
                return first, last
    return ()
