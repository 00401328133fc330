"""What Django's admin has recorded about the changes of an object, in words."""

import json

from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext as _


def change_text(entry: LogEntry) -> str:
    """Return what was added, changed or removed. Django's own text names the fields in English."""
    try:
        parts = json.loads(entry.change_message or "[]")
    except ValueError:
        return entry.get_change_message()
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        return entry.get_change_message()
    return " ".join(_text_of(what, about) for part in parts for what, about in part.items())


def _text_of(what, about):
    names = {"name": in_words(about.get("name", "")), "object": about.get("object", "")}
    fields = ", ".join(in_words(name) for name in about.get("fields", ()))
    if what == "added":
        return _("Added: %(name)s “%(object)s”.") % names if names["name"] else _("Created.")
    if what == "deleted":
        return _("Removed: %(name)s “%(object)s”.") % names
    if names["name"]:
        return _("Changed at %(name)s “%(object)s”: %(fields)s.") % {**names, "fields": fields}
    return _("Changed: %(fields)s.") % {"fields": fields}


def in_words(label: str) -> str:
    """Return a label of a model or field in the language of the page; Django records it in English, capitalised."""
    for text in (label, label[:1].lower() + label[1:]):
        if text and _(text) != text:
            translated = _(text)
            return translated[:1].upper() + translated[1:]
    return label
