"""The list of a subscription: filters in one spelling, what they are called, and which measures they lead to."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from measures.finding.question import DAY, PAGE
from measures.public.exports import PLACE, BadQuestion, understood

ORDERS = ("sort", "m", "naehe", "aehnlich")  # these change no list


def normalised(parameters: QueryDict) -> str:
    """Return the filters of a list as a query string without "?", in one spelling.

    Raise BadQuestion if a part of them is not understood: the list would be longer than was meant.
    """
    asked = parameters.copy()
    for name in (PAGE, DAY, *ORDERS):
        asked.pop(name, None)
    places = asked.getlist(PLACE)
    answer, _search, _path = understood(asked)
    parts = [
        answer.question.query(**dict.fromkeys(ORDERS, "")).removeprefix("?"),
        urlencode({PLACE: places[0]} if places else {}),
    ]
    return "&".join(filter(None, parts))


def address_of(query: str) -> str:
    """Return the path of the page that shows the list."""
    try:
        return understood(QueryDict(query, mutable=True))[2]
    except BadQuestion:
        return ""


def filters_of(query: str) -> list[str]:
    """Return the filters as people read them; [] for the whole catalogue."""
    try:
        answer, search, _path = understood(QueryDict(query, mutable=True))
    except BadQuestion:
        return [_("A part of these filters does not exist any more.")]
    found = [f"{chip.label}: {chip.value}" if chip.label else str(chip.value) for chip in answer.chips]
    if place := search.asked.get(PLACE):
        names = dict(search.snapshot.choices.values.get(PLACE, [])) if search.snapshot.choices else {}
        found.append(str(names.get(place[0], place[0])))
    return found


def measures_of(query: str) -> set[int]:
    """Return the keys of the measures in the list; none if a part of its filters does not exist any more."""
    try:
        _answer, search, _path = understood(QueryDict(query, mutable=True))
    except BadQuestion:
        return set()
    return {search.snapshot.documents[number].measure for number in search.results}
