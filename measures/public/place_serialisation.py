"""Model projects and municipalities as plain data, as the API and the exports have them."""

from collections.abc import Sequence
from typing import Any

from measures.finding.documents import Document
from measures.finding.snapshot import Snapshot
from measures.public.serialisation import address
from municipalities.models import ModelProject, Municipality, Participation

KINDS = dict(ModelProject.Kind.choices)
LEVELS = dict(Municipality.Level.choices)
ROLES = dict(Participation.Role.choices)
# What is to be prefetched
OF_PROJECTS = ("municipalities__states", "participations__municipality")
OF_MUNICIPALITIES = ("states", "participations__project")


def named(value: str, names: dict[str, Any]) -> dict[str, str]:
    """Return one of the values of a field as it stands in an answer."""
    return {"id": value, "name": str(names[value])}


def full_project(project: ModelProject, measures: int) -> dict[str, Any]:
    """Return a model project with the number of its measures. Prefetch OF_PROJECTS."""
    return {
        "id": project.slug,
        "url": address("project", project.slug),
        "name": project.name,
        "official_name": project.official_name,
        "cohort": project.cohort,
        "kind": named(project.kind, KINDS),
        "website": project.website,
        "note": project.note,
        "source_url": project.source_url,
        "kind_source_url": project.kind_source_url,
        "states": [state.code for state in project.states],
        "population": project.population,
        "measures": measures,
        "municipalities": [
            {
                "id": part.municipality.slug,
                "url": address("municipality", part.municipality.slug),
                "name": part.municipality.name,
                "ars": part.municipality.ars,
                "role": named(part.role, ROLES),
                "source_url": part.source_url,
            }
            for part in project.participations.all()
        ],
    }


def full_municipality(place: Municipality, measures: int) -> dict[str, Any]:
    """Return a municipality with the number of measures there. Prefetch OF_MUNICIPALITIES."""
    return {
        "id": place.slug,
        "url": address("municipality", place.slug),
        "ars": place.ars,
        "ags": place.ags,
        "name": place.name,
        "official_name": place.official_name,
        "legal_form": place.kind,
        "level": named(place.level, LEVELS),
        "states": [state.code for state in place.states.all()],
        "population": place.population,
        "population_date": place.population_date,
        "size_class": place.size_class,
        "area_km2": None if place.area_km2 is None else float(place.area_km2),
        "latitude": place.latitude,
        "longitude": place.longitude,
        "coordinate_source": place.coordinate_source,
        "district": place.district,
        "travel_region": place.travel_region,
        "gone_since": place.gone_since,
        "measures": measures,
        "projects": [
            {
                "id": part.project.slug,
                "url": address("project", part.project.slug),
                "name": part.project.name,
                "role": named(part.role, ROLES),
            }
            for part in place.participations.all()
        ],
    }


def named_by(snapshot: Snapshot, documents: Sequence[Document]) -> dict[str, list[dict[str, Any]]]:
    """Return the model projects of entries, and as `municipalities` theirs, the places and those that re-use them."""
    slugs = {slug for document in documents for slug in document.values["projekt"]}
    projects = ModelProject.objects.filter(slug__in=slugs).order_by("slug").prefetch_related(*OF_PROJECTS)
    place_slugs = {slug for document in documents for slug in document.values["ort"]}
    place_slugs.update(part.municipality.slug for project in projects for part in project.participations.all())
    place_slugs.update(reuse.slug for document in documents for reuse in document.reuses)
    places = Municipality.objects.filter(slug__in=place_slugs).order_by("slug").prefetch_related(*OF_MUNICIPALITIES)
    return {
        "projects": [full_project(project, snapshot.total("projekt", project.slug)) for project in projects],
        "municipalities": [full_municipality(place, snapshot.total("ort", place.slug)) for place in places],
    }
