"""The sheet that maps of Germany are drawn on: one unit is one km, x runs east and y south from its upper left corner.

The outlines of the states are in static/germany.svg, one element for each state, whose id is the state's code. Their
extents are in data/state_extents.json. Both are written by the command draw_states.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from municipalities.projection import project

WEST, NORTH = -334.0, 461.0  # km from the origin of the projection to the upper left corner
WIDTH, HEIGHT = 660, 886  # km
EXTENTS = Path(__file__).parent / "data" / "state_extents.json"

Point = tuple[float, float]


class Extent(NamedTuple):
    """A rectangle on the sheet: its upper left corner, width and height, in km."""

    x: float
    y: float
    width: float
    height: float

    def contains(self, point: Point) -> bool:
        return 0 <= point[0] - self.x <= self.width and 0 <= point[1] - self.y <= self.height


WHOLE_SHEET = Extent(0, 0, WIDTH, HEIGHT)


def on_sheet(latitude: float, longitude: float) -> Point:
    """Return the point of a place on the sheet, rounded to 100 m."""
    east, north = project(latitude, longitude)
    return round(east - WEST, 1), round(NORTH - north, 1)


def points_of(places: Iterable[Any]) -> list[Point]:
    """Return the points of municipalities on the sheet, without those whose coordinates are unknown."""
    return [on_sheet(place.latitude, place.longitude) for place in places if place.latitude is not None]


@lru_cache
def state_extents() -> dict[str, Extent]:
    """Return {code of a state: its extent}."""
    return {code: Extent(*numbers) for code, numbers in json.loads(EXTENTS.read_text()).items()}
