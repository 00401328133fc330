"""What became public and what ceased to be, as events: made of the times that editions keep.

An event never shows texts of an edition that was replaced, nor anything of a withdrawn measure but its project.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import TruncMonth
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from measures.content import changed_names, effects_of
from measures.models import Edition
from measures.public.serialisation import PUBLIC
from measures.steckbrief import BY_NAME

NEW, CHANGED, STOPPED, ARCHIVED, WITHDRAWN = "neu", "geaendert", "eingestellt", "archiviert", "zurueckgezogen"
KINDS = {
    NEW: _("New"),
    CHANGED: _("Changed"),
    STOPPED: _("Stopped"),
    ARCHIVED: _("Archived"),
    WITHDRAWN: _("Withdrawn"),
}
RELATED = ("solution_types", "action_fields", "spatial_scopes", "solutions", "offers", "places", "effects", "sources")


@dataclass(frozen=True)
class Event:
    """A moment at which an edition became public or ceased to be; `edition` is its key."""

    edition: int
    at: datetime
    kind: str


@dataclass(frozen=True)
class Change:
    """An event with what is shown of it.

    slug    of the measure
    title   as it is today; "" if the measure was withdrawn
    summary the same
    names   of the fields whose values differ from the edition before
    """

    kind: str
    at: datetime
    slug: str
    title: str
    summary: str
    project: Any
    names: Sequence[str]

    @property
    def id(self) -> str:
        """What tells it from other events, whatever name and address the site has."""
        return uuid5(NAMESPACE_URL, f"masswerk:{self.slug}:{self.kind}:{self.at.timestamp():.0f}").urn

    @property
    def fields(self) -> list[str]:
        """The labels of the fields that differ."""
        return [str(BY_NAME[name].label) for name in self.names]

    @property
    def label(self) -> str:
        return str(KINDS[self.kind])


def publications() -> QuerySet[Edition]:
    """Return the editions that are or were public, with the `kind` of the event of their publication."""
    earlier = Edition.objects.filter(
        measure=OuterRef("measure"), number__lt=OuterRef("number"), state__in=Edition.ONCE_PUBLIC
    ).order_by("-number")
    editions = Edition.objects.filter(state__in=Edition.ONCE_PUBLIC, published_at__isnull=False)
    return editions.annotate(
        before=Subquery(earlier.values("status")[:1]),
        event_at=F("published_at"),
        kind=Case(
            When(before__isnull=True, then=Value(NEW)),
            When(Q(status=Edition.Status.STOPPED) & ~Q(before=Edition.Status.STOPPED), then=Value(STOPPED)),
            default=Value(CHANGED),
        ),
    )


def closings() -> QuerySet[Edition]:
    """Return the editions that were archived or withdrawn, with the `kind` of that event."""
    editions = Edition.objects.filter(state__in=Edition.ONCE_PUBLIC, closed_at__isnull=False)
    return editions.annotate(
        event_at=F("closed_at"),
        kind=Case(When(state=Edition.State.WITHDRAWN, then=Value(WITHDRAWN)), default=Value(ARCHIVED)),
    )


def events(most: int | None = None, *, month: str = "", kind: str = "", project: str = "") -> list[Event]:
    """Return the newest events, at most `most`.

    Arguments:
        month: as "2026-05"; "" for all.
        kind: one of KINDS; "" for all.
        project: slug of a model project; "" for all.
    """
    found = []
    for editions in of_kind(kind, project):
        if month:
            year, number = map(int, month.split("-"))
            editions = editions.filter(event_at__year=year, event_at__month=number)
        rows = editions.order_by("-event_at", "-pk").values_list("pk", "event_at", "kind")[:most]
        found += [Event(*row) for row in rows]
    return sorted(found, key=in_time, reverse=True)[:most]


def events_since(since: datetime | None, first: int, end: int, *, kind: str = "", project: str = "") -> list[Event]:
    """Return the events from a time on, the oldest first, from number `first` to before `end`."""
    found = []
    for editions in of_kind(kind, project):
        if since:
            editions = editions.filter(event_at__gte=since)
        rows = editions.order_by("event_at", "pk").values_list("pk", "event_at", "kind")[:end]
        found += [Event(*row) for row in rows]
    return sorted(found, key=in_time)[first:end]


def in_time(event: Event) -> tuple[datetime, int, str]:
    return event.at, event.edition, event.kind


def of_kind(kind: str, project: str) -> list[QuerySet[Edition]]:
    """Return what became public and what ceased to be, of one kind and of one project if these are not ""."""
    found = [publications(), closings()]
    if kind:
        found = [editions.filter(kind=kind) for editions in found]
    if project:
        found = [editions.filter(measure__project__slug=project) for editions in found]
    return found


def months() -> list[str]:
    """Return the months that have events, as "2026-05", newest first."""
    found = set()
    for editions in (publications(), closings()):
        rows = editions.order_by().annotate(month=TruncMonth("event_at")).values_list("month", flat=True).distinct()
        found.update(localtime(month).strftime("%Y-%m") for month in rows)
    return sorted(found, reverse=True)


def publications_of(measures: Sequence[int]) -> list[Event]:
    """Return the events by which the public editions of these measures appeared, in the order of the measures."""
    rows = publications().filter(state=Edition.State.PUBLISHED, measure__in=measures)
    found = {measure: Event(*row) for measure, *row in rows.order_by().values_list("measure", "pk", "event_at", "kind")}
    return [found[key] for key in measures if key in found]


def described(chosen: Iterable[Event]) -> list[Change]:
    """Return events with what is shown of them, in a constant number of queries."""
    chosen = list(chosen)
    measures = Edition.objects.filter(pk__in=[event.edition for event in chosen]).order_by().values("measure")
    editions = (
        Edition.objects.filter(measure__in=measures, state__in=Edition.ONCE_PUBLIC)
        .select_related("measure__project")
        .prefetch_related(*RELATED)
        .order_by("number")
    )
    by_key, by_measure = {}, {}
    for edition in editions:
        by_key[edition.pk] = edition
        by_measure.setdefault(edition.measure_id, []).append(edition)
    return [
        change(event, by_key[event.edition], by_measure[by_key[event.edition].measure_id])
        for event in chosen
        if event.edition in by_key
    ]


def change(event: Event, edition: Edition, editions: list[Edition]) -> Change:
    """Return an event of an edition; `editions` are all public ones of its measure, oldest first."""
    shown = next((other for other in reversed(editions) if other.state in Edition.READABLE), None)
    earlier = [other for other in editions if other.number < edition.number]
    differs = event.kind in (CHANGED, STOPPED) and earlier and shown
    return Change(
        kind=event.kind,
        at=localtime(event.at),
        slug=edition.measure.slug,
        title=shown.title if shown else "",
        summary=shown.summary if shown else "",
        project=edition.measure.project,
        names=changed_names(earlier[-1], public_content(edition)) if differs else (),
    )


def public_content(edition: Edition) -> dict[str, Any]:
    """Return the content of an edition without named persons, as measures/content.py has it."""
    content: dict[str, Any] = {}
    for field in PUBLIC:
        if field.name == "sources":
            content["sources"] = [
                {"url": source.url, "kind": source.kind, "confidence": source.confidence}
                for source in edition.sources.all()
            ]
        elif field.name == "effects":
            content["effects"] = effects_of(edition)
        elif field.is_list:
            content[field.name] = list(getattr(edition, field.name).all())
        else:
            content[field.name] = getattr(edition, field.name)
    return content
