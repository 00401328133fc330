"""Form fields that understand what they can of a value, and name the rest instead of refusing it."""

import re

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from measures.finding.results import MOST_WORDS

LONGEST_SEARCH = 200  # characters


class ForgivingField:
    """Understands what it can of a value and names the rest in `notice`, instead of refusing it."""

    notice = ""

    def clean(self, value):
        values = value if isinstance(value, list) else [] if value is None else [value]
        cleaned, self.notice = self.understood([str(item) for item in values])
        return cleaned


class SearchField(ForgivingField, forms.CharField):
    """Search text with control characters and needless space taken out, cut at LONGEST_SEARCH characters."""

    def understood(self, values):
        """Return what of `values` (a list of strings) counts, and a sentence on what does not, or ""."""
        text = re.sub(r"[\s\x00-\x1f\x7f-\x9f\ufffd]+", " ", values[-1] if values else "").strip()
        if len(text) > LONGEST_SEARCH:
            notice = _("The search text was cut after %(number)s characters.") % {"number": LONGEST_SEARCH}
            return text[:LONGEST_SEARCH].rstrip(), notice
        if len(text.split()) > MOST_WORDS:
            return text, _("Only the first %(number)s words were searched for.") % {"number": MOST_WORDS}
        return text, ""


class KnownValuesField(ForgivingField, forms.MultipleChoiceField):
    """Keeps the values it knows, once each and in the order of its choices."""

    merged = {}  # {merged value: the value it was merged into}

    @cached_property
    def known(self):
        return [str(choice) for choice, label in self.choices]

    def understood(self, values):
        asked = {self.merged.get(value, value) for value in values} - {""}
        unknown = asked.difference(self.known)
        return [choice for choice in self.known if choice in asked], unknown_values_notice(self.label, unknown)


class KnownValueField(ForgivingField, forms.ChoiceField):
    """Keeps a single value if it is known."""

    @cached_property
    def known(self):
        return {str(choice) for choice, label in self.choices}

    def understood(self, values):
        value = values[-1] if values else ""
        if not value or value in self.known:
            return value, ""
        return "", unknown_values_notice(self.label, {value})


def printable(value):
    """Return what somebody typed without control characters, cut so that nonsense cannot fill the page."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", value)[:40]


def unknown_values_notice(label, values):
    """Return one sentence that names values nobody knows."""
    if not values:
        return ""
    named = [printable(value) for value in sorted(values)[:3]]
    if len(values) > 3:
        named.append("…")
    return _("%(label)s: “%(values)s” is unknown and was left out.") % {
        "label": label,
        "values": ", ".join(named),
    }
