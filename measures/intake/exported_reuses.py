"""Load the re-uses of the measures in a JSON export (exported_catalogue.py)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import msgspec
from django.core.exceptions import ValidationError

from measures.models import Measure, Statement
from measures.reuse.classes import BY_WEIGHT
from measures.reuse.forms import StatementForm
from measures.reuse.loading import load
from municipalities.models import Municipality

PRODUCTIVE = {True: "ja", False: "nein", None: ""}  # as the form has it
NOON = time(12, tzinfo=UTC)  # of a day of which the file does not say the hour


class Kind(msgspec.Struct):
    id: str


class Source(msgspec.Struct):
    url: str
    text: str


class ExportedReuse(msgspec.Struct):
    municipality: Kind
    status: Kind
    stated_by: list[Kind]
    counts: bool
    since: int | None
    ended: int | None
    is_productive: bool | None
    adapted: str
    effort: str
    version: str
    link: str
    contact: str
    sources: list[Source]
    last_confirmed: date | None
    first_published: datetime


def add_reuses(measure: Measure, records: Sequence[ExportedReuse], places: dict[str, Municipality]) -> None:
    """Write the re-uses of a new measure. Raise KeyError or ValidationError if something in them is not allowed."""
    for record in records:
        published = record.first_published
        said = datetime.combine(record.last_confirmed, NOON) if record.last_confirmed else published
        load(
            measure=measure,
            municipality=places[record.municipality.id],
            statements=statements_of(record),
            said_at=said,
            published_at=published,
            counts=record.counts,
        )


def statements_of(record: ExportedReuse) -> list[tuple[Statement.Side, dict[str, Any]]]:
    """Return pairs of a side and what it says. The first one has all words; the file does not tell them apart.

    Raise ValidationError if there is none, or something in it is not allowed.
    """
    named = {side.id for side in record.stated_by}
    if not named or named - set(Statement.Side.values):
        raise ValidationError(f"{record.municipality.id}: stated_by must name {', '.join(Statement.Side.values)}.")
    sides = [side for side in BY_WEIGHT if side in named]
    said: dict[Statement.Side, dict[str, Any]] = {
        side: {"status": record.status.id, "since": record.since, "ended": record.ended} for side in sides
    }
    said[sides[0]] |= {
        "is_productive": PRODUCTIVE[record.is_productive],
        "adapted": record.adapted,
        "effort": record.effort,
        "software_version": record.version,
        "link": record.link,
        "contact": record.contact,
    }
    for side, source in zip(reversed(sides), record.sources, strict=False):  # a public source needs the first of them
        said[side] |= {"source_url": source.url, "evidence": source.text}
    return [(side, checked(side, texts)) for side, texts in said.items()]


def checked(side: Statement.Side, texts: dict[str, Any]) -> dict[str, Any]:
    """Return what a side says, as the form of the desk reads it. Raise ValidationError."""
    form = StatementForm(texts)
    form.needs_source = side == Statement.Side.THIRD
    if not form.is_valid():
        raise ValidationError([f"{name}: {' '.join(reasons)}" for name, reasons in form.errors.items()])
    return form.cleaned_data
