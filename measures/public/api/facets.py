"""The facets of a list of measures as JSON."""

from typing import Any

import msgspec
from django.utils.translation import get_language

from measures.finding.facet_rows import FACETS
from measures.finding.question import fields_of_version
from measures.finding.results import Search
from measures.finding.snapshot import Snapshot
from measures.public.serialisation import json_of

CHOSEN, NOT_CHOSEN = b',"chosen":true}', b',"chosen":false}'


def facets(search: Search, question: dict[str, Any]) -> msgspec.Raw:
    """Return all facets as JSON, with the number of results that each of their values would give."""
    found = []
    for name, (head, values) in facet_parts(search.snapshot).items():
        counts, chosen = search.counts(name), question[name]
        rows = [
            b"%b%d%b" % (start, counts.get(value, 0), CHOSEN if value in chosen else NOT_CHOSEN)
            for value, start in values
        ]
        found.append(b"%b[%b]}" % (head, b",".join(rows)))
    return msgspec.Raw(b"[%b]" % b",".join(found))


def facet_parts(snapshot: Snapshot) -> dict[str, tuple[bytes, list[tuple[str, bytes]]]]:
    """Return what does not change in the JSON of the facets: {facet: (its beginning, [(value, its beginning)])}.

    There are some 160 values; to make them all anew takes longer than the rest of an answer.
    """
    language = get_language()
    if language not in snapshot.facet_parts:
        fields = fields_of_version()
        snapshot.facet_parts[language] = {
            facet.name: (
                beginning({"id": facet.name, "name": fields[facet.name].label}, "values"),
                [
                    (value, beginning({"id": value, "name": name}, "count"))
                    for value, name in fields[facet.name].choices
                ],
            )
            for facet in FACETS
            if facet.is_filter
        }
    return snapshot.facet_parts[language]


def beginning(members: dict[str, str], following: str) -> bytes:
    """Return a JSON object with these members, up to the value of the following one."""
    return b"%b,%b:" % (json_of(members)[:-1], json_of(following))
