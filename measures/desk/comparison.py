"""Compare two editions field by field. The result is plain data for a template."""

from dataclasses import dataclass, field

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from measures.content import LISTS, MAIN_FIRST
from measures.desk.text_difference import Effort, Piece, difference, replaced
from measures.effect_texts import sentence
from measures.models import Edition, Effect, Source
from measures.public.profile import named_by
from measures.steckbrief import BY_NAME, FIELDS
from municipalities.ordering import sort_key
from municipalities.text_fields import CharField, TextField


@dataclass(frozen=True)
class Change:
    """A field with different values: the `pieces` of its text, or for a list the items `added` and `removed`."""

    name: str
    label: str
    pieces: list[Piece] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Value:
    """A field that is not empty, with its `text`, or with the `items` of a list."""

    name: str
    label: str
    text: str = ""
    items: list[str] = field(default_factory=list)


def compare(
    old: Edition, new: Edition, *, old_named: dict | None = None, new_named: dict | None = None
) -> list[Change]:
    """Return the Changes from one edition to another, in the order of the fields.

    `old_named` and `new_named` map relations and "sources" to lists of objects that replace the stored ones, as in
    `profile()`. With them, unsaved content can be compared.
    """
    return changes_between(values(old, old_named), values(new, new_named))


def changes_between(before: dict[str, str | list[str]], after: dict[str, str | list[str]]) -> list[Change]:
    """Return the Changes from some `values()` to others, in the order of the fields of `before`."""
    effort = Effort()  # for all fields together, as they are on one page
    # A stored field may have gone since.
    before = {name: value for name, value in before.items() if name in after}
    return [_change(name, before[name], after[name], effort) for name in before if before[name] != after[name]]


def filled(edition: Edition, *, named: dict | None = None) -> tuple[list[Value], list[str]]:
    """Return the Values of all fields that are not empty, and the labels of the empty ones."""
    full = []
    empty = []
    for name, value in values(edition, named).items():
        if not value:
            empty.append(label(name))
        elif name in LISTS:
            full.append(Value(name, label(name), items=value))
        else:
            full.append(Value(name, label(name), text=value))
    return full, empty


def values(edition: Edition, named: dict | None = None) -> dict[str, str | list[str]]:
    """Return {name of a field: its text, or the texts of its items}, as they are shown to readers.

    Items are sorted, except where their order counts.
    """
    named = named_by(edition, **(named or {}))
    texts = {}
    for row in FIELDS:
        if row.is_list:
            items = [_item(item) for item in named[row.name]]
            texts[row.name] = items if row.main_first else sorted(items, key=sort_key)
        else:
            texts[row.name] = _text(edition, row.name)
    return texts


def label(name: str) -> str:
    """Return the label of a field. The audit may contain names of fields that no longer exist; return these as is."""
    return capfirst(str(BY_NAME[name].label)) if name in BY_NAME else name


def _change(name, old, new, effort):
    if name in LISTS:
        added = [item for item in new if item not in old]
        removed = [item for item in old if item not in new]
        if name in MAIN_FIRST and new != [*(item for item in old if item in new), *added]:  # in another order
            return Change(name, label(name), pieces=replaced(", ".join(old), ", ".join(new)))
        return Change(name, label(name), added=added, removed=removed)
    # Not isinstance(): addresses and files are subclasses of CharField, and comparing them by words says nothing.
    stored = Edition._meta.get_field(name)
    is_prose = type(stored) in (CharField, TextField) and not stored.choices
    return Change(name, label(name), pieces=difference(old, new, effort) if is_prose else replaced(old, new))


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
    return str(value).replace("\r\n", "\n")  # browsers send \r\n, imported files have \n


def _image(edition):
    if not edition.image:
        return ""
    size = _("%(width)s × %(height)s pixels") % {"width": edition.image_width, "height": edition.image_height}
    return f"{edition.image.name.rpartition('/')[2]} ({size})"


def _item(item):
    if isinstance(item, Effect):
        return sentence(item)
    if not isinstance(item, Source):
        return str(item)
    details = [str(text) for text in (item.get_kind_display(), item.get_confidence_display()) if text]
    return f"{item.url} ({', '.join(details)})" if details else item.url
