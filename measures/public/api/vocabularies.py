"""Solution types and action fields."""

from typing import Any

from measures.models import ActionField, SolutionType
from measures.models.vocabularies import Vocabulary
from measures.public.api.measures import licence
from measures.public.api.question import catalogue
from measures.public.serialisation import absolute


def solution_types(asked: dict[str, Any]) -> dict[str, Any]:
    return values(SolutionType, "typ")


def action_fields(asked: dict[str, Any]) -> dict[str, Any]:
    return values(ActionField, "feld")


def values(model: type[Vocabulary], facet: str) -> dict[str, Any]:
    """Return the values of a vocabulary in their order, with their numbers of measures."""
    counts = catalogue().totals[facet]
    found = [
        {
            "id": value.slug,
            "name": value.local_name,
            "description": value.local_description,
            "measures": counts.get(value.slug, 0),
            "url": absolute(value.get_absolute_url()),
        }
        for value in model.objects.current()
    ]
    return {"licence": licence(), "values": found}
