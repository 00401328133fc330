"""Short names to show, made once from the register's official ones; from then on people care for them."""

import re

from ..models import Municipality

# How Baden-Württemberg's associations begin: vereinbarte Verwaltungsgemeinschaft, Gemeindeverwaltungsverband.
ABBREVIATIONS = {"VVG ": "Verwaltungsgemeinschaft ", "GVV ": "Gemeindeverwaltungsverband "}
# Official names of districts that say themselves what they are: Rhein-Neckar-Kreis, Städteregion Aachen.
SAYS_DISTRICT = re.compile(r"kreis|region|verband", re.IGNORECASE)


def short_name(body):
    """Return "Solingen" for "Solingen, Klingenstadt", "Landkreis Hof" for "Hof", "Amt Süderbrarup" …"""
    if body.level == Municipality.Level.MUNICIPALITY:
        # The Sorbian name after " / " stays in the official name, as does the title after a comma.
        return re.split(r",| / ", body.official_name)[0].replace("/ ", "/").strip()
    if body.level == Municipality.Level.DISTRICT:
        return district_name(body)
    return association_name(body)


def district_name(body):
    if SAYS_DISTRICT.search(body.official_name):
        return body.official_name
    return f"{body.kind} {body.official_name}"


def association_name(body):
    name = body.official_name.removesuffix(" (VGem)").removesuffix(", Stadt")
    for short, written_out in ABBREVIATIONS.items():
        if name.startswith(short):
            return written_out + name.removeprefix(short)
    kind = body.kind.partition(" (")[0]
    return name if name.startswith(f"{kind} ") else f"{kind} {name}"
