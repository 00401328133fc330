"""The columns of exported tables, and their codebook.

German headers are those of the tables that editors upload, where there is one: they are part of the file format. The
files of the English pages have English ones. The codebook explains the columns in German and English.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from measures.effect_texts import line_of
from measures.models import Effect
from measures.models.local_text import local
from measures.public.serialisation import PUBLIC, Entry
from measures.steckbrief_fields import Column, Field, Text
from municipalities.models import State

STATES = dict(State.Code.choices)
HEADERS_OF_FIELDS = {field.name: field.column.header for field in PUBLIC if isinstance(field.column, Column)}
KINDS = {
    "text": _("text"),
    "markup": _("text with Markdown"),
    "names": _("names, separated by semicolons"),
    "year": _("year"),
    "date": _("date"),
    "link": _("address"),
}


@dataclass(frozen=True)
class TableColumn:
    """A column of an exported table.

    name     of the value in JSON, with a dot before a part of it
    header   in the first row, in German
    english  the same in English
    kind     one of KINDS: how cells are formatted
    meaning  what the codebook says of it
    read     returns the value of an entry: a text, a number, a date or None
    width    in characters
    """

    name: str
    header: str
    english: Text
    kind: str
    meaning: Text
    read: Callable[[Entry], Any]
    width: int = 24

    @property
    def heading(self) -> str:
        """The header in the language of the page."""
        return local(self.header, capfirst(str(self.english)))


def joined(values: list[str]) -> str:
    return "; ".join(values)


def names_of(key: str) -> Callable[[Entry], str]:
    return lambda entry: joined([value["name"] for value in entry[key]])


def part_of(key: str, part: str) -> Callable[[Entry], Any]:
    return lambda entry: (entry[key] or {}).get(part, "")


def state_names(entry: Entry) -> str:
    return joined(sorted({str(STATES[code]) for place in entry["places"] for code in place["states"]}))


def supported(entry: Entry) -> str:
    """Return "header of a field: address" for each field that has a source of its own."""
    pairs = [(name, source["url"]) for source in entry["sources"] for name in source["fields"]]
    return joined([f"{HEADERS_OF_FIELDS.get(name, name)}: {url}" for name, url in pairs])


def reuse_texts(entry: Entry) -> str:
    """Return the re-uses that count, such as "Musterdorf: uses it, 2024, confirmed by both sides"."""
    counting = [reuse for reuse in entry["reuses"] if reuse["counts"]]
    return joined(
        [
            ", ".join(
                filter(
                    None,
                    [
                        f"{reuse['municipality']['name']}: {reuse['status']['name']}",
                        str(reuse["since"] or ""),
                        reuse["class"]["name"],
                    ],
                )
            )
            for reuse in counting
        ]
    )


def effect_lines(entry: Entry) -> str:
    """Return one line for each effect, as the tables have it that editors upload."""
    return "\n".join(line_of(effect_of(effect)) for effect in entry["effects"])


def effect_of(effect: dict[str, Any]) -> Effect:
    """Return the effect of an entry as a row that is not stored."""
    numbers = {name: effect[name] for name in Effect.NUMBERS}
    exact = {name: None if number is None else Decimal(str(number)) for name, number in numbers.items()}
    return Effect(**{**effect, **exact})


def column_of(field: Field) -> list[TableColumn]:
    """Return the columns of a field of the Steckbrief."""
    name, label = field.name, field.label
    if name == "image":
        return [
            TableColumn("image.url", "Bild", "Image", "link", _("Address of the image"), part_of("image", "url")),
            TableColumn(
                "image.alt",
                "Bildbeschreibung",
                "Image description",
                "text",
                _("What is to be seen"),
                part_of("image", "alt"),
            ),
            TableColumn(
                "image.rights",
                "Bildrechte",
                "Image rights",
                "text",
                _("Whose image it is. The licence of the entry does not hold for it."),
                part_of("image", "rights"),
            ),
        ]
    if not isinstance(field.column, Column):
        return []
    header, width = field.column.header, field.column.width
    if name == "sources":
        return [
            TableColumn(
                name, header, label, "names", label, lambda entry: joined([s["url"] for s in entry[name]]), width
            ),
            TableColumn(
                "sources.fields",
                "Belege",
                "Sources of fields",
                "names",
                _("Which source supports which field"),
                supported,
                width,
            ),
        ]
    if name == "effects":
        return [TableColumn(name, header, label, "text", field.column.hint, effect_lines, width)]
    if name == "places":
        return [
            TableColumn(name, header, label, "names", label, names_of(name), width),
            TableColumn(
                "places.ars",
                "Regionalschlüssel",
                "Regional keys (ARS)",
                "names",
                _("Official regional keys (ARS) of the places"),
                lambda entry: joined([place["ars"] for place in entry["places"] if place["ars"]]),
            ),
            TableColumn("places.states", "Länder", "States", "names", _("States of the places"), state_names),
        ]
    if field.is_list:
        return [TableColumn(name, header, label, "names", label, names_of(name), width)]
    if field.column.kind == "choice":
        return [TableColumn(name, header, label, "text", label, part_of(name, "name"), width)]
    kind = field.column.kind if field.column.kind in KINDS else "text"
    if field.has_markup:
        kind = "markup"
    if name in ("website", "source_code_url", "successor"):
        kind = "link"
    return [TableColumn(name, header, label, kind, label, lambda entry: entry[name], width)]


COLUMNS = [
    TableColumn(
        "id", "Kennung", "Key", "text", _("Key of the entry, part of its address"), lambda entry: entry["id"], 30
    ),
    TableColumn("url", "Adresse", "Address", "link", _("Page of the entry"), lambda entry: entry["url"], 40),
    TableColumn(
        "project.name", "Modellprojekt", "Model project", "text", _("Model project"), part_of("project", "name")
    ),
    TableColumn(
        "project.cohort",
        "Staffel",
        "Cohort",
        "year",
        _("Year in which it was selected"),
        part_of("project", "cohort"),
        10,
    ),
    *[column for field in PUBLIC for column in column_of(field)],
    TableColumn(
        "reuses",
        "Nachnutzung",
        "Re-uses",
        "names",
        _("Who re-uses it: municipality, what it does, since when, and how we know"),
        reuse_texts,
        40,
    ),
    TableColumn(
        "questions",
        "Fragen und Antworten",
        "Questions and answers",
        "text",
        _("What visitors have asked about it, and the answers"),
        lambda entry: "\n\n".join(f"{one['question']}\n{one['answer']}" for one in entry["questions"]),
        40,
    ),
    TableColumn(
        "first_published",
        "Erstmals veröffentlicht",
        "First published",
        "date",
        _("Day on which the entry appeared in this catalogue"),
        lambda entry: entry["first_published"].date(),
        12,
    ),
    TableColumn(
        "published",
        "Veröffentlicht",
        "Published",
        "date",
        _("Day on which this version of the entry appeared"),
        lambda entry: entry["published"].date(),
        12,
    ),
    TableColumn(
        "licence_of_entry",
        "Lizenz des Eintrags",
        "Licence of the entry",
        "text",
        _("Licence of data and text of the entry"),
        lambda entry: entry["licence_of_entry"],
    ),
]
HEADERS = [column.header for column in COLUMNS]


def headings() -> list[str]:
    """Return the headers in the language of the page."""
    return [column.heading for column in COLUMNS]


def codebook() -> list[tuple[str, str, str, str, str, str]]:
    """Return (heading, name in JSON, kind and meaning in German, kind and meaning in English) for each column."""
    told = {}
    for language in ("de", "en"):
        with translation.override(language):
            told[language] = [(str(KINDS[column.kind]), str(column.meaning)) for column in COLUMNS]
    return [
        (column.heading, column.name, *german, *english)
        for column, german, english in zip(COLUMNS, told["de"], told["en"], strict=True)
    ]
