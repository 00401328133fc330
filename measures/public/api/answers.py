"""What the API answers, as types: the schemas of the OpenAPI document are made of them.

Answers are made as plain data (and entries as stored JSON), not of these classes, which would take longer. A test
decodes the answers of every endpoint into them, and every entry.
"""

from datetime import date, datetime
from typing import Any

import msgspec
from django.utils import translation
from django.utils.translation import gettext_noop
from msgspec import UNSET, UnsetType

from measures.public.api.answer_parts import COUNT, ID, NEXT, NOTICES, STATES, URL, Answer, Licence, Named, said
from measures.public.api.question_answers import Question, QuestionFigures
from measures.public.api.reuse_answers import OfReuse, Reuse, ReuseFigures
from measures.public.serialisation import PUBLIC
from measures.steckbrief_fields import Field


class OfEntry(Answer):
    id: ID
    name: str
    cohort: said(int, gettext_noop("Year in which it was selected"))
    url: URL


class Place(Answer):
    id: ID
    ars: said(str, gettext_noop("Regional key (ARS); empty for regional associations"))
    name: str
    states: STATES
    size_class: str
    latitude: float | None
    longitude: float | None
    url: URL


class Source(Answer):
    url: str
    kind: str
    confidence: str
    fields: said(list[str], gettext_noop("Names of the fields that it supports; empty: the entry as a whole"))


class Effect(Answer):
    level: said(str, gettext_noop("input, output, outcome or impact"))
    indicator: str
    unit: str
    baseline: said(float | None, gettext_noop("What it was before"))
    target: said(float | None, gettext_noop("What it shall be"))
    value: said(float | None, gettext_noop("What it is"))
    date: said(str, gettext_noop("Of the value, as precise as it is known: 2025, 2025-03 or 2025-03-31"))
    url: said(str, gettext_noop("Address of the source"))


class Image(Answer):
    url: str
    width: int | None
    height: int | None
    alt: str
    rights: str


TYPES = {
    "image": Image | None,
    "effects": list[Effect],
    "sources": list[Source],
    "places": list[Place],
}


def type_of(field: Field) -> Any:
    """Return the type of a field of the Steckbrief in an answer, with its label."""
    if field.name in TYPES:
        kind = TYPES[field.name]
    elif field.is_list:
        kind = list[Named]
    elif field.choices:
        kind = Named | None if field.model_field.blank else Named
    else:
        column = field.model_field.get_internal_type()
        kind = {"DateField": date | None, "PositiveSmallIntegerField": int | None}.get(column, str)
    with translation.override(None):  # the msgid, which is translated with the others
        label = str(field.label)
    return said(kind, label)


def optional(kind: Any) -> Any:
    return kind | UnsetType


FIRST: dict[str, Any] = {"id": ID, "url": URL, "project": OfEntry}
LAST: dict[str, Any] = {
    "first_published": said(datetime, gettext_noop("When the entry appeared in this catalogue")),
    "published": said(datetime, gettext_noop("When this version of the entry appeared")),
    "licence_of_entry": said(str, gettext_noop("Licence of data and text of the entry")),
    "reuses": said(list[Reuse], gettext_noop("Who re-uses it")),
    "questions": said(list[Question], gettext_noop("What visitors have asked about it, and the answers")),
}
ENTRY = {
    **FIRST,
    **{field.name: type_of(field) for field in PUBLIC if field.name not in ("image_alt", "image_rights")},
    **LAST,
}
# With `fields` an entry has only what was asked for, and its id.
Measure = msgspec.defstruct(
    "Measure",
    [(name, kind) if name == "id" else (name, optional(kind), UNSET) for name, kind in ENTRY.items()],
    bases=(Answer,),
    kw_only=True,
)


class Near(Answer):
    missing: said(list[str], gettext_noop("Words of the question that it lacks"))
    measure: Measure  # type: ignore[valid-type]


class FacetValue(Answer):
    id: said(str, gettext_noop("The value of the parameter"))
    name: str
    count: said(int, gettext_noop("How many entries there would be with this value, too"))
    chosen: bool


class Facet(Answer):
    id: said(str, gettext_noop("The name of the parameter"))
    name: str
    values: list[FacetValue]


class Measures(Answer):
    licence: Licence
    url: said(str, gettext_noop("Address of the page with the same list"))
    notices: NOTICES
    total: said(int, gettext_noop("How many entries meet the question"))
    measures: list[Measure]  # type: ignore[valid-type]
    next: NEXT
    near: said(
        list[Near],
        gettext_noop("Entries that do not meet the question but may fit, with the last part. They count nowhere."),
    )
    facets: list[Facet]


class OneMeasure(Answer):
    licence: Licence
    measure: Measure  # type: ignore[valid-type]


class Similar(Answer):
    licence: Licence
    measures: said(list[Measure], gettext_noop("Best first; none of the same project"))  # type: ignore[valid-type]


class Member(Answer):
    id: ID
    url: URL
    name: str
    ars: str
    role: Named
    source_url: str


class Project(Answer):
    id: ID
    url: URL
    name: str
    official_name: str
    cohort: int
    kind: said(Named, gettext_noop("category in the call for funding"))
    website: str
    note: str
    source_url: said(str, gettext_noop("source of the selection"))
    kind_source_url: said(str, gettext_noop("source of the category"))
    states: STATES
    population: said(int | None, gettext_noop("Inhabitants of its municipalities, each counted once"))
    measures: COUNT
    municipalities: list[Member]


class Projects(Answer):
    licence: Licence
    total: int
    projects: list[Project]


class OneProject(Answer):
    licence: Licence
    project: Project


class TakenPart(Answer):
    id: ID
    url: URL
    name: str
    role: Named


class Municipality(Answer):
    id: ID
    url: URL
    ars: said(str, gettext_noop("Regional key (ARS); empty for regional associations"))
    ags: said(str, gettext_noop("Municipality key (AGS); empty for associations"))
    name: str
    official_name: str
    legal_form: str
    level: Named
    states: STATES
    population: int | None
    population_date: date | None
    size_class: str
    area_km2: float | None
    latitude: float | None
    longitude: float | None
    coordinate_source: str
    district: str
    travel_region: str
    gone_since: said(date | None, gettext_noop("missing from the official register since"))
    measures: COUNT
    projects: list[TakenPart]


class Municipalities(Answer):
    licence: Licence
    total: int
    municipalities: list[Municipality]
    next: NEXT


class OneMunicipality(Answer):
    licence: Licence
    municipality: Municipality


class Value(Answer):
    id: said(str, gettext_noop("The value of the parameter"))
    name: str
    description: str
    measures: COUNT
    url: URL


class Values(Answer):
    licence: Licence
    values: list[Value]


class Row(Answer):
    name: str
    count: int
    url: said(str | None, gettext_noop("Address of the page with these measures"))


class Figure(Answer):
    id: str
    name: str
    note: said(str, gettext_noop("How it was counted"))
    total: said(int, gettext_noop("The number of measures that shares are of"))
    rows: list[Row]


class Month(Answer):
    month: said(str, gettext_noop("Such as 2026-05"))
    measures: said(int, gettext_noop("Number of measures at its end"))


class Official(Answer):
    date: said(str, gettext_noop("As precise as it was published"))
    measures: int
    source_url: str


class Statistics(Answer):
    licence: Licence
    total: COUNT
    projects: int
    municipalities: said(int, gettext_noop("Municipalities that take part"))
    figures: list[Figure]
    growth: list[Month]
    official: list[Official]
    reuses: ReuseFigures
    questions: said(QuestionFigures | None, gettext_noop("As of today; null for a past day"))


class Suggestion(Answer):
    kind: Named
    id: ID
    name: str
    measures: said(int | None, gettext_noop("Number of its measures; null for a measure"))
    url: URL


class Suggestions(Answer):
    licence: Licence
    notices: NOTICES
    suggestions: list[Suggestion]


class ChangedMeasure(Answer):
    id: ID
    title: said(str, gettext_noop("As it is today"))
    url: URL


class ChangedProject(Answer):
    id: ID
    name: str
    url: URL


class Change(Answer):
    id: said(str, gettext_noop("What tells this event from others"))
    at: datetime
    kind: Named
    measure: said(ChangedMeasure | None, gettext_noop("null if it was withdrawn: then only its project is told"))
    project: ChangedProject
    fields: said(list[str], gettext_noop("Names of the fields that changed"))


class Changes(Answer):
    licence: Licence
    changes: said(list[Change], gettext_noop("Oldest first"))
    next: NEXT


class WrongParameter(Answer):
    parameter: str
    detail: str


class Problem(Answer):
    title: str
    status: int
    detail: said(str, gettext_noop("What happened, as a sentence"))
    errors: said(list[WrongParameter] | UnsetType, gettext_noop("Parameters that are not understood")) = UNSET
    request_id: said(str | UnsetType, gettext_noop("What the operator finds in the log")) = UNSET


# What some of them are, where the name does not say it
ABOUT = {
    OfEntry: gettext_noop("The model project of an entry"),
    Place: gettext_noop("A place of an entry"),
    Reuse: gettext_noop("A municipality that has taken over a measure"),
    Effect: gettext_noop("An effect of a measure, in numbers"),
    OfReuse: gettext_noop("The municipality of a re-use"),
    Image: gettext_noop("The image of an entry. The licence of the entry does not hold for it."),
    Near: gettext_noop("An entry that does not meet the question but may fit"),
    Member: gettext_noop("A municipality in a model project"),
    TakenPart: gettext_noop("A model project in which a municipality takes part"),
    Official: gettext_noop("A published number of measures in the official database"),
    Problem: gettext_noop("An error (RFC 9457)"),
}
