"""The columns of a table of entries. Headers are part of the file format, so they are German in every language."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Column:
    name: str  # of the content of an edition; or "key", "project"
    header: str
    kind: str
    hint: str = ""
    also: tuple = ()  # other headers that people give it
    width: int = 24


LONG = _("Text of up to 20,000 characters; line breaks are kept.")
SEVERAL = _("One or several of the allowed values, separated by semicolons or line breaks.")

COLUMNS = [
    Column("key", "Kennung", "key", _("Empty for a new measure. Leave it alone for one that exists."), ("Slug",), 30),
    Column(
        "project",
        "Modellprojekt",
        "project",
        _("Name of the project. May be left out if you write for one project only."),
        ("Projekt",),
    ),
    Column("title", "Titel", "text", _("Required, up to 200 characters."), ("Name", "Bezeichnung", "Maßnahme"), 40),
    Column("summary", "Kurzfassung", "text", _("Up to 500 characters."), ("Kurzbeschreibung", "Zusammenfassung"), 40),
    Column("description", "Beschreibung", "text", LONG, (), 40),
    Column("solution_types", "Lösungstypen", "several", SEVERAL, ("Lösungstyp",)),
    Column("action_fields", "Handlungsfelder", "several", SEVERAL, ("Handlungsfeld",)),
    Column("spatial_scopes", "Raumwirkung", "several", SEVERAL, ("Raumwirkungen",)),
    Column("status", "Bearbeitungsstand", "status", _("One of the allowed values."), ("Status",), 18),
    Column("start_year", "Beginn", "year", _("Year, for example 2023."), ("Start", "Startjahr", "Jahr"), 10),
    Column("end_year", "Ende", "year", _("Year, for example 2025."), ("Endjahr",), 10),
    Column(
        "places",
        "Orte",
        "several",
        _("Names or regional keys (ARS) of municipalities of the project. For a new measure, empty means all of them."),
        ("Ort", "Kommune", "Kommunen"),
    ),
    Column("as_of", "Stand", "date", _("Date: 31.01.2026 or 2026-01-31."), ("Stand der Angaben", "Datenstand"), 12),
    Column("goals", "Ziele", "text", LONG, ("Ziel",)),
    Column("target_groups", "Zielgruppen", "text", LONG, ("Zielgruppe",)),
    Column("partners", "Partner", "text", LONG),
    Column("costs", "Kosten", "text", LONG),
    Column("funding", "Finanzierung", "text", LONG, ("Förderung",)),
    Column("operation", "Betrieb nach der Förderung", "text", LONG, ("Betrieb", "Verstetigung")),
    Column("what_worked", "Was gelungen ist", "text", LONG),
    Column("lessons", "Was nicht gelungen ist", "text", LONG, ("Lehren",)),
    Column("transfer_hints", "Hinweise zur Nachnutzung", "text", LONG, ("Nachnutzung",)),
    Column("website", "Website", "text", _("Address; https:// may be left out."), ("Internetadresse", "Webseite")),
    Column("source_code_url", "Quelltext", "text", _("Address of the public repository."), ("Repository", "Quellcode")),
    Column("licence", "Lizenz", "text", _("As an SPDX identifier, for example EUPL-1.2."), (), 14),
    Column("contact_name", "Ansprechstelle", "text", _("An office, not a person."), ("Kontakt",)),
    Column("contact_email", "Funktionspostfach", "text", _("E-mail address of an office."), ("E-Mail",)),
    Column(
        "sources",
        "Quellen",
        "sources",
        _("Addresses, one per line; kind and confidence may follow: https://… (Kommune/Projektseite, hoch)."),
        ("Quelle", "Belege"),
        40,
    ),
]
BY_NAME = {column.name: column for column in COLUMNS}
HEADERS = [column.header for column in COLUMNS]
CONTENT_NAMES = [column.name for column in COLUMNS if column.name not in ("key", "project")]


def fold(text):
    """Return `text` without what people do not mean: case, stray spaces, soft hyphens, two ways to write an umlaut."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\xad", "").split()).casefold()


def fold_header(text):
    """What stands in brackets after a header explains it, and a star marks what is required."""
    return fold(re.sub(r"\(.*?\)|[*:]", " ", text))


KNOWN = {fold_header(header): column for column in COLUMNS for header in (column.header, *column.also, column.name)}


def column_of(header):
    """Return the Column that a header names, or None."""
    return KNOWN.get(fold_header(header))
