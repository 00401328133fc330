"""Suggestions while somebody types: measures by their titles, everything else by its name."""

from typing import Any

from measures.finding.suggestions import suggest
from measures.public.api.measures import licence
from measures.public.api.question import catalogue
from measures.public.serialisation import address
from measures.public.suggestion_list import KINDS


def suggestions(asked: dict[str, Any]) -> dict[str, Any]:
    kinds = {kind: (str(heading), route) for kind, heading, route in KINDS}
    text, notice = asked["q"]
    return {
        "licence": licence(),
        "notices": [notice] if notice else [],
        "suggestions": [
            {
                "kind": {"id": found.kind, "name": kinds[found.kind][0]},
                "id": found.key,
                "name": found.label,
                "measures": found.count,
                "url": address(kinds[found.kind][1], found.key),
            }
            for found in suggest(catalogue(), text)
        ],
    }
