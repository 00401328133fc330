"""What an endpoint can be asked: parameters, how they are read, and how the OpenAPI document describes them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from django.http import QueryDict
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.finding.question import DAY
from measures.finding.tolerant_fields import listed, printable
from measures.public.api.problems import BadParameters, Wrong
from measures.public.past_days import Today, past
from measures.steckbrief_fields import Text

LANGUAGES = ("de", "en")
MOST_AT_ONCE = 100
AT_ONCE = 20

Read = Callable[[list[str]], Any]  # raises ValueError with a sentence


@dataclass(frozen=True)
class Parameter:
    """A parameter in the query of an address.

    name         as in the address
    description  for people
    schema       JSON Schema of one value
    read         values as they were sent → what they mean
    several      whether it can be given several times, and then means a list
    choices      returns the values that the catalogue knows now, if it can only be one of them
    fixed        the same if they are known without the catalogue
    default      what it means if it is not given
    joined       whether several values are written in one, separated by commas
    """

    name: str
    description: Text
    read: Read
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})
    several: bool = False
    choices: Callable[[], Iterable[str]] | None = None
    fixed: list[str] | None = None
    default: Any = None
    joined: bool = False


def read_parameters(parameters: Iterable[Parameter], data: QueryDict) -> dict[str, Any]:
    """Return {name: what was asked}. Raise BadParameters with all that is not understood."""
    known = {parameter.name: parameter for parameter in parameters}
    wrong = [
        Wrong(printable(name), _("“%(name)s” is not a parameter here. There are: %(known)s.") % {
            "name": printable(name), "known": ", ".join(known) or "–",
        })
        for name in data
        if name not in known
    ]  # fmt: skip
    asked = {}
    for name, parameter in known.items():
        try:
            asked[name] = read_one(parameter, data.getlist(name))
        except ValueError as error:
            wrong.append(Wrong(name, str(error)))
    if wrong:
        raise BadParameters(wrong)
    return asked


def read_one(parameter: Parameter, values: list[str]) -> Any:
    """Return what the values of a parameter mean. Raise ValueError with a sentence if they mean nothing."""
    if not values:
        return parameter.default
    if not all(values):
        raise ValueError(_("“%(name)s” is there without a value. Leave it out instead.") % {"name": parameter.name})
    if len(values) > 1 and not parameter.several:
        raise ValueError(_("“%(name)s” can be given only once.") % {"name": parameter.name})
    return parameter.read(values)


def unknown(name: str, values: Iterable[str]) -> ValueError:
    return ValueError(_("%(name)s: “%(values)s” is unknown.") % {"name": name, "values": listed({*values})})


def one_of(name: str, description: Text, allowed: Iterable[str], **more: Any) -> Parameter:
    """Return a parameter that takes one of these values."""
    known = list(allowed)

    def read(values: list[str]) -> str:
        if values[0] not in known:
            raise unknown(name, values)
        return values[0]

    return Parameter(name, description, read, fixed=known, **more)


def whole_number(values: list[str]) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", values[0]) or not 1 <= int(values[0]) <= MOST_AT_ONCE:
        raise ValueError(_("This can be a number from 1 to %(most)s only.") % {"most": MOST_AT_ONCE})
    return int(values[0])


def limit(default: int = AT_ONCE) -> Parameter:
    """Return the parameter that says how many items are in one answer at most."""
    schema = {"type": "integer", "minimum": 1, "maximum": MOST_AT_ONCE, "default": default}
    return Parameter(
        "limit", gettext_lazy("How many items there are in one answer, at most."), whole_number, schema, default=default
    )


def text(values: list[str]) -> str:
    return values[0]


def moment(values: list[str]) -> datetime:
    """Return the time that an ISO date or time means; a date means its beginning here."""
    # In a query, "+" stands for a space: 2026-05-01T10:00:00+02:00 arrives as "… 02:00".
    given = re.sub(r" (?=\d\d:\d\d$)", "+", values[0])
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", given, re.ASCII):
            return in_utc(datetime.combine(date.fromisoformat(given), time(), get_current_timezone()))
        if not re.fullmatch(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", given, re.ASCII):
            raise ValueError
        return in_utc(datetime.fromisoformat(given.upper()))
    except ValueError as error:
        sentence = _("“%(value)s” is neither a date such as 2026-05-01 nor a time such as 2026-05-01T10:00:00Z.")
        raise ValueError(sentence % {"value": printable(given)}) from error


def in_utc(local: datetime) -> datetime:
    """Return a time in UTC; the first or last one that there is if it lies beyond."""
    try:
        return local.astimezone(UTC)
    except OverflowError:
        return (datetime.min if local.year == 1 else datetime.max).replace(tzinfo=UTC)


def past_day(values: list[str]) -> str:
    """Return a past day as it was asked for; "" for today, whose catalogue is that of now."""
    try:
        return past(values[0]).isoformat()
    except Today:
        return ""


LANG = one_of(
    "lang",
    gettext_lazy("Language of names, notices and errors. The entries themselves are in the language of their authors."),
    LANGUAGES,
    default="de",
)
CURSOR = Parameter(
    "cursor",
    gettext_lazy("Where to go on. Take it from “next” of the answer before, which is the whole address."),
    text,
    schema={"type": "string", "format": "cursor", "maxLength": 4000},
)
SINCE = Parameter(
    "since",
    gettext_lazy("Only what happened on this day or later (2026-05-01), or from this time on (2026-05-01T10:00:00Z)."),
    moment,
    schema={"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]},
)
STAND = Parameter(
    DAY,
    gettext_lazy(
        "The catalogue as it was at the end of this past day (2026-05-01). Names of projects, places and values are "
        "those of today; images and persons are left out."
    ),
    past_day,
    schema={"type": "string", "format": "date"},
    default="",
)
