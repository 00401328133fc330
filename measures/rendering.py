"""HTML that stays the same while the catalogue does: rendered once from the ordinary templates, then kept.

What a question puts in (marked hits, counts) stands as a SLOT in the kept HTML, which is cut into pieces there.
The templates know nothing of this, and a test holds the result to what they give without it.
"""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from measures.index.documents import TEXTS

SLOT = "\x00"  # stands in no text: forms and imports refuse it
MOST_CARDS = 5_000  # kept in one process, of some 2 kB each


class Slots:
    """Takes the place of a Marker while a card is rendered: leaves slots and notes what belongs in them."""

    def __init__(self):
        self.texts = []

    def marked(self, text):
        self.texts.append(text)
        return SLOT

    def snippet_of(self, edition):
        return SLOT


class Card:
    """The card of one edition in pieces, around title, summary and snippet."""

    def __init__(self, edition, heading):
        slots = Slots()
        context = {"edition": edition, "heading": heading, "marker": slots, "hide_project": False}
        self.pieces = get_template("components/card.html").render(context).split(SLOT)
        self.edition, self.title = edition.pk, edition.title
        self.texts = slots.texts
        self.longer = [text for name in TEXTS if (text := getattr(edition, name))]
        self.plain = self._filled([escape(text) for text in self.texts], "")

    def _filled(self, texts, snippet):
        filled = zip(self.pieces, [*texts, snippet, ""], strict=True)
        return mark_safe("".join(part for pair in filled for part in pair))  # noqa: S308 - rendered or escaped

    def html(self, marker=None):
        if not marker:
            return self.plain
        marked = [marker.marked(text) for text in self.texts]
        seen = any("<mark>" in text for text in marked)
        return self._filled(marked, "" if seen else marker.snippet(self.longer))


def cards(snapshot, keys, load, heading="h2"):
    """Return the Cards of the editions with these keys, in order; `load` fetches those that are not kept, by key."""
    language = get_language()
    kept = snapshot.cards
    missing = [key for key in keys if (language, heading, key) not in kept]
    if missing:
        if len(kept) + len(missing) > MOST_CARDS:
            kept.clear()
            missing = keys
        for key, edition in load(missing).items():
            kept[language, heading, key] = Card(edition, heading)
    return [card for key in keys if (card := kept.get((language, heading, key)))]


class Facet:
    """One facet in pieces: its frame, and each value as chosen, to choose, and without results."""

    def __init__(self, name, label, choices):
        self.name, self.label = name, label
        self.frame_template = get_template("components/facet.html")
        self.frames = {}
        template = get_template("components/facet_value.html")
        self.values = {
            (value, selected, possible): template.render(
                {
                    "name": name,
                    "value": value,
                    "label": text,
                    "selected": selected,
                    "possible": possible,
                    "count": SLOT,
                }
            ).split(SLOT)
            for value, text in choices
            for selected, possible in ((True, True), (False, True), (False, False))
        }

    def html(self, group):
        """Return the facet with the counts of a FacetGroup."""
        first = "".join(self._value(value) for value in group.first)
        more = "".join(self._value(value) for value in group.more)
        frame = self._frame(len(group.more))
        parts = [frame[0], first, *([frame[1], more] if more else []), frame[-1]]
        return mark_safe("".join(parts))  # noqa: S308 - rendered pieces

    def _value(self, value):
        pieces = self.values[value.value, value.selected, bool(value.count or value.selected)]
        count = str(value.count) if value.count < 1_000 else intcomma(value.count)
        return count.join(pieces)

    def _frame(self, more_count):
        if more_count not in self.frames:
            slots = {"name": self.name, "label": self.label, "first": SLOT, "more": SLOT, "more_count": more_count}
            self.frames[more_count] = self.frame_template.render(slots).split(SLOT)
        return self.frames[more_count]


def facet(snapshot, name, label, choices):
    """Return the Facet of this name, made once for each catalogue version."""
    key = ("facet", get_language(), name)
    if key not in snapshot.kept:
        snapshot.kept[key] = Facet(name, label, choices)
    return snapshot.kept[key]
