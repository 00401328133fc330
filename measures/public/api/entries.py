"""Entries as JSON. Each process keeps those that it has made, so that most lists need no query."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import msgspec
from django.conf import settings
from django.utils.translation import get_language

from measures.finding.documents import Document
from measures.finding.snapshot import Snapshot
from measures.public.serialisation import json_of, serialised

STORED_BYTES = 16 * 1024 * 1024  # of entries, in each process: some 8,000
Key = tuple[int, Any]


class StoredEntries:
    """The entries that were made last, as JSON, up to STORED_BYTES.

    A document of the index is made anew whenever anything of its entry changes, also a name that it mentions. So an
    entry is right as long as the index has the same document.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._entries: OrderedDict[Key, tuple[Document, bytes]] = OrderedDict()
        self._size = 0

    def of(self, snapshot: Snapshot, documents: Sequence[Document]) -> dict[int, bytes]:
        """Return {edition: its entry} for documents, without those withdrawn meanwhile."""
        if snapshot.moment:
            return made_for(snapshot, documents)  # other texts than those of now, and asked for seldom
        made_with = get_language(), settings.MASSWERK_URL, settings.MASSWERK_DATA_LICENCE
        self._drop_outdated(snapshot)
        found: dict[int, bytes] = {}
        missing = []
        for document in documents:
            stored = self._entries.get((document.edition, made_with))
            if stored and stored[0] is document:
                found[document.edition] = stored[1]
            else:
                missing.append(document)
        if missing:
            by_slug = {document.card.slug: document for document in missing}
            for entry in serialised(missing):
                document = by_slug[entry["id"]]
                found[document.edition] = json_of(entry)
                self._store((document.edition, made_with), document, found[document.edition])
        return found

    def _store(self, key: Key, document: Document, entry: bytes) -> None:
        with self._lock:
            if key in self._entries:
                self._size -= len(self._entries.pop(key)[1])
            self._entries[key] = document, entry
            self._size += len(entry)
            while self._size > STORED_BYTES:
                _key, (_document, oldest) = self._entries.popitem(last=False)
                self._size -= len(oldest)

    def _drop_outdated(self, snapshot: Snapshot) -> None:
        """Drop what the index does not have any more, so that no withdrawn or erased text stays in memory."""
        if snapshot is self._snapshot:
            return
        with self._lock:
            current = set(map(id, snapshot.documents))
            self._entries = OrderedDict(
                (key, stored) for key, stored in self._entries.items() if id(stored[0]) in current
            )
            self._size = sum(len(entry) for _document, entry in self._entries.values())
            self._snapshot = snapshot


def made_for(snapshot: Snapshot, documents: Sequence[Document]) -> dict[int, bytes]:
    """Return {edition: its entry} as of the moment of the snapshot."""
    editions = {document.card.slug: document.edition for document in documents}
    return {editions[entry["id"]]: json_of(entry) for entry in serialised(documents, snapshot.moment)}


stored_entries = StoredEntries()


def entries(snapshot: Snapshot, documents: Sequence[Document], fields: Sequence[str] = ()) -> list[msgspec.Raw]:
    """Return entries as JSON in the order of the documents, of each only the `fields` and its id if there are any."""
    found = entries_by_edition(snapshot, documents, fields)
    return [found[document.edition] for document in documents if document.edition in found]


def entries_by_edition(
    snapshot: Snapshot, documents: Sequence[Document], fields: Sequence[str] = ()
) -> dict[int, msgspec.Raw]:
    found = stored_entries.of(snapshot, documents)
    if fields:
        return {edition: msgspec.Raw(json_of(only(entry, fields))) for edition, entry in found.items()}
    return {edition: msgspec.Raw(entry) for edition, entry in found.items()}


def only(entry: bytes, fields: Sequence[str]) -> dict[str, msgspec.Raw]:
    """Return some fields of an entry, in its order."""
    parts = msgspec.json.decode(entry, type=dict[str, msgspec.Raw])
    return {name: part for name, part in parts.items() if name == "id" or name in fields}
