"""Lists of entries as files: CSV, XLSX, JSON and GeoJSON."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from measures.content import EFFECT_FIELDS
from measures.finding.current import current
from measures.finding.documents import Document
from measures.finding.near import NearEntry
from measures.models import Effect
from measures.models.effects import Level
from measures.public.csv_file import csv_file
from measures.public.place_serialisation import named_by
from measures.public.serialisation import Entry, json_of, serialised
from measures.public.table_columns import COLUMNS, codebook, headings
from measures.public.xlsx_file import Sheet, xlsx_file

NAME = "massnahmen"  # of the files
ROW_HEIGHT = 48  # points: three lines of each text, none of which runs over its neighbours
ENTRIES_AT_ONCE = 50  # in one part of a streamed file


@dataclass(frozen=True)
class EntryList:
    """What an export holds.

    documents  the entries that meet the question, in its order
    address    absolute address of the page that shows the same list
    question   pairs of label and value: what was asked for
    notices    sentences on how the question was understood
    near       entries that do not meet the question, but may fit
    moment     the past moment of which the list is; None if it is of now
    day        the day of that moment; None if it is of now
    given      the entries themselves, instead of documents; None if they are to be read
    licence    identifier and address; None for that of the settings
    """

    documents: Sequence[Document]
    address: str
    question: Sequence[tuple[str, str]] = ()
    notices: Sequence[str] = ()
    near: Sequence[NearEntry] = ()
    moment: datetime | None = None
    day: date | None = None
    given: Sequence[Entry] | None = None
    licence: tuple[str, str] | None = None

    @property
    def total(self) -> int:
        return len(self.documents if self.given is None else self.given)

    @property
    def licence_named(self) -> tuple[str, str]:
        return self.licence or (settings.MASSWERK_DATA_LICENCE, settings.MASSWERK_DATA_LICENCE_URL)

    @property
    def date(self) -> date:
        return self.day or localdate()

    def entries(self) -> Iterator[Entry]:
        return serialised(self.documents, self.moment) if self.given is None else iter(self.given)

    def near_entries(self) -> Iterator[Entry]:
        return serialised([entry.document for entry in self.near], self.moment)

    def rows(self) -> Iterator[list[Any]]:
        """Yield the cells of each entry."""
        return table_rows(self.entries())

    def near_rows(self) -> Iterator[list[Any]]:
        """Yield the cells of each entry of the second list, after the words of the question that it lacks."""
        missing = {entry.document.card.slug: "; ".join(entry.missing) for entry in self.near}
        for entry in self.near_entries():
            yield [missing[entry["id"]], *cells(entry)]

    def facts(self) -> dict[str, Any]:
        """Return what is said about the list in JSON."""
        return {
            "source": "Maßwerk",
            "url": self.address,
            "question": [{"label": label, "value": value} for label, value in self.question],
            "notices": list(self.notices),
            "date": self.date.isoformat(),
            "licence": dict(zip(("id", "url"), self.licence_named, strict=True)),
            "total": self.total,
        }


def effect_rows(entries: Iterable[Entry]) -> Iterator[list[Any]]:
    """Yield the cells of each effect of the entries."""
    levels = dict(Level.choices)
    for entry in entries:
        for effect in entry["effects"]:
            values = {**effect, "level": str(levels[effect["level"]])}
            yield [entry["id"], entry["title"], entry["project"]["name"], *[values[name] for name in EFFECT_FIELDS]]


def effect_headings() -> list[str]:
    labels = [Effect._meta.get_field(name).verbose_name for name in EFFECT_FIELDS]
    return [_("Key"), _("Measure"), _("Model project"), *[capfirst(str(label)) for label in labels]]


def cells(entry: Entry) -> list[Any]:
    return [column.read(entry) for column in COLUMNS]


def table_rows(entries: Iterable[Entry]) -> Iterator[list[Any]]:
    return map(cells, entries)


def as_csv(found: EntryList, *, for_excel: bool) -> HttpResponseBase:
    return csv_file(f"{NAME}.csv", headings(), found.rows(), for_excel=for_excel)


def as_xlsx(found: EntryList) -> HttpResponseBase:
    """Return a workbook: the entries, the second list if there is one, effects, what the list is, and the codebook."""
    kinds, widths = [column.kind for column in COLUMNS], [column.width for column in COLUMNS]
    shown = {"filters": True, "wrap": True, "height": ROW_HEIGHT}
    sheets = [Sheet(_("Measures"), headings(), found.rows(), kinds, widths, **shown)]
    if found.near:
        header = [_("Not met"), *headings()]
        sheets.append(Sheet(_("May fit, too"), header, found.near_rows(), ["text", *kinds], [24, *widths], **shown))
    widths = [30, 40, 24, 10, 40, 16, 12, 12, 12, 14, 40]
    sheets.append(Sheet(_("Effects"), effect_headings(), effect_rows(found.entries()), widths=widths, wrap=True))
    facts = [
        (_("Source"), "Maßwerk"),
        (_("Address"), found.address),
        (_("Date"), found.date),
        (_("Licence"), " ".join(found.licence_named)),
        (_("Number of measures"), found.total),
        *found.question,
        *[(_("Note"), notice) for notice in found.notices],
    ]
    sheets += [
        Sheet(_("About this file"), [_("What"), _("Statement")], facts, widths=[28, 80], wrap=True),
        Sheet(_("Codebook"), CODEBOOK_HEADERS, codebook(), widths=[28, 24, 24, 50, 24, 50], wrap=True),
    ]
    return xlsx_file(f"{NAME}.xlsx", sheets, found.date)


CODEBOOK_HEADERS = ["Spalte / Column", "JSON", "Art", "Bedeutung", "Kind", "Meaning"]


def codebook_file() -> HttpResponseBase:
    return csv_file("codebuch.csv", CODEBOOK_HEADERS, codebook())


def as_json(found: EntryList) -> HttpResponseBase:
    """Return an object whose `measures` are the entries; `near` has those of the second list.

    Also their model projects and municipalities, so that `manage.py import_catalogue` can load the file elsewhere.
    """
    missing = {entry.document.card.slug: list(entry.missing) for entry in found.near}
    near = [{"missing": missing[entry["id"]], "measure": entry} for entry in found.near_entries()]
    head = found.facts() | {"near": near}
    if found.given is None:
        head |= named_by(current(), found.documents)
    parts = streamed(head, "measures", found.entries())
    return json_file(f"{NAME}.json", parts, "application/json")


def as_geojson(found: EntryList) -> HttpResponseBase:
    """Return a FeatureCollection as in RFC 7946, with one feature for each entry."""
    features = map(feature, found.entries())
    return json_file(
        f"{NAME}.geojson",
        streamed({"type": "FeatureCollection"} | found.facts(), "features", features),
        "application/geo+json",
    )


def feature(entry: Entry) -> dict[str, Any]:
    """Return an entry as a feature with the points of its places; its geometry is None if none is known."""
    points = [[place["longitude"], place["latitude"]] for place in entry["places"] if place["latitude"] is not None]
    geometry: dict[str, Any] | None = None
    if len(points) == 1:
        geometry = {"type": "Point", "coordinates": points[0]}
    elif points:
        geometry = {"type": "MultiPoint", "coordinates": points}
    return {"type": "Feature", "id": entry["id"], "geometry": geometry, "properties": entry}


def json_file(name: str, parts: Iterator[str], content_type: str) -> HttpResponseBase:
    response = StreamingHttpResponse(parts, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def streamed(head: dict[str, Any], name: str, items: Iterable[Any]) -> Iterator[str]:
    """Yield a JSON object in parts: the members of `head`, then the list `name` with one line for each item."""
    part = [as_text(head)[:-1], f', "{name}": [']
    separator = "\n"
    for item in items:
        part += [separator, as_text(item)]
        separator = ",\n"
        if len(part) >= 2 * ENTRIES_AT_ONCE:
            yield "".join(part)
            part = []
    yield "".join([*part, "\n]}\n"])


def as_text(value: Any) -> str:
    return json_of(value).decode()
