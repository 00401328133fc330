"""The differences between two editions, field by field, as plain data for a template."""

from dataclasses import dataclass, field

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from measures.content import LISTS
from measures.desk.text_difference import Effort, Piece, difference, replaced
from measures.models import Edition, Source
from measures.public.profile import named_by
from measures.steckbrief import BY_NAME, FIELDS


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
        row.name: sorted(map(_item, named[row.name])) if row.is_list else _text(edition, row.name) for row in FIELDS
    }


def label(name):
    """Return what people call a field; a name that is no longer that of a field is returned as it is."""
    return capfirst(str(BY_NAME[name].label)) if name in BY_NAME else name


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
    return str(value).replace("\r\n", "\n")  # the first from browsers, the second from imports


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
