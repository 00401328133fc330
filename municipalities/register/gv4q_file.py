"""Read GV4Q ("Auszug aus dem Gemeindeverzeichnis"): area, coordinates, travel region, degree of urbanisation.

It is a CSV file, with commas, semicolons or tabs, whose header has our names of columns or the official headings.
Numbers have spaces between thousands, areas (km²) a decimal point, coordinates (degrees) a decimal comma. The
population is not read, because the file does not contain its date.
"""

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tqdm import tqdm

from municipalities.folding import spellings, words_of
from municipalities.register.records import (
    LARGEST_AREA_KM2,
    Excerpt,
    LineError,
    Place,
    Refusal,
    RegisterError,
    ags_of,
    check_line,
    is_key,
)

# The parts of the regional key, and how many digits each has
KEY_PARTS = {"land": 2, "rb": 1, "kreis": 2, "vb": 4, "gemeinde": 3}
# textkennzeichen: kind of body, as in GV100AD
COLUMNS = {"satzart", "textkennzeichen", *KEY_PARTS, "gemeindename", "flaeche", "laengengrad", "breitengrad"}
TRAVEL_REGION = "bezeichnung"  # the first column of this name
URBANISATION = "verstaedterungschluessel"  # degree of urbanisation
DEGREES = {"01": 1, "02": 2, "03": 3}  # densely populated, intermediate, thinly populated
# Headings of the tables that Destatis publishes, folded and without spaces, and our names
HEADINGS = {
    "gem": "gemeinde",
    "name": "gemeindename",
    "flache": "flaeche",
    "flachekm2": "flaeche",
    "flacheinkm2": "flaeche",
    "langengrad": "laengengrad",
    "reisegebiet": TRAVEL_REGION,
    "reisegebietbezeichnung": TRAVEL_REGION,
}
DELIMITERS = ",;\t"
HEADER_WITHIN = 20  # lines; there may be a title above the header
FEWEST_COLUMNS = 5  # known ones, to take a line for a header though others are missing
MUNICIPALITY = "60"
LARGER_AREAS = {"10", "20", "30", "40", "50"}  # without area and coordinates in this file
UNINCORPORATED = {"65", "66"}  # gemeindefreies Gebiet, inhabited or not
# Degrees, the same as in the constraint municipality_lies_in_germany.
LATITUDES = (47.0, 55.2)
LONGITUDES = (5.8, 15.1)
LONGEST_REGION = 120  # characters
COORDINATE_DIGITS = 5  # about one metre; more is meaningless for the centre of a municipality


@dataclass(frozen=True)
class Header:
    """The line that names the columns: its number, the delimiter, our names of the columns ("" for unknown ones)."""

    line: int
    delimiter: str
    columns: list[str]

    @property
    def missing(self) -> set[str]:
        return COLUMNS.difference(self.columns)


def find_header(lines: list[str]) -> Header | None:
    """Return the Header among the first lines that names most of our columns, or None if none names enough."""
    best, most = None, FEWEST_COLUMNS - 1
    for number, line in enumerate(lines[:HEADER_WITHIN], 1):
        for delimiter in DELIMITERS:
            try:
                columns = [column_named(text) for text in fields_of(line, delimiter)]
            except LineError:
                continue
            known = len(COLUMNS.intersection(columns))
            if known > most:
                best, most = Header(number, delimiter, columns), known
    return best


def column_named(heading: str) -> str:
    """Return our name of a column, or "" if the heading is not known."""
    plain = "".join(spellings(word)[-1] for word in words_of(heading))
    known = {
        "".join(spellings(word)[-1] for word in words_of(name)): name
        for name in (*COLUMNS, TRAVEL_REGION, URBANISATION)
    }
    return HEADINGS.get(plain) or known.get(plain, "")


def read_gv4q(path: Path, lines: list[str], header: Header) -> Excerpt:
    """Return the Excerpt in the lines below the header. Raises RegisterError if the keys have lost their zeros."""
    excerpt = Excerpt(path)
    first_line = {}
    below = enumerate(lines[header.line :], header.line + 1)
    for number, line in tqdm(below, desc=path.name, unit=" lines", total=len(lines), disable=None):
        if not line.strip(f" \t{header.delimiter}"):
            continue
        try:
            row = read_row(line, header)
            if row["satzart"] in LARGER_AREAS:
                continue
            check_zeros(path, number, row)
            ars = key_of(row)
            check_line(line.replace("\t", " "), ars)
            if row["textkennzeichen"] in UNINCORPORATED:
                excerpt.unincorporated += 1
                continue
            key = ags_of(ars)
            if first_line.setdefault(key, number) != number:
                raise LineError(f"its key {key} is already on line {first_line[key]}")
        except LineError as error:
            excerpt.refusals.append(Refusal(number, str(error)))
        else:
            excerpt.places.append(read_place(row, number, ars, excerpt.refusals))
    return excerpt


def check_zeros(path, number, row):
    """Raise RegisterError if a part of the key is a number without its leading zeros.

    A spreadsheet program removes them from all lines, so the file as a whole is refused.
    """
    parts = {name: row[name] for name in KEY_PARTS}
    if not all(text.isascii() and text.isdigit() and len(text) <= KEY_PARTS[name] for name, text in parts.items()):
        return
    short = [name for name, text in parts.items() if len(text) < KEY_PARTS[name]]
    if short:
        raise RegisterError(
            f"{path}: the keys have lost their leading zeros, as in line {number}: {short[0]} is "
            f"“{row[short[0]]}” instead of “{row[short[0]].zfill(KEY_PARTS[short[0]])}”. A spreadsheet program does "
            "that when it opens the file. Take the original file, or format these columns as text. Nothing was written."
        )


def fields_of(line, delimiter):
    """Return the fields of one line; raise LineError. No field of this file contains a line break."""
    try:
        return [text.strip() for text in next(csv.reader([line], delimiter=delimiter, strict=True), [])]
    except csv.Error as error:
        raise LineError(f"it is not CSV: {error}") from error


def read_row(line, header):
    """Return {column: field} of a line, the first one of each name; raise LineError. Empty columns do not count."""
    fields, columns = fields_of(line, header.delimiter), header.columns
    if len(fields) < len(columns) or any(fields[len(columns) :]):
        raise LineError(f"it has {len(fields)} columns instead of {len(columns)}")
    row = dict(zip(reversed(columns), reversed(fields[: len(columns)]), strict=True))
    if row["satzart"] not in LARGER_AREAS | {MUNICIPALITY}:
        raise LineError(f"unknown Satzart {row['satzart']!r}")
    return row


def key_of(row):
    """Return the regional key (ARS) of a row; "" if it is not made of twelve digits."""
    ars = row["land"] + row["rb"] + row["kreis"] + row["vb"] + row["gemeinde"]
    return ars if is_key(ars, 12) else ""


def read_place(row, number, ars, refusals):
    """Return the Place of a row. An impossible area or coordinate is left out and reported in `refusals`."""
    area_km2 = latitude = longitude = None
    try:
        area_km2 = read_area(row["flaeche"])
    except LineError as error:
        refusals.append(Refusal(number, f"{error}; taken without it", ars))
    try:
        latitude, longitude = read_point(row["breitengrad"], row["laengengrad"])
    except LineError as error:
        refusals.append(Refusal(number, f"{error}; taken without it", ars))
    region = " ".join(row.get(TRAVEL_REGION, "").split())[:LONGEST_REGION]
    degree = DEGREES.get(row.get(URBANISATION, "").zfill(2))
    return Place(number, ars, row["gemeindename"], area_km2, latitude, longitude, region, degree)


def read_area(text):
    """Return an area like " 1 234.56" in km², or None if it is empty; raise LineError if it is impossible."""
    digits = text.replace(" ", "")
    if not digits:
        return None
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,2})?", digits) or not 0 < Decimal(digits) < LARGEST_AREA_KM2:
        raise LineError(f"its area {text.strip()!r} cannot be")
    return Decimal(digits).quantize(Decimal("0.01"))


def read_point(latitude, longitude):
    """Return degrees like "54,78252" and "9,43751" as two numbers, or twice None if both are empty.

    Raises LineError for anything else and for points outside Germany.
    """
    if not latitude.strip() and not longitude.strip():
        return None, None
    numbers = [text.strip().replace(",", ".") for text in (latitude, longitude)]
    if all(re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", number) for number in numbers):
        north, east = (round(float(number), COORDINATE_DIGITS) for number in numbers)
        if LATITUDES[0] <= north <= LATITUDES[1] and LONGITUDES[0] <= east <= LONGITUDES[1]:
            return north, east
    raise LineError(f"its point {latitude!r} north, {longitude!r} east is not in Germany")
