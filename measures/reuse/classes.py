"""What a re-use is worth and what it says, computed from its public statements.

bestätigt  both sides have said the same
erklärt    one side has said so, or the origin has confirmed what the town says no longer
belegt     only a public source has
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from measures.models import Statement

Side = Statement.Side
BY_WEIGHT = (Side.ADOPTER, Side.ORIGIN, Side.THIRD)  # whose words are shown, if several sides have said something


class Class(TextChoices):
    CONFIRMED = "bestaetigt", _("confirmed by both sides")
    DECLARED = "erklaert", _("declared by one side")
    DOCUMENTED = "belegt", _("documented by a source")


def is_current(statement: Any, moment: datetime | None) -> bool:
    """Return whether a public statement counts, now or at a past moment: it was not too long without an answer."""
    return statement.lapsed_at is None or (moment is not None and statement.lapsed_at > moment)


def those_that_count(statements: Iterable[Any], moment: datetime | None = None) -> list[Any]:
    """Return the current ones of the public statements of a re-use; all of them if none is."""
    public = list(statements)
    return [statement for statement in public if is_current(statement, moment)] or public


def class_of(statements: Iterable[Any]) -> Class:
    """Return the class of a re-use from its public statements, as `those_that_count` returns them."""
    said = {statement.side: statement.status for statement in statements}
    if Side.ADOPTER in said and said.get(Side.ORIGIN) == said[Side.ADOPTER]:
        return Class.CONFIRMED
    return Class.DECLARED if said.keys() & {Side.ADOPTER, Side.ORIGIN} else Class.DOCUMENTED


def leading(statements: Iterable[Any]) -> Any:
    """Return the statement whose words are shown: that of the town itself, else the origin's, else the source's."""
    return min(statements, key=lambda statement: BY_WEIGHT.index(statement.side))
