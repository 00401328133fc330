"""Two editions, field by field: what has changed between them, as plain data for a template."""

from dataclasses import dataclass, field

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from measures.content import CONTENT, LISTS, RELATIONS
from measures.desk.text_difference import Effort, Piece, difference, replaced
from measures.models import Edition, Source
from measures.public.profile import named_by

WITH_IMAGE = {"image_width", "image_height"}  # told together with the image


@dataclass(frozen=True)
class Change:
    """A field whose value differs: `pieces` of its text, or for a list what was `added` and `removed`."""

    name: str
    label: str
    pieces: list[Piece] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Value:
    """A field that is filled: its `text`, or the `items` of a list."""

    name: str
    label: str
    text: str = ""
    items: list[str] = field(default_factory=list)


def compare(old, new, *, old_named=None, new_named=None):
    """Return the Changes from one edition to another, in the order of the fields.

    `old_named` and `new_named` are what `profile()` takes as `named`, for content that is not stored.
    """
    before, after = values(old, old_named), values(new, new_named)
    effort = Effort()
    return [_change(name, before[name], after[name], effort) for name in before if before[name] != after[name]]


def filled(edition, *, named=None):
    """Return the Values of all fields that are filled, and the labels of those that are empty."""
    found = values(edition, named)
    full = [
        Value(name, label(name), **({"items": value} if name in LISTS else {"text": value}))
        for name, value in found.items()
        if value
    ]
    return full, [label(name) for name, value in found.items() if not value]


def values(edition, named=None):
    """Return {name of a field: its text, or for a list the texts of its items} as a reader would see them."""
    named = named_by(edition, **(named or {}))
    return {
        name: sorted(map(_item, named[name])) if name in LISTS else _text(edition, name) for name in compared_names()
    }


def compared_names():
    """The names of all content, in the order in which the model has it."""
    fields = [Edition._meta.get_field(name) for name in (*CONTENT, *RELATIONS) if name not in WITH_IMAGE]
    return [*(item.name for item in sorted(fields, key=lambda item: item.creation_counter)), "sources"]


def label(name):
    """Return what people call a field; a name that no field has (any more) stays as it is."""
    if name == "sources":
        return capfirst(str(Source._meta.verbose_name_plural))
    known = {item.name: item.verbose_name for item in (*Edition._meta.concrete_fields, *Edition._meta.many_to_many)}
    return capfirst(str(known.get(name, name)))


def _change(name, old, new, effort):
    if name in LISTS:
        added, removed = [item for item in new if item not in old], [item for item in old if item not in new]
        return Change(name, label(name), added=added, removed=removed)
    words = type(Edition._meta.get_field(name)) in (models.CharField, models.TextField) and name != "status"
    return Change(name, label(name), pieces=difference(old, new, effort) if words else replaced(old, new))


def _text(edition, name):
    value = getattr(edition, name)
    if name == "image":
        return _image(edition)
    if value is None or value == "":
        return ""
    if isinstance(Edition._meta.get_field(name), models.DateField):
        return date_format(value)
    if Edition._meta.get_field(name).choices:
        return str(getattr(edition, f"get_{name}_display")())
    return str(value).replace("\r\n", "\n")  # browsers send the first, imports the second


def _image(edition):
    if not edition.image:
        return ""
    size = _("%(width)s × %(height)s pixels") % {"width": edition.image_width, "height": edition.image_height}
    return f"{edition.image.name.rpartition('/')[2]} ({size})"


def _item(item):
    if not isinstance(item, Source):
        return str(item)
    said = [str(text) for text in (item.get_kind_display(), item.get_confidence_display()) if text]
    return f"{item.url} ({', '.join(said)})" if said else item.url
