"""Form fields that take what is valid of a value and report the rest, instead of refusing the whole."""

import re
from collections.abc import Callable, Container
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from measures.finding.cards import SHORT_KEY
from measures.finding.search_text import MOST_WORDS, Repair, take_apart
from municipalities.visible_text import visible

LONGEST_SEARCH = 200  # characters
UNPRINTABLE = r"\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd"
MOST_NAMED = 3  # values in one sentence


class TolerantField:
    """Never invalid: `warning` says what of the value was left out, or is ""."""

    warning = ""

    def clean(self, value: Any) -> Any:
        values = value if isinstance(value, list) else [] if value is None else [value]
        cleaned, self.warning = self.clean_strings([str(item) for item in values])
        return cleaned

    def clean_strings(self, values: list[str]) -> tuple[Any, str]:
        """Return what is valid of `values`, and a sentence on what is not, or ""."""
        raise NotImplementedError


class SearchField(TolerantField, forms.CharField):
    """Search text without control characters and needless space, cut at LONGEST_SEARCH characters."""

    def clean_strings(self, values: list[str]) -> tuple[str, str]:
        given = visible(values[-1]) if values else ""
        text = re.sub(rf"[\s{UNPRINTABLE}]+", " ", given).strip()
        warnings = [several_values_warning(self.label, values)]
        if re.search(f"[{UNPRINTABLE}]", given):
            warnings.append(_("Characters in the search text that cannot be shown were left out."))
        if len(text) > LONGEST_SEARCH:
            warnings.append(_("The search text was cut after %(number)s characters.") % {"number": LONGEST_SEARCH})
            text = text[:LONGEST_SEARCH].rstrip()
        warnings += self.warnings_about(text)
        return text, " ".join(filter(None, warnings))

    def warnings_about(self, text: str) -> list[str]:
        """Return sentences on what of a cleaned text is ignored."""
        return []


class OperatorsField(SearchField):
    """A search text in which quotation marks and minus have a meaning."""

    def warnings_about(self, text: str) -> list[str]:
        sentences = {
            Repair.QUOTE: _("A quotation mark was ignored, because it encloses nothing."),
            Repair.MINUS: _("A minus that stands alone was ignored. Write it right before the word to exclude."),
            Repair.TOO_MANY: _("Only the first %(number)s words were searched for.") % {"number": MOST_WORDS},
        }
        repairs = take_apart(text).repairs
        return [sentence for repair, sentence in sentences.items() if repair in repairs]


class KnownValuesField(TolerantField, forms.MultipleChoiceField):
    """Takes the known values, once each and in the order of its choices."""

    choices: Any

    merged: dict[str, str] = {}  # {merged value: the value it was merged into}

    @cached_property
    def known(self) -> list[str]:
        return [str(choice) for choice, label in self.choices]

    def clean_strings(self, values: list[str]) -> tuple[list[str], str]:
        asked = {self.merged.get(value, value) for value in values} - {""}
        unknown = asked.difference(self.known)
        return [choice for choice in self.known if choice in asked], unknown_values_warning(self.label, unknown)


class KnownValueField(TolerantField, forms.ChoiceField):
    """Takes a single value if it is known."""

    choices: Any

    @cached_property
    def known(self) -> set[str]:
        return {str(choice) for choice, label in self.choices}

    def clean_strings(self, values: list[str]) -> tuple[str, str]:
        value = values[-1] if values else ""
        if not value or value in self.known:
            return value, several_values_warning(self.label, values)
        return "", unknown_values_warning(self.label, {value})


class KnownPlaceField(TolerantField, forms.Field):
    """Takes the regional key of a place that the register knows. `known` is a function that returns these keys."""

    def __init__(self, *, known: Callable[[], Container[str]], **options: Any) -> None:
        super().__init__(**options)
        self.known_places = known

    def clean_strings(self, values: list[str]) -> tuple[str, str]:
        value = values[-1] if values else ""
        if not value or value in self.known_places():
            return value, several_values_warning(self.label, values)
        return "", unknown_values_warning(self.label, {value})


class ShortKeysField(TolerantField, forms.Field):
    """Takes short keys of measures, once each and in their order. A measure that no longer exists may be among them."""

    MOST = 60  # keys; the address of a longer list would not fit into a mail

    def clean_strings(self, values: list[str]) -> tuple[list[str], str]:
        keys = list(dict.fromkeys(value for value in values if re.fullmatch(SHORT_KEY, value)))
        if len(keys) > self.MOST:
            return keys[: self.MOST], _("The shortlist holds %(number)s measures at most.") % {"number": self.MOST}
        return keys, unknown_values_warning(self.label, {*values}.difference(keys, [""]))


def printable(value: str) -> str:
    """Return what was typed without control characters and cut short, to show it in a sentence."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", value)[:40]


def unknown_values_warning(label: Any, values: set[str]) -> str:
    """Return one sentence that names unknown values, or "" if there are none."""
    if not values:
        return ""
    return _("%(label)s: “%(values)s” is unknown and was left out.") % {"label": label, "values": listed(values)}


def several_values_warning(label: Any, values: list[str]) -> str:
    """Return a sentence if several values were given where only the last one counts, else ""."""
    if len({value for value in values if value}) < 2:
        return ""
    return _("%(label)s: several values were given, only “%(value)s” counts.") % {
        "label": label,
        "value": printable(values[-1]),
    }


def unknown_names_warning(names: set[str]) -> str:
    """Return a sentence that names parameters of an address that mean nothing to a page, or "" if there are none."""
    if not names:
        return ""
    return _("The address has a part that is unknown here and was left out: “%(names)s”.") % {"names": listed(names)}


def listed(values: set[str]) -> str:
    """Return the first MOST_NAMED values as they are shown in a sentence."""
    named = [printable(value) for value in sorted(values)[:MOST_NAMED]]
    return ", ".join([*named, "…"] if len(values) > MOST_NAMED else named)
