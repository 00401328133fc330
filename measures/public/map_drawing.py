"""What the map draws: a marker for each model project with results, joined where they would overlap."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import dist, isnan, sqrt

from django.utils.translation import ngettext

from measures.finding.answer import Answer
from measures.finding.for_town import places_of
from measures.finding.project_sites import ProjectSite
from municipalities.map_sheet import WHOLE_SHEET, Extent, Point, on_sheet, state_extents
from municipalities.models import State

MARGIN = 0.06  # of the larger side of a state, around it
NARROWEST = 328  # px, the width of the map on the smallest phone
TARGET = 24  # px, the smallest diameter of what can be clicked (WCAG 2.2, 2.5.8)
SMALLEST_RADIUS = 5.0  # px at the width of the whole sheet
RADIUS_PER_ROOT = 2.4  # px, so that the area of a marker grows with the number of its measures
TINTS = 4  # tints of states with results
WIDEST_AREA = 120.0  # km; the towns of a project that is wider are joined by a line instead
NAMES_SHOWN = 3  # names of model projects in the name of a marker that stands for several


@dataclass
class Located:
    """A model project with results, and their number."""

    site: ProjectSite
    count: int


@dataclass
class Marker:
    """One point of the map: a model project, or several whose points would overlap.

    query  the question limited to these projects, as a query string
    """

    members: list[Located]
    x: float
    y: float
    query: str

    @property
    def count(self) -> int:
        return sum(member.count for member in self.members)

    @property
    def label(self) -> str:
        """What the marker is called, as its name and tooltip."""
        names = [member.site.name for member in self.members]
        shown = ", ".join(names[:NAMES_SHOWN])
        if len(names) > NAMES_SHOWN:
            more = len(names) - NAMES_SHOWN
            shown += " " + ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}
        counted = ngettext("%(shown)s measure", "%(shown)s measures", self.count) % {"shown": self.count}
        return f"{shown}: {counted}"

    @property
    def shapes(self) -> list["Shape"]:
        """The areas of its projects with several municipalities."""
        return [Shape(member.site.points) for member in self.members if len(member.site.points) > 1]


class Shape:
    """The area of a project with several municipalities: the convex hull of their points."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.towns = points
        self.corners = convex_hull(points)

    @property
    def is_wide(self) -> bool:
        """Whether the area would cover much that has nothing to do with the project."""
        xs, ys = zip(*self.corners, strict=True)
        return max(max(xs) - min(xs), max(ys) - min(ys)) > WIDEST_AREA

    @property
    def outline(self) -> str:
        """The corners as `points` of a polygon."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.corners)

    @property
    def dots(self) -> str:
        """The towns as the `d` of a path, whose round ends make a dot of each."""
        return "".join(f"M{x:g} {y:g}h0" for x, y in self.towns)


class MapDrawing:
    """The map of one answer. If exactly one state is asked for, it shows only this one."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.question = answer.question
        asked = answer.asked["projekt"]
        counts = answer.search.counts("projekt")
        self.located = [
            Located(site, counts[site.slug])
            for site in answer.search.snapshot.choices.sites
            if counts.get(site.slug) and (not asked or site.slug in asked)
        ]
        self.state_counts = self._counts_of_states()

    def _counts_of_states(self) -> dict[str, int]:
        counts = self.answer.search.counts("land")
        asked = self.answer.asked["land"]
        return {code: count for code, count in counts.items() if not asked or code in asked}

    @property
    def zoomed(self) -> str:
        """The code of the state that is shown alone, or ""."""
        asked = self.answer.asked["land"]
        return asked[0] if len(asked) == 1 else ""

    @property
    def codes(self) -> list[str]:
        """The codes of all states."""
        return State.Code.values

    @property
    def without_place(self) -> list[Located]:
        return [located for located in self.located if not located.site.points]

    @cached_property
    def extent(self) -> Extent:
        """The part of the sheet that is shown."""
        if not self.zoomed:
            return WHOLE_SHEET
        x, y, width, height = state_extents()[self.zoomed]
        margin = MARGIN * max(width, height)
        return Extent(x - margin, y - margin, width + 2 * margin, height + 2 * margin)

    @property
    def view_box(self) -> str:
        return " ".join(f"{value:.1f}" for value in self.extent)

    @property
    def scale(self) -> float:
        """km for a px at the width of the whole sheet."""
        return self.extent.width / WHOLE_SHEET.width

    @property
    def target_radius(self) -> float:
        """km around a marker that can be clicked."""
        return round(TARGET / 2 * self.extent.width / NARROWEST, 1)

    def radius(self, marker: Marker) -> float:
        """Return the radius of a marker, in km."""
        return round((SMALLEST_RADIUS + RADIUS_PER_ROOT * sqrt(marker.count)) * self.scale, 1)

    @cached_property
    def markers(self) -> list[Marker]:
        """The markers, the largest first, so that small ones are drawn above them."""
        nearest = 2 * self.target_radius
        groups: list[list[Located]] = []
        for located in sorted(self.located, key=lambda located: -located.count):
            if located.site.points:
                add_to_nearest(groups, located, nearest, self.extent)
        markers = [self._marker(group) for group in groups]
        return sorted(markers, key=lambda marker: -marker.count)

    def _marker(self, group: list[Located]) -> Marker:
        x, y = group[0].site.centre(self.extent)
        return Marker(group, x, y, self.question.query(projekt=[located.site.slug for located in group]))

    def tint(self, code: str) -> int:
        """Return the tint of a state, from 0 without results to TINTS for the state with the most."""
        most = max(self.state_counts.values(), default=0)
        count = self.state_counts.get(code, 0)
        return -(-TINTS * count // most) if most else 0

    @cached_property
    def states(self) -> list[tuple[str, str, int, list[Located]]]:
        """The states with results, by name: code, name, number of measures, their model projects."""
        return [
            (code, name, self.state_counts[code], [item for item in self.located if code in item.site.states])
            for code, name in sorted(state_names().items(), key=lambda pair: pair[1])
            if self.state_counts.get(code)
        ]

    @cached_property
    def chosen_point(self) -> Point | None:
        """The point of the place that distances refer to; None without one, or without its coordinates."""
        place, figures = self.answer.near_place, places_of(self.answer.search.snapshot).figures
        if place is None or isnan(figures.latitude[place.number]):
            return None
        return on_sheet(figures.latitude[place.number], figures.longitude[place.number])

    def km(self, located: Located) -> int | None:
        """Return the km from the chosen place to the nearest municipality of a project, if both are known."""
        if self.chosen_point is None or not located.site.points:
            return None
        return round(min(dist(self.chosen_point, point) for point in located.site.points))

    def query_of_project(self, located: Located) -> str:
        return self.question.query(projekt=[located.site.slug])

    def query_of_state(self, code: str) -> str:
        return self.question.query(land=[code])

    @property
    def query_of_country(self) -> str:
        return self.question.query(land=[])


def state_names() -> dict[str, str]:
    return {code: str(name) for code, name in State.Code.choices}


def add_to_nearest(groups: list[list[Located]], located: Located, nearest: float, extent: Extent) -> None:
    """Add a project to the group whose first project is closest, if it is nearer than `nearest` km; else to a new one.

    The place of a group is that of its first project, so groups never come nearer to each other than `nearest`.
    """
    here = located.site.centre(extent)
    distances = [(dist(here, group[0].site.centre(extent)), group) for group in groups]
    distance, closest = min(distances, key=lambda pair: pair[0], default=(nearest, []))
    if distance < nearest:
        closest.append(located)
    else:
        groups.append([located])


def convex_hull(points: Sequence[Point]) -> list[Point]:
    """Return the corners of the convex hull of points, in their order around it (Andrew's monotone chain)."""
    ordered = sorted(points)
    return half_hull(ordered)[:-1] + half_hull(ordered[::-1])[:-1]


def half_hull(points: list[Point]) -> list[Point]:
    hull: list[Point] = []
    for x, y in points:
        while len(hull) > 1:
            (x1, y1), (x2, y2) = hull[-2:]
            if (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) > 0:
                break
            hull.pop()
        hull.append((x, y))
    return hull
