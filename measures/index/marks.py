"""Shows in a text what a question has matched: whole words, or their parts inside of compounds."""

from functools import lru_cache

from django.utils.html import escape, format_html, mark_safe

from measures.index.documents import TEXTS
from measures.index.matching import PART, PREFIX, meaning
from measures.index.words import WORD, bare, beginning, fold, fold_with_places, spellings

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


class Marker:
    """Marks the hits of one question (`found`, a question.Found) in texts."""

    def __init__(self, found):
        self.whole, self.inside = set(), {}
        for sought in found.meanings.values():
            self._add(sought)
        for unit in found.units:
            for word in {*unit.pieces, *(word for term in unit.synonyms for word in term)}:
                self._add(kept_meaning(found.snapshot, word))
        for phrase in found.wording.phrases:
            self.whole |= set(phrase)

    def _add(self, sought):
        """Note what shows that a word was found: whole forms, and parts of longer ones."""
        parts = parts_of(sought.word)
        for kind, forms in sought.forms.items():
            if kind in (PREFIX, PART):
                for form in forms:
                    self.inside.setdefault(form, []).extend(parts)
            else:
                self.whole |= forms

    def hits(self, text):
        """Yield (start, end) of all hits in `text`, in order."""
        for match in WORD.finditer(text):
            forms = forms_of(match.group())
            if any(form in self.whole for form in forms):
                yield match.span()
            else:
                yield from self._inside(match, forms)

    def _inside(self, match, forms):
        parts = [part for form in forms for part in self.inside.get(form, ())]
        if not parts:
            return
        folded, places = fold_with_places(match.group())
        for part in sorted(parts, key=len, reverse=True):
            start = folded.find(part)
            if start >= 0:
                last = places[start + len(part) - 1]
                yield match.start() + places[start], match.start() + last + 1
                return

    def marked(self, text):
        """Return `text` as safe HTML with its hits in mark elements."""
        html, place = [], 0
        for start, end in self.hits(text):
            html += [escape(text[place:start]), format_html("<mark>{}</mark>", text[start:end])]
            place = end
        return mark_safe("".join([*html, escape(text[place:])]))  # noqa: S308 - all parts are escaped

    def snippet_of(self, edition):
        """Return a paragraph with the first hit in the longer texts of an edition, as safe HTML.

        It is empty if title or summary show a hit already.
        """
        if any(True for text in (edition.title, edition.summary) for _ in self.hits(text)):
            return ""
        return self.snippet(text for name in TEXTS if (text := getattr(edition, name)))

    def snippet(self, texts):
        """Return a paragraph with the surroundings of the first hit in `texts`, as safe HTML; else ""."""
        for text in texts:
            for start, end in self.hits(text):
                first, last = max(start - SNIPPET, 0), min(end + SNIPPET, len(text))
                first = text.rfind(" ", 0, first) + 1 if first else 0
                last = text.find(" ", last) if text.find(" ", last) > 0 else len(text)
                before, after = "… " if first else "", " …" if last < len(text) else ""
                part = self.marked(text[first:last])
                return format_html('<p class="card-snippet">{}{}{}</p>', before, part, after)
        return ""
