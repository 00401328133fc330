"""Who re-uses what."""

from typing import Any

from measures.public.api.measures import licence
from measures.public.api.question import catalogue
from measures.public.serialisation import address, reuse


def reuses(asked: dict[str, Any]) -> dict[str, Any]:
    """Return all public re-uses, by measure in the order of titles."""
    snapshot = catalogue()
    found = []
    for number in snapshot.title_order:
        document = snapshot.documents[number]
        slug = document.card.slug
        measure = {"id": slug, "title": document.card.local_title, "url": address("measure", slug)}
        found += [{"measure": measure, **reuse(one)} for one in document.reuses]
    return {"licence": licence(), "total": len(found), "reuses": found}
