"""Draws the outlines of the states that all maps show, from a GeoJSON file of the official boundaries."""

import json
from html import escape
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from municipalities.map_sheet import EXTENTS, HEIGHT, WIDTH, Extent, on_sheet
from municipalities.models import State

DRAWING = Path(settings.BASE_DIR) / "static" / "germany.svg"
SMALLEST_RING = 4  # points; with fewer, nothing is left of an island after rounding


class Command(BaseCommand):
    help = "Draw static/germany.svg and municipalities/data/state_extents.json from the boundaries of the states."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="GeoJSON (WGS 84) with a feature for each state; id is its code")

    def handle(self, *, file, **options):
        try:
            collection = json.loads(file.read_text(encoding="utf-8"))
            rings = {feature["id"]: rings_of(feature["geometry"]) for feature in collection["features"]}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{file} cannot be read as GeoJSON with the states: {error!r}") from error
        missing = set(State.Code.values) - rings.keys()
        if missing:
            raise CommandError(f"{file} has no boundary of {', '.join(sorted(missing))}.")
        paths = "\n".join(f'<path id="{code}" d="{outline(rings[code])}"/>' for code in State.Code.values)
        source = collection.get("attribution", "")
        DRAWING.write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">\n'
            f'<metadata>{escape(source)}</metadata>\n<g id="states">\n{paths}\n</g>\n</svg>\n',
            encoding="utf-8",
        )
        extents = {code: extent(rings[code]) for code in State.Code.values}
        lines = ",\n".join(f'"{code}": {json.dumps(extents[code])}' for code in extents)
        EXTENTS.write_text(f"{{\n{lines}\n}}\n")
        self.stdout.write(f"Drawn: {len(extents)} states, {DRAWING.stat().st_size:,} bytes. Source: {source}")


def rings_of(geometry):
    """Return the rings of a Polygon or MultiPolygon, each a list of points on the sheet."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[on_sheet(latitude, longitude) for longitude, latitude in ring] for polygon in polygons for ring in polygon]


def outline(rings):
    """Return the rings as the `d` of a path, with the differences of neighbouring points, which are shorter."""
    return "".join(ring_path(ring) for ring in rings if len(ring) >= SMALLEST_RING)


def ring_path(ring):
    points = [(round(x * 10), round(y * 10)) for x, y in ring[:-1]]  # in 100 m, so that differences add up exactly
    steps = [(x - last_x, y - last_y) for (last_x, last_y), (x, y) in pairwise(points)]
    start = f"M{number(points[0][0])} {number(points[0][1])}l"
    return start + " ".join(f"{number(x)} {number(y)}" for x, y in steps if x or y) + "z"


def number(tenths):
    return f"{tenths / 10:g}"


def extent(rings):
    xs = [x for ring in rings for x, _y in ring]
    ys = [y for ring in rings for _x, y in ring]
    return Extent(min(xs), min(ys), round(max(xs) - min(xs), 1), round(max(ys) - min(ys), 1))
