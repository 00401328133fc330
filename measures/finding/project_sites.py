"""Where model projects are on a map, read once for each catalogue version."""

from dataclasses import dataclass

from municipalities.map_sheet import Extent, Point, on_sheet
from municipalities.models import ModelProject, Participation

COORDINATES = "municipality__latitude", "municipality__longitude"


@dataclass(frozen=True)
class ProjectSite:
    """A model project on the map.

    states  codes of the states of its municipalities, sorted
    points  of its municipalities on the sheet (municipalities/map_sheet.py), once each; without those whose coordinates
            are unknown
    """

    slug: str
    name: str
    states: tuple[str, ...]
    points: tuple[Point, ...]

    def centre(self, extent: Extent) -> Point:
        """Return the mean of its points, only of those inside `extent` if there are any. It must have a point."""
        xs, ys = zip(*([point for point in self.points if extent.contains(point)] or self.points), strict=True)
        return round(sum(xs) / len(xs), 1), round(sum(ys) / len(ys), 1)


def read_project_sites() -> tuple[ProjectSite, ...]:
    """Return all model projects, ordered by name."""
    points: dict[int, set[Point]] = {}
    located = Participation.objects.exclude(municipality__latitude=None)
    for project, latitude, longitude in located.values_list("project", *COORDINATES):
        points.setdefault(project, set()).add(on_sheet(latitude, longitude))
    states: dict[int, set[str]] = {}
    for project, code in Participation.objects.values_list("project", "municipality__states"):
        if code:
            states.setdefault(project, set()).add(code)
    projects = ModelProject.objects.funded().values_list("pk", "slug", "name")
    return tuple(
        ProjectSite(slug, name, tuple(sorted(states.get(key, ()))), tuple(sorted(points.get(key, ()))))
        for key, slug, name in projects
    )
