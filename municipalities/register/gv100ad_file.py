"""Read GV100AD, the register of municipalities: a fixed-width file with one line per body.

Destatis publishes a record description with the file, which numbers its fields EF1 to EF16. The package gv100ad parses
them. Its own reader stops at the first bad line, so lines are parsed one by one here. Each line has the date of the
register.
"""

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import gv100ad
from gv100ad import DistrictType, MunicipalAssociationType, MunicipalityType
from tqdm import tqdm

from municipalities.models import Municipality
from municipalities.register.records import (
    LARGEST_AREA_KM2,
    MOST_INHABITANTS,
    Body,
    LineError,
    Refusal,
    Register,
    RegisterError,
    ags_of,
    check_line,
    is_key,
)

DISTRICT, ASSOCIATION, MUNICIPALITY = "40", "50", "60"  # Satzart (EF1)
LARGER_AREAS = {"10", "20", "30"}  # states, government regions, regions: not imported
LEVELS = {
    DISTRICT: Municipality.Level.DISTRICT,
    ASSOCIATION: Municipality.Level.ASSOCIATION,
    MUNICIPALITY: Municipality.Level.MUNICIPALITY,
}
# Legal forms by Textkennzeichen (EF7). Lines with an empty form are no bodies of their own: a city that is its own
# district and a municipality without an association have another line as municipality, and an unincorporated area
# (gemeindefreies Gebiet) belongs to no municipality.
DISTRICT_KINDS = {
    DistrictType.KREISFREIE_STADT: "",
    DistrictType.STADTKREIS: "",
    DistrictType.KREIS: "Kreis",
    DistrictType.LANDKREIS: "Landkreis",
    DistrictType.REGIONALVERBAND: "Regionalverband",
}
ASSOCIATION_KINDS = {
    MunicipalAssociationType.VERBANDSFREIE_GEMEINDE: "",
    MunicipalAssociationType.AMT: "Amt",
    MunicipalAssociationType.SAMTGEMEINDE: "Samtgemeinde",
    MunicipalAssociationType.VERBANDSGEMEINDE: "Verbandsgemeinde",
    MunicipalAssociationType.VERWALTUNGSGEMEINSCHAFT: "Verwaltungsgemeinschaft",
    MunicipalAssociationType.KIRCHSPIELSLANDGEMEINDE: "Kirchspielslandgemeinde",
    MunicipalAssociationType.VERWALTUNGSVERBAND: "Verwaltungsverband",
    MunicipalAssociationType.VG_TRAEGERMODELL: "Verwaltungsgemeinschaft (Trägermodell)",
    # A municipality that runs the administration of its neighbours; the key covers all of them together.
    MunicipalAssociationType.ERFUELLENDE_GEMEINDE: "Erfüllende Gemeinde",
}
MUNICIPALITY_KINDS = {
    MunicipalityType.MARKT: "Markt",
    MunicipalityType.KREISFREIE_STADT: "Kreisfreie Stadt",
    MunicipalityType.STADTKREIS: "Stadtkreis",
    MunicipalityType.STADT: "Stadt",
    MunicipalityType.KREISANGEHOERIGE_GEMEINDE: "Gemeinde",
    MunicipalityType.GROSSE_KREISSTADT: "Große Kreisstadt",
    MunicipalityType.GEMEINDEFREIES_GEBIET_BEWOHNT: "",
    MunicipalityType.GEMEINDEFREIES_GEBIET_UNBEWOHNT: "",
}
LINE_START = re.compile(r"[1-6]0[0-9]{8}[0-9]{2}")  # Satzart, Gebietsstand (EF2), state


def looks_like_gv100ad(lines: list[str]) -> bool:
    """Return whether one of the first lines has the format. Not all must, since single lines may be damaged."""
    return any(LINE_START.match(line) for line in lines[:20])


def read_gv100ad(path: Path, lines: list[str]) -> Register:
    """Return the Register in `lines`; raise RegisterError if its date is not readable."""
    register = Register(path, as_of=common_date(path, lines))
    first_line = {}
    for number, line in enumerate(tqdm(lines, desc=path.name, unit=" lines", disable=None), 1):
        if not line.strip() or line[:2] in LARGER_AREAS:
            continue
        ars = key_of(line)
        try:
            body = read_line(line, number, ars, register.as_of)
            key = ags_of(ars) if line[:2] == MUNICIPALITY else ars
            if first_line.setdefault(key, number) != number:
                raise LineError(f"its key {key} is already on line {first_line[key]}")
        except ValueError as error:  # our LineError, or gv100ad's error for fields that we do not check
            register.refusals.append(Refusal(number, str(error), ars))
            continue
        if body.kind:
            register.bodies.append(body)
        elif body.level == Municipality.Level.MUNICIPALITY:
            register.unincorporated.append(body)
    return register


def common_date(path, lines):
    """Return the most frequent date, since single lines may be damaged. Raise RegisterError if it is not a date."""
    dates = Counter(line[2:10] for line in lines if LINE_START.match(line))
    text = dates.most_common(1)[0][0]
    try:
        return date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}")
    except ValueError as error:
        raise RegisterError(f"{path}: {text} is not a date.") from error


def key_of(line):
    """Return the regional key (ARS) of a line: five, nine or twelve digits, or "" if it is not made of digits.

    On the line of a municipality, its own three digits (EF3) come before the four of its association (EF4).
    """
    district, municipality, association = line[10:15], line[15:18], line[18:22]
    ars, length = {
        DISTRICT: (district, 5),
        ASSOCIATION: (district + association, 9),
        MUNICIPALITY: (district + association + municipality, 12),
    }.get(line[:2], ("", 0))
    return ars if is_key(ars, length) else ""


def read_line(line, number, ars, as_of):
    """Return the Body of a line. Its kind is empty if the line is not a body of its own.

    Raise LineError, or another ValueError from gv100ad.
    """
    if line[:2] not in LEVELS:
        raise LineError(f"unknown Satzart {line[:2]!r}")
    check_line(line, ars)
    if line[2:10] != f"{as_of:%Y%m%d}":
        raise LineError(f"its date {line[2:10]!r} is not that of the register, {as_of}")
    if not is_key(line[122:124], 2):
        raise LineError(f"its type {line[122:124]!r} in columns 123 and 124 is not a number")
    if line[:2] == MUNICIPALITY:
        return read_municipality(line, number, ars)
    if line[:2] == DISTRICT:
        record, kinds = gv100ad.District(line), DISTRICT_KINDS
    else:
        record, kinds = gv100ad.MunicipalAssociation(line), ASSOCIATION_KINDS
    return Body(number, ars, LEVELS[line[:2]], name_on(record), kind_of(record, kinds))


def read_municipality(line, number, ars):
    """Return the Body of the line of a municipality, with population and area; raise LineError or ValueError."""
    # Area (EF8), population (EF9) and male population (EF10): eleven digits each, padded with zeros.
    if not is_key(line[128:161], 33):
        raise LineError(f"its figures {line[128:161]!r} in columns 129 to 161 are not all digits")
    record = gv100ad.Municipality(line)
    area_km2 = Decimal(record.area).scaleb(-2)  # from hectares
    if record.inhabitants > MOST_INHABITANTS or record.inhabitants_male > record.inhabitants:
        raise LineError(f"its population of {record.inhabitants}, {record.inhabitants_male} men, cannot be")
    if not 0 < area_km2 < LARGEST_AREA_KM2:
        raise LineError(f"its area of {area_km2} km² cannot be")
    return Body(
        line=number,
        ars=ars,
        level=LEVELS[MUNICIPALITY],
        official_name=name_on(record),
        kind=kind_of(record, MUNICIPALITY_KINDS),
        population=record.inhabitants,
        area_km2=area_km2,
    )


def name_on(record):
    name = record.name.strip()
    if not name:
        raise LineError("it has no name")
    return name


def kind_of(record, kinds):
    if record.type not in kinds:
        raise LineError(f"unknown type {record.type.value:02d}")
    return kinds[record.type]
