"""Make short names from the official ones. This is done when a row is created; later imports do not change names."""

import re

from municipalities.models import Municipality
from municipalities.register.records import Body

# First words of associations in Baden-Württemberg: vereinbarte Verwaltungsgemeinschaft, Gemeindeverwaltungsverband.
ABBREVIATIONS = {"VVG ": "Verwaltungsgemeinschaft ", "GVV ": "Gemeindeverwaltungsverband "}
# Names of districts that already contain the legal form: Rhein-Neckar-Kreis, Städteregion Aachen.
CONTAINS_LEGAL_FORM = re.compile(r"kreis|region|verband", re.IGNORECASE)


def short_name(body: Body) -> str:
    """Return "Solingen" for "Solingen, Klingenstadt", "Landkreis Hof" for "Hof", "Amt Süderbrarup" …"""
    if body.level == Municipality.Level.MUNICIPALITY:
        # The Sorbian name after " / " stays in the official name, as does the title after a comma.
        return re.split(r",| / ", body.official_name)[0].replace("/ ", "/").strip()
    if body.level == Municipality.Level.DISTRICT:
        return district_name(body)
    return association_name(body)


def district_name(body):
    if CONTAINS_LEGAL_FORM.search(body.official_name):
        return body.official_name
    return f"{body.kind} {body.official_name}"


def association_name(body):
    name = body.official_name.removesuffix(" (VGem)").removesuffix(", Stadt")
    for short, written_out in ABBREVIATIONS.items():
        if name.startswith(short):
            return written_out + name.removeprefix(short)
    kind = body.kind.partition(" (")[0]
    return name if name.startswith(f"{kind} ") else f"{kind} {name}"
