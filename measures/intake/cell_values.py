"""What the text of a cell in an uploaded table means: a value as `workflow.save_draft` takes it, or NotUnderstood."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.content import RELATIONS
from measures.form_fields import form_field, source_url_field
from measures.intake.catalogue.format import CONFIDENCES, SOURCE_KINDS
from measures.intake.cell_choices import Choices
from measures.intake.cells import TOO_LONG, choice_names, named_places, unescaped
from measures.intake.columns import BY_NAME
from measures.intake.effect_lines import effects_in
from measures.intake.field_values import cleaned
from measures.intake.problems import NotUnderstood
from measures.models import ActionField, Edition, Offer, Solution, SolutionType, SpatialScope
from municipalities.web_addresses import href

VOCABULARIES = {
    "solution_types": SolutionType,
    "action_fields": ActionField,
    "spatial_scopes": SpatialScope,
    "solutions": Solution,
    "offers": Offer,
}
DATE = forms.DateField(
    input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"],
    error_messages={"invalid": gettext_lazy("This is not a date. Please write 31.01.2026 or 2026-01-31.")},
)
TYPED = ("text", "year", "date")  # kinds of columns that are checked as in the form
# The parts of a cell with sources: what describes one, in brackets, or a word
PART = re.compile(r"(?<!\S)\((?P<details>[^()\n]*)\)(?=[\s;|,.]|\Z)|\S+")
BETWEEN = re.compile(r"[;|,](?=https?://|www\.)", re.IGNORECASE)
FILLERS = {"", "und", "sowie", "u.", "&", "-", "–", "•", "*", "."}


class Reader:
    """Reads the cells of a table; it loads the allowed values once."""

    def __init__(self):
        self.vocabularies = {
            name: Choices((value, _names(value)) for value in model.objects.current().prefetch_related("merged_values"))
            for name, model in VOCABULARIES.items()
        }
        self.choices = {name: _choices(name) for name, column in BY_NAME.items() if column.kind == "choice"}
        self.kinds = Choices(_named(SOURCE_KINDS))
        self.confidences = Choices(_named(CONFIDENCES))
        self.form_fields = {name: form_field(name) for name in BY_NAME if BY_NAME[name].kind in TYPED}
        self.source_url = source_url_field()

    def value(self, name, text, places):
        """Return the value of a field; `places` are the Choices of municipalities. Raises NotUnderstood."""
        text = unescaped(text)
        if text == TOO_LONG:
            raise NotUnderstood(_("This stands for a text that is too long for a cell. Please change it in the form."))
        kind = BY_NAME[name].kind
        if name in RELATIONS:
            return (places if name == "places" else self.vocabularies[name]).several(text)
        if kind == "choice":
            return self.choices[name].find(text)
        if name == "sources":
            return self._sources(text)
        if name == "effects":
            return effects_in(text)
        if kind == "date":
            return cleaned(self.form_fields[name], _date(text), Edition._meta.get_field(name))
        if kind == "year":
            text = _year(text)
        return cleaned(self.form_fields[name], text, Edition._meta.get_field(name))

    def _sources(self, text):
        sources = []
        for part in PART.finditer(text):
            if (details := part["details"]) is not None and not href(details):
                if not sources or any(sources[-1][name] for name in ("kind", "confidence")):
                    raise NotUnderstood(_("There is no address before these brackets."), value=part.group())
                sources[-1] |= self._details(details)
                continue
            words = [word.strip(";|,") for word in BETWEEN.split(part.group())]
            sources += [self._source(word) for word in words if word.lower() not in FILLERS]
            if len(sources) > 50:
                raise NotUnderstood(_("These are more than 50 sources."))
        seen = set()
        for source in sources:
            if source["url"] in seen:
                raise NotUnderstood(_("This address stands here twice."), value=source["url"])
            seen.add(source["url"])
        return sources

    def _source(self, word):
        try:
            return {"url": cleaned(self.source_url, word), "kind": "", "confidence": ""}
        except NotUnderstood as error:
            why = _("This is not an address, and not a kind of source in brackets.")
            raise NotUnderstood(why, value=word) from error

    def _details(self, text):
        """Return the kind and the confidence of a source that the text in its brackets names."""
        found = {}
        for word in text.split(","):
            if not word.strip():
                continue
            try:
                found["confidence"] = self.confidences.find(word)
            except NotUnderstood:
                found["kind"] = self.kinds.find(word)
        return found


def place_choices(places):
    """Return the Choices of municipalities, by name, regional key, or both."""
    names = named_places(places)
    return Choices(
        (
            place,
            [names[place.pk], place.name]
            + ([place.ars, place.ars.lstrip("0"), f"{place.name} ({place.ars})"] if place.ars else []),
        )
        for place in places
    )


def _choices(name):
    """Return the Choices of a field that has a list of values: by its German name, value and label."""
    labels = dict(Edition._meta.get_field(name).choices)
    return Choices((value, [german, value, str(labels[value])]) for value, german in choice_names(name).items())


def _names(value):
    """Return the names of a value of a vocabulary, also those of the values that were merged into it."""
    merged = [name for former in value.merged_values.all() for name in (former.name, former.slug)]
    return [value.name, value.slug, *merged]


def _choices(name):
    """Return the Choices of a field, by their German names, their values, and their names in the page's language."""
    shown = dict(Edition._meta.get_field(name).choices)
    return Choices((value, [german, value, str(shown[value])]) for value, german in choice_names(name).items())


def _named(names):
    """Return {name: value of an enumeration} as Choices take it, with value and label as further names."""
    return [(str(value), [name, str(value), str(value.label)]) for name, value in names.items()]


def _date(text):
    return cleaned(DATE, re.sub(r"\.\s+", ".", text.strip()))


def _year(text):
    """Return the year of a date, and any other text as it is."""
    try:
        return str(_date(text).year)
    except NotUnderstood:
        return text
