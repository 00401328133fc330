"""The extract of both official files that the project ships: a CSV file, packed with LZMA.

Its first line has the date of the register (Gebietsstand), the others one body each, in the order of their keys:
regional key, official name, legal form, inhabitants, area (ha), latitude, longitude, travel region,
degree of urbanisation.

Source: © Statistisches Bundesamt (Destatis), Gemeindeverzeichnis GV100AD and GV4Q, Datenlizenz Deutschland –
Namensnennung – Version 2.0. The command pack_register writes the file.
"""

import csv
import lzma
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

from municipalities.register.records import Body, Excerpt, Place, Register, ags_of

EXTRACT = Path(__file__).parents[1] / "data" / "register.csv.xz"
LEVELS = {5: "district", 9: "association", 12: "municipality"}  # by the length of the key


def write_extract(path: Path, register: Register, excerpt: Excerpt) -> None:
    """Write the extract of two official files. Bodies that the register does not have are left out."""
    places = {ags_of(place.ars): place for place in excerpt.places}
    text = StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow([register.as_of.isoformat()])
    for body in sorted([*register.bodies, *register.unincorporated], key=lambda body: body.ars):
        place = places.get(ags_of(body.ars)) if len(body.ars) == 12 else None
        row = [body.ars, body.official_name, body.kind]
        if len(body.ars) == 12:
            row += [body.population, int(body.area_km2 * 100)]
        if place and place.latitude:
            row += [place.latitude, place.longitude, place.travel_region, place.urbanisation or ""]
        rows.writerow(row)
    path.write_bytes(lzma.compress(text.getvalue().encode(), preset=9 | lzma.PRESET_EXTREME))


def read_extract(path: Path) -> tuple[Register, Excerpt]:
    """Return the content of the shipped extract, as if both official files had been read."""
    rows = csv.reader(StringIO(lzma.decompress(path.read_bytes()).decode()))
    register, excerpt = Register(path, as_of=date.fromisoformat(next(rows)[0])), Excerpt(path)
    for line, (ars, name, kind, *more) in enumerate(rows, 2):
        population, area = (int(more[0]), Decimal(more[1]) / 100) if more else (None, None)
        body = Body(line, ars, LEVELS[len(ars)], name, kind, population, area)
        (register.bodies if kind else register.unincorporated).append(body)
        if len(more) > 2:
            latitude, longitude, region, degree = more[2:]
            point = float(latitude), float(longitude)
            excerpt.places.append(Place(line, ars, name, area, *point, region, int(degree) if degree else None))
    return register, excerpt
