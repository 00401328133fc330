"""A public entry as plain data: the one form in which entries leave the site.

It follows the Steckbrief and never holds a named person. Entries are read from the database in parts, so that a list of
any length takes little memory.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from django.conf import settings
from django.db.models import Min
from django.urls import reverse
from django.utils.timezone import localtime

from measures.content import EFFECT_FIELDS, IMAGE_SIZE, MAIN_FIRST, SOURCE_FIELDS
from measures.finding.answered import KnownAnswer
from measures.finding.documents import Document
from measures.finding.named_rows import RELATIONS, VOCABULARIES, Rows, keys_named, named_rows
from measures.finding.reuses import KnownReuse
from measures.models import Edition, Effect, Source
from measures.models.local_text import local
from measures.steckbrief import FIELDS
from measures.steckbrief_fields import Page, Personal

AT_ONCE = 500  # entries that are read together
# What visitors see on the page of an entry, without named persons
PUBLIC = [
    field
    for field in FIELDS
    if isinstance(field.page, Page) and field.personal not in (Personal.PERSON, Personal.DETAIL)
]
# Columns of an edition; `image` stands for itself, its size, its description and its rights.
COLUMNS = [field.name for field in PUBLIC if not field.is_list]
IMAGE_PARTS = ("image_alt", "image_rights")
CHOICES = {field.name: field.choices for field in PUBLIC if field.choices}

Entry = dict[str, Any]


def json_of(value: Any) -> bytes:
    """Return plain data as JSON: the one form of all exports and answers. Times have microseconds and an offset."""
    return msgspec.json.encode(value)


def absolute(path: str) -> str:
    """Return the address of a path, the same whatever name the site was asked by."""
    return settings.MASSWERK_URL + path


def address(route: str, *args: str) -> str:
    """Return the absolute address of a route."""
    return absolute(reverse(route, args=args))


def serialised(documents: Sequence[Document], moment: datetime | None = None) -> Iterator[Entry]:
    """Yield the public entries of documents of the index, in their order, without those withdrawn meanwhile.

    With a past `moment`, as they were public then; images of the past are not handed out.

    Keys are in the order of the Steckbrief, after `id`, `url` and `project`. What is not known is "", None or [].
    Dates and times are Python objects.
    """
    named = NamedObjects()
    for start in range(0, len(documents), AT_ONCE):
        part = [document.measure for document in documents[start : start + AT_ONCE]]
        entries = read_entries(part, named, moment)
        for document in documents[start : start + AT_ONCE]:
            if document.measure in entries:
                beside = {
                    "reuses": [reuse(one) for one in document.reuses],
                    "questions": [question(one) for one in document.answers],
                }
                yield {**entries[document.measure], **beside}


class NamedObjects:
    """What entries name, as it stands in an entry: {relation, or "project": {key: object}}."""

    def __init__(self) -> None:
        rows = named_rows()
        self.objects = {relation: in_order(rows[relation], value) for relation in VOCABULARIES}
        self.objects["places"] = {
            key: place(row) for key, row in sorted(rows["places"].items(), key=lambda item: (item[1].name, item[0]))
        }
        self.objects["project"] = {key: project(row) for key, row in rows["project"].items()}
        self.ranks = {
            relation: {key: rank for rank, key in enumerate(objects)} for relation, objects in self.objects.items()
        }

    def chosen(self, relation: str, keys: Sequence[int]) -> list[dict[str, Any]]:
        """Return the objects with these keys: the main one first where there is one, else in order or by name."""
        ranks, objects = self.ranks[relation], self.objects[relation]
        known = [key for key in keys if key in ranks]
        return [objects[key] for key in (known if relation in MAIN_FIRST else sorted(known, key=ranks.__getitem__))]


def in_order(rows: Rows, serialise: Callable[[Any], dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """Return {key: object} of a vocabulary, in its order."""
    return {key: serialise(row) for key, row in sorted(rows.items(), key=lambda item: (item[1].order, item[1].name))}


def read_entries(measures: list[int], named: NamedObjects, moment: datetime | None = None) -> dict[int, Entry]:
    """Return {key of a measure: its public entry}, as it is now or was at a past moment."""
    names = ["pk", "measure", "measure__slug", "measure__project", "published_at", *IMAGE_SIZE, *COLUMNS]
    public = Edition.objects.public_at(moment).filter(measure__in=measures).order_by().values_list(*names)
    rows = [dict(zip(names, row, strict=True)) for row in public]
    if moment:
        rows = [{**row, "image": ""} for row in rows]
    # By key, since a query that repeats both conditions takes ten times as long.
    editions = Edition.objects.filter(pk__in=[row["pk"] for row in rows])
    keys = {relation: keys_named(editions, relation) for relation in RELATIONS}
    sources: dict[int, list[dict]] = {}
    parts = (*SOURCE_FIELDS, "fields")
    for edition, *values in Source.objects.filter(edition__in=editions.order_by()).values_list("edition", *parts):
        sources.setdefault(edition, []).append(dict(zip(parts, values, strict=True)))
    effects: dict[int, list[dict]] = {}
    rows_of_effects = Effect.objects.filter(edition__in=editions.order_by()).values_list("edition", *EFFECT_FIELDS)
    for edition, *values in rows_of_effects:
        effects.setdefault(edition, []).append(effect(dict(zip(EFFECT_FIELDS, values, strict=True))))
    once_public = Edition.objects.filter(measure__in=measures, state__in=Edition.ONCE_PUBLIC).order_by()
    first = dict(once_public.values_list("measure").annotate(Min("published_at")))
    found = {}
    for row in rows:
        lists = {relation: named.chosen(relation, keys[relation].get(row["pk"], ())) for relation in RELATIONS}
        lists["sources"] = sources.get(row["pk"], [])
        lists["effects"] = effects.get(row["pk"], [])
        its_project = named.objects["project"].get(row["measure__project"])
        if its_project:
            found[row["measure"]] = entry(row, lists, its_project, first.get(row["measure"], row["published_at"]))
    return found


def entry(row: dict[str, Any], lists: dict[str, list], its_project: dict[str, Any], first_published: datetime) -> Entry:
    """Return one entry.

    Arguments:
        row: columns of the edition.
        lists: what it names, its effects and its sources, as they stand in an entry.
        its_project: the same of its model project.
        first_published: when its first edition was published.
    """
    found: Entry = {"id": row["measure__slug"], "url": address("measure", row["measure__slug"]), "project": its_project}
    for field in PUBLIC:
        if field.name == "image":
            found["image"] = image(row)
        elif field.is_list:
            found[field.name] = lists[field.name]
        elif field.name in CHOICES:
            found[field.name] = choice(field.name, row[field.name])
        elif field.name not in IMAGE_PARTS:
            found[field.name] = row[field.name]
    found["first_published"] = localtime(first_published)
    found["published"] = localtime(row["published_at"])
    found["licence_of_entry"] = settings.MASSWERK_DATA_LICENCE
    return found


def choice(name: str, value: str) -> dict[str, str] | None:
    """Return the value of a field with choices; None if it is empty."""
    return {"id": value, "name": str(CHOICES[name][value])} if value else None


def value(row: Any) -> dict[str, Any]:
    """Return a value of a vocabulary."""
    return {"id": row.slug, "name": local(row.name, row.name_en)}


def project(row: Any) -> dict[str, Any]:
    return {"id": row.slug, "name": row.name, "cohort": row.cohort, "url": address("project", row.slug)}


def place(row: Any) -> dict[str, Any]:
    """Return a place of an entry."""
    return {
        "id": row.slug,
        "ars": row.ars,
        "name": row.name,
        "states": row.states,
        "size_class": row.size_class,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "url": address("municipality", row.slug),
    }


def reuse(one: KnownReuse) -> dict[str, Any]:
    """Return a re-use of an entry: what one of the towns or a public source says, and what that is worth."""
    return {
        "municipality": {
            "id": one.slug,
            "ars": one.key,
            "name": one.name,
            "url": address("municipality", one.slug),
        },
        "status": {"id": one.status, "name": one.label},
        "class": {"id": one.kind, "name": one.kind_label},
        "stated_by": [{"id": side, "name": name} for side, name in one.side_labels],
        "counts": one.counts,
        "since": one.since,
        "ended": one.ended,
        "is_productive": one.is_productive,
        "adapted": one.adapted,
        "effort": one.effort,
        "version": one.software_version,
        "link": one.link,
        "contact": one.contact,
        "sources": [{"url": url, "text": text} for url, text in one.sources],
        "last_confirmed": one.confirmed,
        "first_published": one.first_published,
    }


def question(one: KnownAnswer) -> dict[str, Any]:
    """Return a public question and answer of an entry."""
    return {"question": one.question, "answer": one.answer, "published": localtime(one.published)}


def effect(content: dict[str, Any]) -> dict[str, Any]:
    """Return an effect, given as content has it, with plain numbers."""
    numbers = {name: content[name] for name in Effect.NUMBERS}
    return content | {name: None if number is None else plain_number(number) for name, number in numbers.items()}


def plain_number(number: Decimal) -> int | float:
    """Return a number as JSON has it. With its fifteen digits, a float says the same."""
    return int(number) if number == number.to_integral_value() else float(number)


def image(row: dict[str, Any]) -> dict[str, Any] | None:
    """Return the image of an entry. Its rights are its own: the licence of the entry does not hold for it."""
    if not row["image"]:
        return None
    return {
        "url": address("measure_image", row["measure__slug"]),
        "width": row["image_width"],
        "height": row["image_height"],
        "alt": row["image_alt"],
        "rights": row["image_rights"],
    }
