"""Cursors: where a list goes on, as a text in an address.

What is guaranteed: walking along `next` from the first answer to the last, an entry that meets the question and does
not change comes exactly once, whatever is published, changed or withdrawn meanwhile. An entry that is published during
the walk may be missing; it is among the changes since the walk began. In the order of relevance this holds as long as
a publication does not change how well an entry meets the search text.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import blake2s
from typing import Annotated, Any, TypeVar

import msgspec
from django.utils.translation import gettext as _

from measures.finding.continuing import Place
from measures.finding.documents import SINCE_1970
from measures.public.api.problems import BadParameters, Wrong

Kind = TypeVar("Kind")


class ListCursor(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """Goes on behind a place in a list of measures; `question` is a digest of what was asked."""

    question: str
    place: Place


class RowCursor(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """Goes on behind a municipality of a list in alphabetical order."""

    question: str
    key: str
    ars: str


class EventCursor(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """Goes on behind an event; `number` is how many events of the same time came before, with it."""

    question: str
    at: Annotated[int, msgspec.Meta(ge=0, le=253_402_000_000_000_000)]  # microseconds since 1970
    number: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]

    @property
    def time(self) -> datetime:
        return SINCE_1970 + timedelta(microseconds=self.at)


def digest(asked: dict[str, Any]) -> str:
    """Return what tells a question from others."""
    return blake2s(repr(sorted(asked.items())).encode(), digest_size=6).hexdigest()


def written(cursor: msgspec.Struct) -> str:
    return urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def read(text: str, kind: type[Kind], question: str) -> Kind:
    """Return the cursor that a text means. Raise BadParameters if it is none, or belongs to another question."""
    try:
        data = urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
        if b"\\u0000" in data:
            raise ValueError  # PostgreSQL takes no text with it
        found = msgspec.json.decode(data, type=kind)
    except (ValueError, msgspec.MsgspecError) as error:
        raise BadParameters([Wrong("cursor", _("This is not a cursor. Take it from “next” of an answer."))]) from error
    if found.question != question:  # type: ignore[attr-defined]
        raise BadParameters([Wrong("cursor", _("This cursor belongs to another question. Begin again without it."))])
    return found
