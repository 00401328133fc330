"""Shows in a text what a question has matched: whole words, or their parts inside of compounds."""

from django.utils.html import escape, format_html, mark_safe

from measures.index.matching import PART, PREFIX
from measures.index.words import WORD, bare, fold, fold_with_places, spellings

SNIPPET = 90  # letters shown before and after the first hit in a long text


class Marker:
    """Marks the hits of one question (`found`, a question.Found) in texts."""

    def __init__(self, found):
        self.whole, self.inside = set(), {}
        for meaning in found.meanings.values():
            for kind, forms in meaning.forms.items():
                if kind in (PREFIX, PART):
                    for form in forms:
                        self.inside.setdefault(form, []).extend(bare(word) for word in spellings(meaning.word))
                else:
                    self.whole |= forms
        for unit in found.units:
            self.whole |= {word for term in unit.synonyms for word in term}
        for phrase in found.wording.phrases:
            self.whole |= set(phrase)

    def hits(self, text):
        """Yield (start, end) of all hits in `text`, in order."""
        for match in WORD.finditer(text):
            forms = spellings(fold(match.group()))
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

    def snippet(self, texts):
        """Return the surroundings of the first hit in the first of `texts` that has one, as safe HTML; else ""."""
        for text in texts:
            for start, end in self.hits(text):
                first, last = max(start - SNIPPET, 0), min(end + SNIPPET, len(text))
                first = text.rfind(" ", 0, first) + 1 if first else 0
                last = text.find(" ", last) if text.find(" ", last) > 0 else len(text)
                before, after = "… " if first else "", " …" if last < len(text) else ""
                return format_html("{}{}{}", before, self.marked(text[first:last]), after)
        return ""
