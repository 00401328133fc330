"""Reads what editions name: values of vocabularies, places, model projects."""

from types import SimpleNamespace
from typing import Any

from django.db.models import Model, QuerySet

from measures.models import ActionField, Edition, Offer, Solution, SolutionType, SpatialScope
from measures.models.relations import EditionPlace
from municipalities.models import ModelProject, Municipality, State

VOCABULARIES: dict[str, type[Model]] = {
    "solution_types": SolutionType,
    "action_fields": ActionField,
    "spatial_scopes": SpatialScope,
    "offers": Offer,
    "solutions": Solution,
}
RELATIONS = (*VOCABULARIES, "places")
STATES = {code: str(label) for code, label in State.Code.choices}

Rows = dict[int, SimpleNamespace]


def keys_named(editions: QuerySet[Edition], relation: str) -> dict[int, tuple[int, ...]]:
    """Return {edition: keys of what it names, in this order} for one relation, without editions that name nothing."""
    field: Any = Edition._meta.get_field(relation)
    rows = field.remote_field.through.objects.filter(edition__in=editions.order_by().values("pk"))
    columns = "edition_id", field.m2m_reverse_name()
    found: dict[int, tuple[int, ...]] = {}
    for edition, key in rows.order_by("edition_id", "pk").values_list(*columns):
        found[edition] = (*found.get(edition, ()), key)
    return found


def named_rows() -> dict[str, Rows]:
    """Return {relation, or "project": {key: row}} of all that editions may name. Equal rows compare equal."""
    found = {relation: rows_of(model._default_manager.all()) for relation, model in VOCABULARIES.items()}
    found["project"] = rows_of(ModelProject.objects.funded())
    places = Municipality.objects.filter(pk__in=EditionPlace.objects.values("municipality"))
    found["places"] = rows_of(places)
    for place in found["places"].values():
        place.states = []
    states = Municipality.states.through.objects.filter(municipality__in=places.values("pk"))
    for municipality, code in states.order_by("state_id").values_list("municipality_id", "state_id"):
        if municipality in found["places"]:
            found["places"][municipality].states.append(code)
    return found


def rows_of(objects: QuerySet) -> Rows:
    return {row["id"]: SimpleNamespace(**row) for row in objects.order_by().values()}
