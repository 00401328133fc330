"""The figures of the catalogue: how many measures there are of what, how complete and how old the entries are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import ExtractYear
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.finding.facet_rows import FACETS, FacetRow, Pairs
from measures.finding.snapshot import Snapshot
from measures.models import Edition
from measures.models.local_text import percent
from measures.steckbrief import FIELDS
from measures.steckbrief_fields import Field, Omitted, Page, Personal

# {facet: its name in the address of a table}, in the order of the page
COUNTED = {
    "typ": "loesungstypen",
    "feld": "handlungsfelder",
    "status": "status",
    "land": "laender",
    "groesse": "groessen",
    "staffel": "staffeln",
    "nachnutzung": "nachnutzung",
}
ONE_EACH = {"status", "staffel"}  # a measure has at most one value of these facets


@dataclass(frozen=True)
class Row:
    """One line of a figure. `query` is the question that shows these measures, or ""."""

    label: str
    count: int
    query: str = ""


@dataclass(frozen=True)
class Figure:
    """A table that can be drawn as bars.

    slug     in the address of its file
    subject  what it is about, as a heading
    column   what the labels of its rows are
    total    the number of measures that the shares are of
    note     a sentence on how it was counted, or ""
    """

    slug: str
    subject: str
    column: str
    rows: list[Row]
    total: int
    note: str = ""

    @cached_property
    def most(self) -> int:
        return max((row.count for row in self.rows), default=0)

    def share(self, row: Row) -> int:
        """Return the share of all measures, in percent."""
        return round(100 * row.count / self.total) if self.total else 0

    def length(self, row: Row) -> float:
        """Return the length of the bar of a row, in percent of the longest one."""
        return round(100 * row.count / self.most, 1) if self.most else 0.0

    @property
    def finding(self) -> str:
        """One sentence with the largest value."""
        if not self.most:
            return _("Nothing is known about this yet.")
        top = max(self.rows, key=lambda row: row.count)
        values = {"label": top.label, "count": top.count, "total": self.total, "share": percent(self.share(top))}
        return _("Most frequent: %(label)s, %(count)s of %(total)s measures (%(share)s)") % values


@dataclass(frozen=True)
class FillFigure(Figure):
    """How often the fields are filled in: the rare ones are what matters."""

    @property
    def finding(self) -> str:
        if not self.rows:
            return _("Nothing is known about this yet.")
        rarest = self.rows[-1]
        values = {"label": rarest.label, "count": rarest.count, "total": self.total}
        return _("Least is known about: %(label)s, in %(count)s of %(total)s measures") % values


def facet_figures(snapshot: Snapshot) -> list[Figure]:
    """Return a figure for each facet of COUNTED, with the values that have measures."""
    facets = {facet.name: facet for facet in FACETS}
    return [facet_figure(facets[name], slug, snapshot) for name, slug in COUNTED.items()]


def facet_figure(facet: FacetRow, slug: str, snapshot: Snapshot) -> Figure:
    totals = snapshot.totals[facet.name]
    rows = [
        Row(str(label), totals[str(value)], f"?{facet.name}={value}")
        for value, label in choices_of_facet(facet, snapshot)
        if str(value) in totals
    ]
    if facet.name != "staffel":  # years stay in their order
        rows.sort(key=lambda row: -row.count)
    note = "" if facet.name in ONE_EACH else _("A measure can have several values and then counts for each of them.")
    return Figure(slug, str(facet.label), str(facet.label), rows, len(snapshot), note)


def choices_of_facet(facet: FacetRow, snapshot: Snapshot) -> Pairs:
    """Return the values to choose from, as the snapshot read them if they stand in the database."""
    if facet.choices:
        return facet.choices()
    return snapshot.choices.values[facet.name] if snapshot.choices else []


def fill_figure(moment: datetime | None = None) -> Figure:
    """Return how many measures have something in each field that visitors can read; at a past moment, or now."""
    public = Edition.objects.public_at(moment).order_by()
    counted = public.aggregate(total=Count("pk"), **{field.name: filled(field) for field in counted_fields()})
    rows = [Row(str(field.label), counted[field.name]) for field in counted_fields() if counted["total"]]
    rows.sort(key=lambda row: -row.count)
    note = _("Almost all fields are optional: a thin entry is a valid entry.")
    return FillFigure("fuellgrad", _("What is known"), _("Field"), rows, counted["total"], note)


def counted_fields() -> Iterable[Field]:
    """Return the fields that visitors can read, without named persons and what belongs to an image."""
    return [
        field
        for field in FIELDS
        if not isinstance(field.page, Omitted)
        and field.personal not in (Personal.PERSON, Personal.DETAIL)
        and (field.page != Page.FIGURE or field.name == "image")
    ]


def filled(field: Field) -> Count:
    """Return the aggregate that counts the editions with something in a field."""
    name = field.name
    if field.model_field.one_to_many or field.model_field.many_to_many:
        return Count("pk", filter=Q(pk__in=Edition.objects.filter(**{f"{name}__isnull": False}).values("pk")))
    if name == "source_code_duty":  # the one choice that says in so many words that nothing is known
        return Count("pk", filter=~Q(source_code_duty=Edition.SourceCode.UNKNOWN))
    empty = Q(**{f"{name}__isnull": True}) if field.model_field.null else Q(**{name: ""})
    return Count("pk", filter=~empty)


def age_figure(moment: datetime | None = None) -> Figure:
    """Return how many measures have statements of which year; at a past moment, or now."""
    years = Edition.objects.public_at(moment).order_by().values_list(ExtractYear("as_of")).annotate(Count("pk"))
    counts: dict[Any, int] = dict(years)
    unknown = counts.pop(None, 0)
    rows = [Row(str(year), counts[year]) for year in sorted(counts, reverse=True)]
    if unknown:
        rows.append(Row(_("no date given"), unknown))
    note = _("The year is that of the statements in an entry, not that of its last change.")
    return Figure("stand", _("How current it is"), _("Year"), rows, sum(counts.values()) + unknown, note)


HEADINGS = {"count": gettext_lazy("Measures"), "share": gettext_lazy("Share in %")}
