"""What several types of answers are made of."""

from typing import Annotated, Any

import msgspec
from django.utils.translation import gettext_noop
from msgspec import Meta


def said(kind: Any, description: str) -> Any:
    """Return a type with a description, which is translated when the document is made."""
    return Annotated[kind, Meta(description=description)]


ID = said(str, gettext_noop("Last part of the address of its page. It never changes."))
URL = said(str, gettext_noop("Address of its page"))
COUNT = said(int, gettext_noop("Number of measures in the catalogue"))
STATES = said(list[str], gettext_noop("Codes of the states, such as BY"))
NEXT = said(str | None, gettext_noop("Address of the next part; null if this is the last one"))
NOTICES = said(list[str], gettext_noop("Sentences on how the question was understood"))


class Answer(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    pass


class Named(Answer):
    id: str
    name: str


class Licence(Answer):
    id: said(str, gettext_noop("As an SPDX identifier"))
    url: str
