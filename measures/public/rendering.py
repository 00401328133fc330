"""HTML that stays the same while the catalogue does: rendered once from the ordinary templates, then kept.

What a question puts in (its text, marked hits, counts) stands as a SLOT in the kept HTML, which is cut into pieces
there. The templates know nothing of this, and a test holds the result to what they give without it. While
developing, nothing is kept (MASSWERK_KEEP_HTML).
"""

from html import escape

from django.conf import settings
from django.template.loader import get_template
from django.utils.formats import get_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from measures.finding.documents import TEXTS
from measures.finding.highlighting import Text

SLOT = "\x00"  # stands in no text: forms and imports refuse it
MOST_CARDS = 5_000  # kept in one process, of some 3 kB each
_frames = {}  # of this process: they hold nothing of the catalogue


def pieces(template, values, request=None, **fixed):
    """Return what `template` gives with `values` and `fixed`, as a list of strings to join.

    The template may ask whether one of the `values` is there, and write it, no more. What it does with `fixed` is
    its own affair: it is rendered once for each combination of them, and of which values are there.
    """
    return _pieces(template, get_language(), values, fixed, request)


def _pieces(template, language, values, fixed, request=None):
    if not settings.MASSWERK_KEEP_HTML:
        return [get_template(template).render({**values, **fixed}, request)]
    key = (template, language, *map(bool, values.values()), *fixed.values())
    if key not in _frames:
        slots = {name: f"{SLOT}{name}{SLOT}" if value else "" for name, value in values.items()}
        _frames[key] = get_template(template).render({**slots, **fixed}, request).split(SLOT)
    filled = _frames[key].copy()
    for place in range(1, len(filled), 2):
        value = values[filled[place]]
        filled[place] = value if isinstance(value, SafeString) else escape(value)
    return filled


def html(template, values, **fixed):
    """Return the `pieces` of a part of a page as safe HTML."""
    return joined(pieces(template, values, **fixed))


def html_of_each(template, rows):
    """Return a part of a page as often as there are `rows`: pairs of `values` and of what is `fixed` (a dict)."""
    language = get_language()
    return joined(piece for values, fixed in rows for piece in _pieces(template, language, values, fixed))


def joined(parts):
    """Return strings that are safe HTML, because they were rendered or escaped, as one."""
    return SafeString("".join(parts))


class Slots:
    """Takes the place of a Marker while a card is rendered: leaves slots and notes what belongs in them."""

    def __init__(self):
        self.texts = []

    def marked(self, text):
        self.texts.append(Text(text))
        return SLOT

    def snippet_of(self, edition):
        return SLOT


class Card:
    """The card of one edition in pieces, around title, summary and snippet."""

    def __init__(self, edition, heading):
        slots = Slots()
        context = {"edition": edition, "heading": heading, "marker": slots, "hide_project": False}
        self.pieces = get_template("components/card.html").render(context).replace(SLOT, SLOT * 2).split(SLOT)
        self.edition, self.title = edition.pk, edition.title
        self.texts = slots.texts
        self.longer = [Text(text) for name in TEXTS if (text := getattr(edition, name))]
        self.plain = self._filled([text.html() for text in self.texts], "")

    def _filled(self, texts, snippet):
        filled = self.pieces.copy()
        filled[1::2] = [*texts, snippet]
        return joined(filled)

    def html(self, marker=None):
        if not marker:
            return self.plain
        hits = [list(marker.hits(text)) for text in self.texts]
        marked = [text.html(spans) for text, spans in zip(self.texts, hits, strict=True)]
        return self._filled(marked, "" if any(hits) else marker.snippet(self.longer))


def cards(snapshot, keys, load, heading="h2"):
    """Return the Cards of the editions with these keys, in order; `load` fetches those that are not kept, by key."""
    language = get_language()
    kept = snapshot.cards if settings.MASSWERK_KEEP_HTML else {}
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
        self.separator = get_format("THOUSAND_SEPARATOR")
        self.frame_template = get_template("components/facet.html")
        self.frames = {}
        self.template = get_template("components/facet_value.html")
        self.chosen = {value: self._pieces(value, text, True, True) for value, text in choices}
        self.to_choose = {value: self._pieces(value, text, False, True) for value, text in choices}
        self.without = {value: "0".join(self._pieces(value, text, False, False)) for value, text in choices}

    def _pieces(self, value, label, selected, possible):
        shown = {"name": self.name, "value": value, "label": label, "selected": selected, "possible": possible}
        return self.template.render({**shown, "count": SLOT}).split(SLOT)

    def html(self, group):
        """Return the facet with the counts of a FacetGroup."""
        more = group.more
        frame = self._frame(len(more))
        parts = [frame[0], *self._values(group.first, group)]
        if more:
            parts += [frame[1], *self._values(more, group)]
        return joined([*parts, frame[-1]])

    def _values(self, values, group):
        counts, asked = group.counts, group.asked
        for value in values:
            count = counts.get(value, 0)
            if count or value in asked:
                before, after = (self.chosen if value in asked else self.to_choose)[value]
                number = count if count < 1_000 else f"{count:,}".replace(",", self.separator)
                yield f"{before}{number}{after}"
            else:
                yield self.without[value]

    def _frame(self, more_count):
        if more_count not in self.frames:
            slots = {"name": self.name, "label": self.label, "first": SLOT, "more": SLOT, "more_count": more_count}
            self.frames[more_count] = self.frame_template.render(slots).split(SLOT)
        return self.frames[more_count]


def facets(snapshot, groups):
    """Return the HTML of FacetGroups, one by one; their Facets are made once for each catalogue version."""
    language = get_language()
    kept = snapshot.kept if settings.MASSWERK_KEEP_HTML else {}
    html = []
    for group in groups:
        key = "facet", language, group.name
        if key not in kept:
            kept[key] = Facet(group.name, group.label, group.choices)
        html.append(kept[key].html(group))
    return html
