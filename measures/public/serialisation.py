"""A public entry as plain data: the one form in which entries leave the site.

It follows the Steckbrief and never holds a named person. Entries are read from the database in parts, so that a list of
any length takes little memory.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Min
from django.urls import reverse
from django.utils.timezone import localtime

from measures.content import IMAGE_SIZE, SOURCE_FIELDS
from measures.finding.documents import Document
from measures.finding.named_rows import RELATIONS, VOCABULARIES, Rows, keys_named, named_rows
from measures.models import Edition, Source
from measures.steckbrief import FIELDS
from measures.steckbrief_fields import Personal

AT_ONCE = 500  # entries that are read together
PUBLIC = [field for field in FIELDS if field.personal not in (Personal.PERSON, Personal.DETAIL)]
# Columns of an edition; `image` stands for itself, its size, its description and its rights.
COLUMNS = [field.name for field in PUBLIC if not field.is_list]
IMAGE_PARTS = ("image_alt", "image_rights")
STATUSES = dict(Edition.Status.choices)

Entry = dict[str, Any]


def absolute(path: str) -> str:
    """Return the address of a path, the same whatever name the site was asked by."""
    return settings.MASSWERK_URL + path


def address(route: str, *args: str) -> str:
    """Return the absolute address of a route."""
    return absolute(reverse(route, args=args))


def serialised(documents: Sequence[Document]) -> Iterator[Entry]:
    """Yield the public entries of documents of the index, in their order, without those withdrawn meanwhile.

    Keys are in the order of the Steckbrief, after `id`, `url` and `project`. What is not known is "", None or [].
    Dates and times are Python objects.
    """
    named = named_rows()
    for start in range(0, len(documents), AT_ONCE):
        part = [document.measure for document in documents[start : start + AT_ONCE]]
        entries = read_entries(part, named)
        yield from [entries[key] for key in part if key in entries]


def read_entries(measures: list[int], named: dict[str, Rows]) -> dict[int, Entry]:
    """Return {key of a measure: its public entry}; `named` as `named_rows` gives it."""
    editions = Edition.objects.public().filter(measure__in=measures)
    names = ["pk", "measure", "measure__slug", "measure__project", "published_at", *IMAGE_SIZE, *COLUMNS]
    rows = [dict(zip(names, row, strict=True)) for row in editions.order_by().values_list(*names)]
    keys = {relation: keys_named(editions, relation) for relation in RELATIONS}
    sources: dict[int, list[dict]] = {}
    for edition, *values in Source.objects.filter(edition__in=editions.order_by().values("pk")).values_list(
        "edition", *SOURCE_FIELDS
    ):
        sources.setdefault(edition, []).append(dict(zip(SOURCE_FIELDS, values, strict=True)))
    public = Edition.objects.filter(measure__in=measures, state__in=Edition.ONCE_PUBLIC).order_by()
    first = dict(public.values_list("measure").annotate(Min("published_at")))
    found = {}
    for row in rows:
        lists = {
            relation: [named[relation][key] for key in keys[relation].get(row["pk"], ()) if key in named[relation]]
            for relation in RELATIONS
        }
        project = named["project"].get(row["measure__project"])
        if project:
            lists["sources"] = sources.get(row["pk"], [])
            found[row["measure"]] = entry(row, lists, project, first[row["measure"]])
    return found


def entry(row: dict[str, Any], lists: dict[str, list], project: Any, first_published: Any) -> Entry:
    """Return one entry.

    Arguments:
        row: columns of the edition.
        lists: what it names, as rows of their tables, and its sources.
        project: the row of its model project.
        first_published: when its first edition was published.
    """
    found: Entry = {
        "id": row["measure__slug"],
        "url": address("measure", row["measure__slug"]),
        "project": {
            "id": project.slug,
            "name": project.name,
            "cohort": project.cohort,
            "url": address("project", project.slug),
        },
    }
    for field in PUBLIC:
        if field.name == "image":
            found["image"] = image(row)
        elif field.name == "sources":
            found["sources"] = lists["sources"]
        elif field.name == "places":
            found["places"] = sorted(map(place, lists["places"]), key=lambda item: (item["name"], item["id"]))
        elif field.name in VOCABULARIES:
            values = sorted(lists[field.name], key=lambda value: (value.order, value.name))
            found[field.name] = [{"id": value.slug, "name": value.name} for value in values]
        elif field.name == "status":
            found["status"] = {"id": row["status"], "name": str(STATUSES[row["status"]])} if row["status"] else None
        elif field.name not in IMAGE_PARTS:
            found[field.name] = row[field.name]
    found["first_published"] = localtime(first_published)
    found["published"] = localtime(row["published_at"])
    found["licence_of_entry"] = settings.MASSWERK_DATA_LICENCE
    return found


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
