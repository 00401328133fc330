"""What the text of a cell means: a value as `workflow.save_draft` takes it, or NotUnderstood."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from measures.content import RELATIONS
from measures.form_fields import form_field, source_url_field
from measures.intake.catalogue.format import CONFIDENCES, SOURCE_KINDS
from measures.intake.cell_choices import Choices, NotUnderstood
from measures.intake.cells import TOO_LONG, named_places, status_names, unescaped
from measures.intake.columns import BY_NAME
from measures.models import ActionField, Edition, SolutionType, SpatialScope

VOCABULARIES = {"solution_types": SolutionType, "action_fields": ActionField, "spatial_scopes": SpatialScope}
TYPED = ("text", "year", "date")  # kinds of columns that are checked as in the form
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d\d:\d\d(?::\d\d)?)?")
GERMAN = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4}|\d\d)")
# Between sources: a line, or a separator that is not part of an address
BETWEEN = re.compile(r"\n|[;|,]?\s+(?=https?://|www\.)|[;|](?=https?://|www\.)|[;|]\s+")
SOURCE = re.compile(r"(\S+?)[;|,]?(?:\s+\((.*)\))?")


class Reader:
    """Knows the values that are allowed now."""

    def __init__(self):
        self.vocabularies = {
            name: Choices((value, _names(value)) for value in model.objects.prefetch_related("former"))
            for name, model in VOCABULARIES.items()
        }
        self.statuses = Choices(
            (value, [name, value, str(Edition.Status(value).label)]) for value, name in status_names().items()
        )
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
        if name == "status":
            return self.statuses.find(text)
        if name == "sources":
            return self._sources(text)
        if kind == "date":
            return _cleaned(self.form_fields[name], _date(text))
        if kind == "year" and (ISO.fullmatch(text) or GERMAN.fullmatch(text)):
            text = str(_date(text).year)
        return _cleaned(self.form_fields[name], text, Edition._meta.get_field(name))

    def _sources(self, text):
        sources = [self._source(part.strip()) for part in BETWEEN.split(text) if part.strip()]
        seen = set()
        for source in sources:
            if source["url"] in seen:
                raise NotUnderstood(_("This address stands here twice."), value=source["url"])
            seen.add(source["url"])
        if len(sources) > 50:
            raise NotUnderstood(_("These are more than 50 sources."))
        return sources

    def _source(self, text):
        found = SOURCE.fullmatch(text)
        if found is None:
            raise NotUnderstood(_("This is not an address, and not a kind of source in brackets."), value=text)
        source = {"url": _cleaned(self.source_url, found[1]), "kind": "", "confidence": ""}
        for word in (found[2] or "").split(","):
            if not word.strip():
                continue
            try:
                source["confidence"] = self.confidences.find(word)
            except NotUnderstood:
                source["kind"] = self.kinds.find(word)
        return source


def place_choices(places):
    """Return the Choices of municipalities, by name, regional key, or both."""
    told = named_places(places)
    return Choices(
        (
            place,
            [told[place.pk], place.name]
            + ([place.ars, place.ars.lstrip("0"), f"{place.name} ({place.ars})"] if place.ars else []),
        )
        for place in places
    )


def _names(value):
    """The names of a value of a vocabulary, also those of what was merged into it."""
    return [value.name, value.slug, *(name for gone in value.former.all() for name in (gone.name, gone.slug))]


def _named(names):
    """{name: value of an enumeration} as Choices take it, with the value and its label as further names."""
    return [(str(value), [name, str(value), str(value.label)]) for name, value in names.items()]


def _cleaned(field, text, column=None):
    """Return what a form field makes of a text (or a date), if the model agrees, as it is asked by a form."""
    try:
        value = field.clean(text)
        return column.clean(value, None) if column else value
    except ValidationError as error:
        raise NotUnderstood(" ".join(error.messages)) from error


def _date(text):
    text = text.strip()
    if found := ISO.fullmatch(text):
        parts = found[1], found[2], found[3]
    elif found := GERMAN.fullmatch(text):
        parts = found[3], found[2], found[1]
    else:
        raise NotUnderstood(_("This is not a date. Please write 31.01.2026 or 2026-01-31."))
    year, month, day = map(int, parts)
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError as error:
        raise NotUnderstood(_("There is no such day.")) from error
