"""What a text that is being typed may mean: measures by their titles, and the names of everything else."""

from dataclasses import dataclass
from itertools import groupby

from pyroaring import BitMap

from measures.index.matching import KINDS, PART, PREFIX, SHORTEST_PART, SHORTEST_PREFIX, WHOLE, meaning
from measures.index.question import both, newest, take_apart, union
from measures.index.snapshot import TITLE
from measures.index.words import WORD, bare, fold_with_places, spellings, stem

MEASURE, TYPE, FIELD, PROJECT, PLACE = "massnahme", "typ", "feld", "projekt", "ort"
SHORTEST = 2  # letters
LONGEST = 200  # characters; nobody types more into a search box
MOST_NAMES = 3  # of each kind


@dataclass(frozen=True)
class Suggestion:
    """`key` is the slug of a name, or the key of a measure's edition; `pieces` see `marked`."""

    kind: str
    key: str | int
    label: str
    pieces: list
    count: int | None = None


def suggest(snapshot, text, *, limit=5):
    """Return Suggestions, at most `limit` measures and then MOST_NAMES of each other kind.

    Only where nothing fits the text as it was typed is one typing mistake forgiven.
    """
    words = typed_words(text)
    found = fitting(snapshot, words, limit)
    if words and not found:
        corrected = [meaning(snapshot, word).corrected or word for word in words]
        if corrected != words:
            found = fitting(snapshot, corrected, limit)
    return found


def typed_words(text):
    """Return the folded words of a text that count, none if it is too short, too long or excludes something."""
    if len(text) > LONGEST:
        return []
    wording = take_apart(text)
    words = [*wording.words, *(word for phrase in wording.phrases for word in phrase)]
    if len(words) > 1 and len(words[-1]) < SHORTEST_PREFIX:
        words.pop()  # a word just begun
    long_enough = sum(len(word) for word in words) >= SHORTEST
    return words if long_enough and not wording.without else []


def fitting(snapshot, words, limit):
    if not words:
        return []
    measures = [
        Suggestion(MEASURE, document.edition, title, marked(title, words))
        for document in measures_by_title(snapshot, words, limit)
        for title in [document.zones[TITLE]]
    ]
    return measures + names(snapshot, words)


def measures_by_title(snapshot, words, limit):
    """Return the documents with all `words` in the title, ordered as results are."""
    ranks = {0: snapshot.alive}
    for word in words:
        ranks = both(ranks, in_titles(snapshot, word))
    numbers = []
    for worth in sorted(ranks, reverse=True):
        numbers += newest(ranks[worth], 0, limit - len(numbers))
    return [snapshot.documents[number] for number in numbers]


def in_titles(snapshot, word):
    """Return {worth: BitMap of documents with the word in the title}, a document only under its best worth."""
    forms = meaning(snapshot, word, forgiving=False).forms
    seen, classes = BitMap(), {}
    for kind in (WHOLE, PREFIX, PART):
        maps = [titles for form in forms[kind] if (titles := snapshot.postings[form][TITLE]) is not None]
        if documents := (union(maps) & snapshot.alive) - seen:
            classes[KINDS[kind]] = documents
            seen |= documents
    return classes


def names(snapshot, words):
    """Return Suggestions for the names with all `words`: kind by kind, the closest and then the fullest first."""
    known = snapshot.choices.names if snapshot.choices else ()
    ranked = [(rank, name) for name in known if (rank := rank_of(name, words))]
    counts = {(name.facet, name.value): snapshot.total(name.facet, name.value) for _, name in ranked}
    ranked.sort(key=lambda pair: (pair[0], counts[pair[1].facet, pair[1].value]), reverse=True)
    best = {}
    for _, name in ranked:
        of_kind = best.setdefault(name.facet, {})
        if len(of_kind) < MOST_NAMES:
            of_kind.setdefault(name.value, name)
    return [
        Suggestion(name.facet, value, name.label, marked(name.label, words), counts[name.facet, value])
        for kind in (TYPE, FIELD, PROJECT, PLACE)
        for value, name in best.get(kind, {}).items()
    ]


def rank_of(name, words):
    """Return how well a name fits: the worths of the words, and whether it begins with the first; None if not."""
    worths = []
    for word in words:
        kinds = [KINDS[found[0]] for form in name.words if (found := hit(word, form))]
        if not kinds:
            return None
        worths.append(max(kinds))
    return sum(worths), hit(words[0], name.words[0]) is not None


def hit(word, form):
    """Return how a typed word stands in a form (a kind of `matching`), from where and to where; None if not."""
    for spelling in spellings(word):
        part = bare(spelling)
        if form == spelling or stem(form) == stem(spelling):
            return WHOLE, 0, len(form)
        if len(spelling) >= SHORTEST_PREFIX and form.startswith(part):
            return PREFIX, 0, len(part)
        if len(spelling) >= SHORTEST_PART and (start := form.find(part)) > 0:
            return PART, start, start + len(part)
    return None


def marked(label, words):
    """Return a label in pieces: pairs of a text and whether it is what was typed."""
    folded, places = fold_with_places(label)
    letters = set()
    for form in WORD.finditer(folded):
        for word in words:
            if found := hit(word, form.group()):
                letters.update(places[form.start() + found[1] : form.start() + found[2]])
    pieces = groupby(range(len(label)), letters.__contains__)
    return [("".join(label[place] for place in group), is_hit) for is_hit, group in pieces]
