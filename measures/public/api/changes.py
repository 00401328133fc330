"""What became public and what ceased to be, the oldest first: to keep a copy up to date.

An event never goes away, and new ones come at the end, so a list of them has no gaps. A publication that takes long is
seen some seconds after its time, so ask again from a few minutes before the last event.
"""

from typing import Any

from measures.finding.documents import microseconds
from measures.public.api import cursors
from measures.public.api.cursors import EventCursor
from measures.public.api.measures import licence
from measures.public.changes import Change, described, events_since
from measures.public.serialisation import address


def changes(asked: dict[str, Any]) -> dict[str, Any]:
    since, first = asked["since"], 0
    digest = cursors.digest({name: asked[name] for name in ("since", "art", "projekt")})
    if asked["cursor"]:
        cursor = cursors.read(asked["cursor"], EventCursor, digest)
        since, first = cursor.time, cursor.number
    end = first + asked["limit"]
    found = events_since(since, first, end + 1, kind=asked["art"], project=asked["projekt"])
    shown, following = found[: asked["limit"]], None
    if len(found) > len(shown):
        last = shown[-1].at
        number = sum(event.at == last for event in shown) + (first if last == since else 0)
        following = cursors.written(EventCursor(digest, microseconds(last), number))
    return {"licence": licence(), "changes": [as_data(change) for change in described(shown)], "next": following}


def as_data(change: Change) -> dict[str, Any]:
    """Return a change. Of a measure that was withdrawn, only the project is told."""
    project = change.project
    return {
        "id": change.id,
        "at": change.at,
        "kind": {"id": change.kind, "name": change.label},
        "measure": {"id": change.slug, "title": change.title, "url": address("measure", change.slug)}
        if change.title
        else None,
        "project": {"id": project.slug, "name": project.name, "url": address("project", project.slug)},
        "fields": list(change.names),
    }
