"""Model projects and municipalities: the lists of the pages, and each by itself."""

from typing import Any

from django.db.models import Q
from django.http import Http404, QueryDict

from measures.finding.place_questions import MunicipalityFilter, ProjectFilter
from measures.public.api import cursors
from measures.public.api.cursors import RowCursor
from measures.public.api.measures import licence
from measures.public.api.question import PLACE, catalogue
from measures.public.place_serialisation import OF_MUNICIPALITIES, OF_PROJECTS, full_municipality, full_project
from municipalities.models import ModelProject, Municipality
from municipalities.ordering import GermanOrder, sort_key


def projects(asked: dict[str, Any]) -> dict[str, Any]:
    """Return all model projects that are asked for, in alphabetical order."""
    rows = ProjectFilter(parameters(asked, "q", "land", "staffel", "art")).qs.prefetch_related(*OF_PROJECTS)
    counts = catalogue().totals["projekt"]
    found = [full_project(row, counts.get(row.slug, 0)) for row in rows]
    return {"licence": licence(), "total": len(found), "projects": found}


def project(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    row = ModelProject.objects.funded().prefetch_related(*OF_PROJECTS).filter(slug=slug).first()
    if row is None:
        raise Http404
    return {"licence": licence(), "project": full_project(row, catalogue().total("projekt", slug))}


def municipalities(asked: dict[str, Any]) -> dict[str, Any]:
    """Return a part of the municipalities that are asked for, in alphabetical order."""
    question = parameters(asked, "q", "land", "groesse")
    found = MunicipalityFilter(question).qs.order_by().values("pk")
    rows = Municipality.objects.filter(pk__in=found).alias(key=GermanOrder("name"))
    digest, rest = cursors.digest(dict(question)), rows
    if asked["cursor"]:
        cursor = cursors.read(asked["cursor"], RowCursor, digest)
        rest = rows.filter(Q(key__gt=cursor.key) | Q(key=cursor.key, ars__gt=cursor.ars))
    rest = rest.order_by("key", "ars", "pk").prefetch_related(*OF_MUNICIPALITIES)
    part = list(rest[: asked["limit"] + 1])
    shown, following = part[: asked["limit"]], None
    if len(part) > len(shown):
        following = cursors.written(RowCursor(digest, sort_key(shown[-1].name), shown[-1].ars))
    counts = catalogue().totals[PLACE]
    return {
        "licence": licence(),
        "total": rows.count(),
        "municipalities": [full_municipality(row, counts.get(row.slug, 0)) for row in shown],
        "next": following,
    }


def municipality(asked: dict[str, Any], slug: str) -> dict[str, Any]:
    row = Municipality.objects.prefetch_related(*OF_MUNICIPALITIES).filter(slug=slug).first()
    if row is None:
        raise Http404
    return {"licence": licence(), "municipality": full_municipality(row, catalogue().total(PLACE, slug))}


def parameters(asked: dict[str, Any], *names: str) -> QueryDict:
    """Return what was asked as the question of a page."""
    question = QueryDict(mutable=True)
    for name in names:
        value = asked[name][0] if name == "q" else asked[name]
        if value:
            question[name] = value
    return question
