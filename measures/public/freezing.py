"""Freeze the catalogue as an edition that can be cited (decision 0055), and erase from frozen ones.

The files are made by the exports. After an erasure they are made again of the entries in the JSON file, and the old
checksums are noted.
"""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import override

from measures import workflow
from measures.finding.documents import public_documents
from measures.models import FrozenCatalogue, FrozenFile
from measures.persons.erasing.person_matcher import PersonMatcher
from measures.public import export_files
from measures.public.catalogue_record import frozen_record, serialised_record
from measures.public.export_files import EntryList
from measures.public.serialisation import Entry, absolute, serialised

NAME = re.compile(r"[0-9]{4}-[1-9][0-9]?")
ENTRIES = "massnahmen.json"
MAKERS: dict[str, Callable[[EntryList], HttpResponseBase]] = {
    "massnahmen.csv": lambda found: export_files.as_csv(found, for_excel=False),
    "massnahmen.xlsx": export_files.as_xlsx,
    ENTRIES: export_files.as_json,
    "massnahmen.geojson": export_files.as_geojson,
}
RECORD = "dcat.ttl"
DAYS, MOMENTS = ("as_of",), ("first_published", "published")  # values of an entry that are no plain JSON
UNCOMPARED = {"id", "url", "project", "published", "first_published", "licence_of_entry", "image"}


class FreezeError(Exception):
    """The catalogue cannot be frozen under this name."""


@transaction.atomic
def freeze(name: str) -> FrozenCatalogue:
    """Freeze the catalogue as it is now, and return it. Raise FreezeError if the name is wrong or taken."""
    if not NAME.fullmatch(name):
        raise FreezeError("Give a year and a number, for example 2026-2.")
    workflow.catalogue_changed(past_stays=True)  # first, so that nothing is published meanwhile
    if FrozenCatalogue.objects.filter(name=name).exists():
        raise FreezeError(f"{name} exists already, and a frozen edition is never altered. Choose the next number.")
    entries = list(serialised(list(reversed(public_documents()))))
    before = FrozenCatalogue.objects.order_by("frozen_at").last()
    catalogue = FrozenCatalogue.objects.create(
        name=name,
        frozen_at=timezone.now(),
        changes=changes(entries_of(before) if before else [], plain(entries)),
        licence=settings.MASSWERK_DATA_LICENCE,
        licence_url=settings.MASSWERK_DATA_LICENCE_URL,
        **counts(entries),
    )
    FrozenFile.objects.bulk_create(made_files(catalogue, entries))
    return catalogue


@transaction.atomic
def record_doi(name: str, doi: str) -> None:
    """Note the DOI that was given to a frozen catalogue. Raise FreezeError if there is none of this name."""
    if not doi.startswith("10."):
        raise FreezeError("A DOI begins with “10.”.")
    workflow.catalogue_changed(past_stays=True)
    if not FrozenCatalogue.objects.filter(name=name).update(doi=doi):
        raise FreezeError(f"There is no frozen edition {name}.")


def counts(entries: Sequence[Entry]) -> dict[str, int]:
    return {
        "measure_count": len(entries),
        "project_count": len({entry["project"]["id"] for entry in entries}),
        "municipality_count": len({place["id"] for entry in entries for place in entry["places"]}),
    }


def plain(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries as they stand in JSON."""
    return json.loads(export_files.as_text(list(entries)))


def entries_of(catalogue: FrozenCatalogue) -> list[Entry]:
    """Return the entries of a frozen catalogue, as they stand in its JSON file."""
    content = catalogue.files.get(name=ENTRIES).content
    return json.loads(bytes(content))["measures"]


def restored(entry: Entry) -> Entry:
    """Return an entry from JSON with its dates and times, as the exports read it."""
    days = {name: date.fromisoformat(entry[name]) for name in DAYS if entry[name]}
    return {**entry, **days, **{name: datetime.fromisoformat(entry[name]) for name in MOMENTS}}


def changes(before: Sequence[Entry], after: Sequence[Entry]) -> dict[str, list[dict[str, Any]]]:
    """Return what is new, changed and gone; of an entry that is gone only its project is named."""
    old, new = {entry["id"]: entry for entry in before}, {entry["id"]: entry for entry in after}
    found: dict[str, list[dict[str, Any]]] = {"new": [], "changed": [], "gone": []}
    for key, entry in new.items():
        if key not in old:
            found["new"].append({"id": key, "title": entry["title"]})
            continue
        names = entry.keys() | old[key].keys()
        fields = [name for name in entry if name in names - UNCOMPARED and entry.get(name) != old[key].get(name)]
        if fields:
            found["changed"].append({"id": key, "title": entry["title"], "fields": fields})
    found["gone"] = [{"project": entry["project"]["name"]} for key, entry in old.items() if key not in new]
    return found


def made_files(catalogue: FrozenCatalogue, entries: Sequence[Entry]) -> list[FrozenFile]:
    """Return the files of a frozen catalogue, not saved yet."""
    files = []
    with override(settings.LANGUAGE_CODE):
        found = EntryList(
            (),
            absolute(catalogue.get_absolute_url()),
            day=timezone.localdate(catalogue.frozen_at),
            given=entries,
            licence=(catalogue.licence, catalogue.licence_url),
        )
        for name, make in MAKERS.items():
            response = make(found)
            content = b"".join(response.streaming_content)
            files.append(made_file(catalogue, name, response.headers["Content-Type"], content))
        record = serialised_record(frozen_record(catalogue, files), "turtle").encode()
    return [*files, made_file(catalogue, RECORD, "text/turtle; charset=utf-8", record)]


def made_file(catalogue: FrozenCatalogue, name: str, media_type: str, content: bytes) -> FrozenFile:
    digest = hashlib.sha256(content).hexdigest()
    return FrozenFile(
        catalogue=catalogue, name=name, media_type=media_type, size=len(content), sha256=digest, content=content
    )


def frozen_with(person: PersonMatcher) -> list[FrozenCatalogue]:
    """Return the frozen catalogues whose files contain a person."""
    return [catalogue for catalogue in FrozenCatalogue.objects.all() if person.is_in(entries_of(catalogue))]


def erase_person(person: PersonMatcher) -> int:
    """Replace a person in the files of all frozen catalogues. Return the number of changed catalogues."""
    found = frozen_with(person)
    for catalogue in found:
        rewrite(catalogue, person.erased_from(entries_of(catalogue)))
    return len(found)


def remove_entry(slug: str) -> None:
    """Take an entry out of all frozen catalogues: its text may not be shown any more."""
    for catalogue in FrozenCatalogue.objects.all():
        entries = entries_of(catalogue)
        left = [entry for entry in entries if entry["id"] != slug]
        catalogue.changes = {
            kind: [change for change in listed if change.get("id") != slug]
            for kind, listed in catalogue.changes.items()
        }
        FrozenCatalogue.objects.filter(pk=catalogue.pk).update(changes=catalogue.changes)
        if len(left) < len(entries):
            rewrite(catalogue, left)


@transaction.atomic
def rewrite(catalogue: FrozenCatalogue, entries: Sequence[Entry]) -> None:
    """Replace the files of a frozen catalogue after an erasure, and note the checksums that they had.

    The note comes first: a trigger (migration frozen_guard) refuses to change a file whose checksum is not noted.
    """
    workflow.catalogue_changed()
    before = dict(catalogue.files.values_list("name", "sha256"))
    made = made_files(catalogue, [restored(entry) for entry in entries])
    changed = [file for file in made if before[file.name] != file.sha256]
    erasure = {"day": timezone.localdate().isoformat(), "files": {file.name: before[file.name] for file in changed}}
    FrozenCatalogue.objects.filter(pk=catalogue.pk).update(erasures=[*catalogue.erasures, erasure])
    for file in changed:
        FrozenFile.objects.filter(catalogue=catalogue, name=file.name).update(
            size=file.size, sha256=file.sha256, content=file.content
        )
