"""Read GV4Q ("Auszug aus dem Gemeindeverzeichnis"), a CSV file with area and coordinates of each municipality.

Numbers have spaces between thousands, areas (km²) a decimal point, coordinates (degrees) a decimal comma. The
population is not read, because the file does not contain its date.
"""

import csv
import re
from decimal import Decimal
from pathlib import Path

from tqdm import tqdm

from municipalities.register.records import (
    LARGEST_AREA_KM2,
    Excerpt,
    LineError,
    Place,
    Refusal,
    ags_of,
    check_line,
    is_key,
)

COLUMNS = {
    "satzart",
    "textkennzeichen",  # kind of body, as in GV100AD
    "land",
    "rb",
    "kreis",
    "vb",
    "gemeinde",
    "gemeindename",
    "flaeche",
    "laengengrad",
    "breitengrad",
}
MUNICIPALITY = "60"
LARGER_AREAS = {"10", "20", "30", "40", "50"}  # without area and coordinates in this file
UNINCORPORATED = {"65", "66"}  # gemeindefreies Gebiet, inhabited or not
# Degrees, the same as in the constraint municipality_lies_in_germany.
LATITUDES = (47.0, 55.2)
LONGITUDES = (5.8, 15.1)
COORDINATE_DIGITS = 5  # about one metre; more is meaningless for the centre of a municipality


def looks_like_gv4q(lines: list[str]) -> bool:
    """Return whether the first line has all columns that we read."""
    try:
        return set(fields_of(lines[0])) >= COLUMNS
    except LineError:
        return False


def read_gv4q(path: Path, lines: list[str]) -> Excerpt:
    """Return the Excerpt in `lines`, the first of which names the columns."""
    excerpt = Excerpt(path)
    columns = fields_of(lines[0])
    first_line = {}
    for number, line in enumerate(tqdm(lines[1:], desc=path.name, unit=" lines", disable=None), 2):
        if not line.strip():
            continue
        try:
            row = read_row(line, columns)
            if row["satzart"] in LARGER_AREAS:
                continue
            ars = key_of(row)
            check_line(line, ars)
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


def fields_of(line):
    """Return the fields of one line; raise LineError. No field of this file contains a line break."""
    try:
        return next(csv.reader([line], strict=True), [])
    except csv.Error as error:
        raise LineError(f"it is not CSV: {error}") from error


def read_row(line, columns):
    """Return {column: field} of a line; raise LineError."""
    fields = fields_of(line)
    if len(fields) != len(columns):
        raise LineError(f"it has {len(fields)} columns instead of {len(columns)}")
    row = dict(zip(columns, fields, strict=True))
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
    return Place(number, ars, row["gemeindename"].strip(), area_km2, latitude, longitude)


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
