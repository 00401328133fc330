"""Shows in a text what a question has matched: whole words, or their parts inside of compounds."""

from array import array
from functools import lru_cache
from html import escape
from itertools import chain, groupby, takewhile
from operator import itemgetter

from django.utils.safestring import SafeString

from measures.finding.word_matching import PART, PREFIX, meaning
from measures.finding.words import WORD, bare, beginning, fold, fold_with_places, spellings

SNIPPET = 90  # letters shown before and after the first hit in a long text


@lru_cache(maxsize=50_000)
def forms_of(word):
    """Return the spellings of a word of a text; texts repeat their words."""
    return spellings(fold(word))


def parts_of(word):
    """Return what to look for inside of other words, the longest first."""
    parts = {part for spelling in spellings(word) for part in (spelling, bare(spelling), beginning(spelling))}
    return sorted(parts, key=len, reverse=True)


def kept_meaning(snapshot, word):
    """Return the Meaning of a word of a synonym or of a compound; these recur."""
    key = "meaning", word
    if key not in snapshot.kept:
        snapshot.kept[key] = meaning(snapshot, word, forgiving=False, finished=True)
    return snapshot.kept[key]


class Text:
    """A text to show hits in."""

    __slots__ = ("_words", "text")

    def __init__(self, text):
        self.text = text
        self._words = None

    @property
    def words(self):
        """The forms of all words in their order, and in one array the places where each begins and ends."""
        if self._words is None:
            forms, places = [], array("I")
            for match in WORD.finditer(self.text):
                for form in forms_of(match.group()):
                    forms.append(form)
                    places.extend(match.span())
            self._words = forms, places
        return self._words

    def html(self, hits=(), start=0, end=None):
        """Return the text, or the part from `start` to `end`, as safe HTML with `hits` in mark elements."""
        html, place = [], start
        for first, last in hits:
            html.append(f"{escape(self.text[place:first])}<mark>{escape(self.text[first:last])}</mark>")
            place = last
        return SafeString("".join([*html, escape(self.text[place:end])]))


class Marker:
    """Marks the hits of one question (`found`, a question.Found) in texts."""

    def __init__(self, found):
        self.sought = {}  # {form: the parts of it to mark}, no parts: the whole
        whole = set().union(*found.wording.phrases)
        for sought in found.meanings.values():
            whole |= self._add(sought)
        for unit in found.units:
            for word in {*unit.pieces, *(word for term in unit.synonyms for word in term)}:
                whole |= self._add(kept_meaning(found.snapshot, word))
        self.sought |= dict.fromkeys(whole, ())

    def _add(self, sought):
        """Note the parts of longer forms that show that a word was found; return the whole forms that do."""
        parts, whole = parts_of(sought.word), set()
        for kind, forms in sought.forms.items():
            if kind in (PREFIX, PART):
                for form in forms:
                    self.sought.setdefault(form, []).extend(parts)
            else:
                whole |= forms
        return whole

    def hits(self, text):
        """Yield (start, end) of all hits in a Text, in order."""
        for place, found in groupby(self._found(text), key=itemgetter(0)):  # a word may have two forms
            if hit := hit_in(text.text, place, [parts for _, parts in found]):
                yield hit

    def _found(self, text):
        """Yield the places of the words with a hit, and what is to be marked in them."""
        forms, places = text.words
        number = -1
        for form in filter(self.sought.__contains__, forms):
            number = forms.index(form, number + 1)
            yield (places[2 * number], places[2 * number + 1]), self.sought[form]

    def marked(self, text):
        """Return a string as safe HTML with its hits in mark elements."""
        text = Text(text)
        return text.html(list(self.hits(text)))

    def marked_card(self, card):
        """Return title, summary and snippet of a Card as safe HTML.

        The snippet is a paragraph with the first hit in the longer texts. It is "" if title or summary have a hit.
        """
        texts = Text(card.title), Text(card.summary)
        hits = [list(self.hits(text)) for text in texts]
        title, summary = [text.html(found) for text, found in zip(texts, hits, strict=True)]
        return title, summary, "" if any(hits) else self.snippet(card.texts)

    def snippet(self, texts):
        """Return a paragraph with the surroundings of the first hit in `texts`, as safe HTML; "" without a hit."""
        for text in map(Text, texts):
            hits, whole = self.hits(text), text.text
            if hit := next(hits, None):
                first, last = max(hit[0] - SNIPPET, 0), min(hit[1] + SNIPPET, len(whole))
                first = whole.rfind(" ", 0, first) + 1 if first else 0
                last = whole.find(" ", last) if whole.find(" ", last) > 0 else len(whole)
                before, after = "… " if first else "", " …" if last < len(whole) else ""
                inside = [hit, *takewhile(lambda hit: hit[1] <= last, hits)]  # noqa: B023 - used at once
                return SafeString(f'<p class="card-snippet">{before}{text.html(inside, first, last)}{after}</p>')
        return ""


def hit_in(text, place, parts):
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
