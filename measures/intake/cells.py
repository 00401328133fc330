"""The text of a stored value in a cell. A cell that is read back with the same text has not changed."""

import unicodedata
from collections import Counter
from functools import cache

from django.utils import translation

from measures.content import RELATIONS
from measures.effect_texts import line_of
from measures.intake.catalogue.format import CONFIDENCES, SOURCE_KINDS
from measures.intake.columns import BY_NAME, CONTENT_NAMES
from measures.intake.reading import clean
from measures.models import Edition
from municipalities.labels import described

# Beginnings of a text that a spreadsheet program takes for a formula
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 32_000  # units of UTF-16; Excel allows 32,767
TOO_LONG = "(zu lang für eine Zelle; bleibt, wie es ist)"  # part of the file format, like the headers
KIND_NAMES = {kind: name for name, kind in SOURCE_KINDS.items()}
CONFIDENCE_NAMES = {confidence: name for name, confidence in CONFIDENCES.items()}


@cache
def choice_names(name):
    """Return {value: its German name} of a field with choices."""
    with translation.override("de"):
        return {value: str(label) for value, label in Edition._meta.get_field(name).choices}


def texts(edition, place_names):
    """Return {name of content: text of its cell}; `place_names` as `named_places` gives it."""
    return {name: text_of(edition, name, place_names) for name in CONTENT_NAMES}


def text_of(edition, name, place_names):
    if name == "sources":
        text = "\n".join(source_text(source.url, source.kind, source.confidence) for source in edition.sources.all())
    elif name == "effects":
        text = "\n".join(line_of(effect) for effect in edition.effects.all())
    elif name == "places":
        text = _joined(place_names.get(place.pk, place.name) for place in edition.places.all())
    elif name in RELATIONS:
        text = _joined(value.name for value in getattr(edition, name).all())
    elif BY_NAME[name].kind == "choice":
        text = choice_names(name).get(getattr(edition, name), getattr(edition, name))
    else:
        value = getattr(edition, name)
        text = "" if value is None else str(value)  # dates are ISO
    text = clean(text)
    return TOO_LONG if len(text.encode("utf-16-le")) > 2 * LONGEST_CELL else text


def named_places(places):
    """Return {key of a municipality: its name}, with the district or legal form where two here have the same name."""
    often = Counter(place.name for place in places)
    names = {place.pk: described(place, shared=True) if often[place.name] > 1 else place.name for place in places}
    alike = Counter(names.values())
    return {
        place.pk: f"{place.name} ({place.ars})" if alike[names[place.pk]] > 1 and place.ars else names[place.pk]
        for place in places
    }


def source_text(url, kind, confidence):
    details = [name for name in (KIND_NAMES.get(kind), CONFIDENCE_NAMES.get(confidence)) if name]
    return f"{url} ({', '.join(details)})" if details else url


def escaped(text):
    """Return `text` with an apostrophe if a spreadsheet program could take it for a formula, as OWASP advises."""
    return "'" + text if text.startswith(DANGEROUS) or unescaped(text) != text else text


def unescaped(text):
    """Return `text` without the apostrophe that `escaped` adds."""
    return text[1:] if text[:1] == "'" and text[1:].startswith((*DANGEROUS, "'")) else text


def same(cell, stored):
    """Return whether the text of a cell is the stored text as a CSV or an XLSX file has it."""
    return _plain(cell) in (_plain(stored), _plain(escaped(stored)))


def _plain(text):
    return unicodedata.normalize("NFC", text)


def _joined(names):
    names = list(names)
    return ("\n" if any(mark in name for name in names for mark in ";|") else "; ").join(names)
