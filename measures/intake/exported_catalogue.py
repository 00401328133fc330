"""Load a JSON file that a catalogue of this kind has exported (`/massnahmen/export.json`).

What is missing here is added: values of vocabularies, municipalities, model projects, and measures with their addresses
and the times of their publication. What is there already stays as it is. The file holds what visitors can read, so
images, search words and named persons are not in it, nor what an entry said before its last change.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from django.core.exceptions import ValidationError
from django.db import transaction

from measures import workflow
from measures.finding.named_rows import VOCABULARIES
from measures.intake.exported_reuses import ExportedReuse, add_reuses
from measures.models import CatalogueVersion, Edition, Effect, Measure, Source
from measures.steckbrief import FIELDS
from measures.steckbrief_fields import Page
from municipalities.models import ModelProject, Municipality, Participation


class ExportError(Exception):
    """A file that is not such an export; the message says what is wrong with it."""


class Kind(msgspec.Struct):
    id: str


class CitedSource(msgspec.Struct):
    url: str
    kind: str
    confidence: str
    fields: list[str]


class MeasuredEffect(msgspec.Struct):
    level: str
    indicator: str
    unit: str
    baseline: float | None
    target: float | None
    value: float | None
    date: str
    url: str


CHOICES = [row.name for row in FIELDS if row.choices]
NOT_TEXT = {
    "image": dict | None,
    "effects": list[MeasuredEffect],
    "sources": list[CitedSource],
    "places": list[Kind],
}


class Member(msgspec.Struct):
    id: str
    role: Kind
    source_url: str


class Project(msgspec.Struct):
    id: str
    name: str
    official_name: str
    cohort: int
    kind: Kind
    website: str
    note: str
    source_url: str
    kind_source_url: str
    municipalities: list[Member]


class Place(msgspec.Struct):
    id: str
    ars: str
    name: str
    official_name: str
    legal_form: str
    level: Kind
    states: list[str]
    population: int | None
    population_date: date | None
    area_km2: float | None
    latitude: float | None
    longitude: float | None
    coordinate_source: str
    district: str
    travel_region: str
    gone_since: date | None


def kind_of(name: str) -> Any:
    """Return the type of a field of an entry in the file."""
    if name in NOT_TEXT:
        return NOT_TEXT[name]
    if name in VOCABULARIES:
        return list[dict[str, str]]
    if name in CHOICES:
        return Kind | None
    column = Edition._meta.get_field(name).get_internal_type()
    return {"DateField": date | None, "PositiveSmallIntegerField": int | None}.get(column, str)


CONTENT = [row.name for row in FIELDS if isinstance(row.page, Page) and row.personal not in ("person", "detail")]
READ = [name for name in CONTENT if name not in ("image_alt", "image_rights")]
PLAIN = [name for name in READ if name not in NOT_TEXT and name not in VOCABULARIES and name not in CHOICES]
Entry = msgspec.defstruct(
    "Entry",
    [
        ("id", str),
        ("project", Kind),
        ("first_published", datetime),
        ("published", datetime),
        ("reuses", list[ExportedReuse]),
        *[(name, kind_of(name)) for name in READ],
    ],
)


class Export(msgspec.Struct):
    measures: list[Entry]  # type: ignore[valid-type]
    projects: list[Project]
    municipalities: list[Place]


@dataclass
class Summary:
    """What an import did: how many of each kind were created, which measures were there, which lost their image."""

    created: Counter = field(default_factory=Counter)
    there: list[str] = field(default_factory=list)
    without_image: list[str] = field(default_factory=list)


def read_export(path: Path) -> Export:
    """Return what the file at `path` holds. Raise ExportError if it is no export."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Export)
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
        raise ExportError(f"{path.name} is not the JSON export of a catalogue: {error}") from error


@transaction.atomic
def import_export(export: Export) -> Summary:
    """Add what is missing and return a Summary. Raise ExportError if something in it is not allowed here."""
    CatalogueVersion.objects.select_for_update().get(id=1)  # one import at a time
    summary = Summary()
    try:
        places = add_places(export.municipalities, summary)
        projects = add_projects(export.projects, places, summary)
        add_measures(export.measures, projects, places, summary)
    except KeyError as error:
        raise ExportError(f"The file names {error}, but does not describe it.") from error
    except ValidationError as error:
        raise ExportError(" ".join(error.messages)) from error
    if summary.created:
        workflow.catalogue_changed()
    return summary


def add_places(records: Sequence[Place], summary: Summary) -> dict[str, Municipality]:
    """Return {id in the file: municipality}. One with the same regional key is the same, whatever its address."""
    stored = list(Municipality.objects.all())
    by_ars = {place.ars: place for place in stored if place.ars}
    by_slug = {place.slug: place for place in stored}
    found = {}
    for record in records:
        place = by_ars.get(record.ars) or by_slug.get(record.id)
        if place is None:
            names = set(Place.__struct_fields__) - {"id", "legal_form", "level", "states"}
            values = {name: getattr(record, name) for name in names}
            place = Municipality(slug=record.id, kind=record.legal_form, level=record.level.id, **values)
            checked(place, record.id).save()
            place.states.set(record.states)
            summary.created["municipalities"] += 1
        found[record.id] = place
    return found


def add_projects(
    records: Sequence[Project], places: dict[str, Municipality], summary: Summary
) -> dict[str, ModelProject]:
    """Return {id: model project}."""
    found = {project.slug: project for project in ModelProject.objects.funded()}
    for record in records:
        if record.id not in found:
            names = set(Project.__struct_fields__) - {"id", "kind", "municipalities"}
            values = {name: getattr(record, name) for name in names}
            project = checked(ModelProject(slug=record.id, kind=record.kind.id, **values), record.id)
            project.save()
            for member in record.municipalities:
                part = Participation(
                    project=project,
                    municipality=places[member.id],
                    role=member.role.id,
                    source_url=member.source_url,
                )
                checked(part, record.id).save()
            found[record.id] = project
            summary.created["model projects"] += 1
    return found


def add_measures(
    records: Sequence[Any], projects: dict[str, ModelProject], places: dict[str, Municipality], summary: Summary
) -> None:
    values = {relation: add_values(relation, records, summary) for relation in VOCABULARIES}
    there = set(Measure.objects.values_list("slug", flat=True))
    for record in records:
        if record.id in there:
            summary.there.append(record.id)
            continue
        content: dict[str, Any] = {name: getattr(record, name) for name in PLAIN}
        for name in set(CHOICES) & set(READ):
            chosen = getattr(record, name)
            content[name] = chosen.id if chosen else ""
        checked(Edition(**content), record.id)
        content |= {
            relation: [of_slug[value["id"]] for value in getattr(record, relation)]
            for relation, of_slug in values.items()
        }
        content["places"] = [places[place.id] for place in record.places]
        content["effects"] = effects_of(record)
        content["sources"] = sources_of(record)
        measure = publish(record, projects[record.project.id], content)
        add_reuses(measure, record.reuses, places)
        summary.created["measures"] += 1
        if record.reuses:
            summary.created["re-uses"] += len(record.reuses)
        if record.image:
            summary.without_image.append(record.id)


def sources_of(record: Any) -> list[dict[str, Any]]:
    """Return the sources of an entry as content has them."""
    sources = [msgspec.structs.asdict(source) for source in record.sources]
    for source in sources:
        if unknown := set(source["fields"]) - set(CONTENT):
            raise ExportError(f"{record.id}: A source supports fields that are not known: {', '.join(sorted(unknown))}")
        checked(Source(**source), record.id)
    return sources


def effects_of(record: Any) -> list[dict[str, Any]]:
    """Return the effects of an entry as content has them."""
    effects = [msgspec.structs.asdict(effect) for effect in record.effects]
    for effect in effects:
        effect |= {name: None if effect[name] is None else Decimal(str(effect[name])) for name in Effect.NUMBERS}
        if all(effect[name] is None for name in Effect.NUMBERS):
            raise ExportError(f"{record.id}: An effect has no number: {effect['indicator']}")
        checked(Effect(**effect), record.id)
    return effects


def add_values(relation: str, records: Sequence[Any], summary: Summary) -> dict[str, Any]:
    """Return {slug: value} of a vocabulary."""
    model = VOCABULARIES[relation]
    found = {value.slug: value for value in model.objects.select_related("merged_into")}
    for value in [value for record in records for value in getattr(record, relation)]:
        if value["id"] not in found:
            added = checked(model(slug=value["id"], name=value["name"]), value["id"])
            added.save()
            found[added.slug] = added
            summary.created[str(model._meta.verbose_name_plural)] += 1
    return found


def publish(record: Any, project: ModelProject, content: dict[str, Any]) -> Measure:
    """Publish an entry at the times that the file says. If it was changed since it appeared, it gets two editions.

    Return its measure.
    """
    edition = workflow.create_measure(project=project, by=None, content=content, slug=record.id)
    times = [record.first_published]
    if record.published > record.first_published:
        times.append(record.published)
    for number, at in enumerate(times):
        if number:
            edition = workflow.start_draft(measure=edition.measure, by=None)
        workflow.submit(edition=edition, by=None, version=edition.version, at=at)
        workflow.publish(edition=edition, by=None, version=edition.version, at=at)
    return edition.measure


def checked(row: Any, name: str) -> Any:
    """Return a new row. Raise ExportError, with its name in the file, if a value of it is not allowed."""
    try:
        foreign = [column.name for column in row._meta.concrete_fields if column.is_relation]
        row.clean_fields(exclude=[*foreign, "name_words", "area_words", "size_class", "has_source_code"])
    except ValidationError as error:
        wrong = "; ".join(f"{column}: {' '.join(messages)}" for column, messages in error.message_dict.items())
        raise ExportError(f"{name}: {wrong}") from error
    return row
