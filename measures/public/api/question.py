"""The parameters of the list of measures: those of its page, each with the same values (measures/finding/question.py).

They differ in one thing: what a page leaves out with a notice is refused here. A program reads no notices.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from measures.finding.current import current, index
from measures.finding.facet_rows import FACETS, FacetRow
from measures.finding.place_questions import MunicipalityFilter, ProjectFilter
from measures.finding.question import Order, fields_of_version
from measures.finding.snapshot import Snapshot
from measures.finding.tolerant_fields import LONGEST_SEARCH, SearchField
from measures.public.api.parameters import Parameter, Read, unknown
from measures.steckbrief_fields import Text

PLACE = "ort"
Fields = Callable[[], dict[str, Any]]
SEARCH = {"type": "string", "minLength": 1, "maxLength": LONGEST_SEARCH}
REGIONAL_KEY = {"type": "string", "format": "ars"}


def catalogue() -> Snapshot:
    """Return the index that the API answers from."""
    return current()


def read_by(fields: Fields, name: str) -> Read:
    """Return a function that reads a parameter with a form field of a page."""

    def read(values: list[str]) -> Any:
        field = fields()[name]
        cleaned, warning = field.clean_strings(values)
        if isinstance(field, SearchField):
            if len(values[0]) > LONGEST_SEARCH:
                raise ValueError(warning)
            return cleaned, warning  # on signs that mean nothing: a notice, as on the page
        if warning:
            raise unknown(name, set(values) - known_values(field))
        return cleaned

    return read


def known_values(field: Any) -> set[str]:
    """Return the values that a form field knows; none if they are too many to name."""
    return {*map(str, field.known), *getattr(field, "merged", ())} if hasattr(field, "known") else set()


def choices_of(fields: Fields, name: str) -> Callable[[], list[str]]:
    return lambda: [str(value) for value, _label in fields()[name].choices if value]


def facet_parameter(facet: FacetRow) -> Parameter:
    return Parameter(
        facet.name,
        facet.label,
        read_by(fields_of_version, facet.name),
        several=True,
        choices=choices_of(fields_of_version, facet.name),
        fixed=[str(value) for value, _label in facet.choices()] if facet.choices else None,
        default=[],
    )


def search_parameter(fields: Fields, description: Text) -> Parameter:
    return Parameter("q", description, read_by(fields, "q"), schema=SEARCH, default=("", ""))


def order_parameter(name: str, description: Text) -> Parameter:
    return Parameter(name, description, read_by(fields_of_version, name), schema=REGIONAL_KEY, default="")


def choice_parameter(fields: Fields, name: str) -> Parameter:
    return Parameter(
        name,
        fields()[name].label,
        read_by(fields, name),
        choices=choices_of(fields, name),
        fixed=choices_of(fields, name)(),
        default="",
    )


def project_parameter() -> Parameter:
    """Return the parameter that takes one model project."""

    def read(values: list[str]) -> str:
        if values[0] not in known():
            raise unknown("projekt", values)
        return values[0]

    known = choices_of(fields_of_version, "projekt")
    return Parameter("projekt", gettext_lazy("Model project"), read, choices=known, default="")


def read_place(values: list[str]) -> str:
    """Return the address of a municipality in which there are measures, now or on the past day that is asked about."""
    if not any(values[0] in snapshot.facets[PLACE] for snapshot in (catalogue(), index.current())):
        raise unknown(PLACE, values)
    return values[0]


@cache
def project_fields() -> dict[str, Any]:
    return ProjectFilter(QueryDict()).form.fields


@cache
def municipality_fields() -> dict[str, Any]:
    return MunicipalityFilter(QueryDict()).form.fields


MEASURE_QUESTION = (
    search_parameter(
        fields_of_version,
        gettext_lazy("Words to search for. “Quotation marks” keep words together, a minus excludes the next one."),
    ),
    *[facet_parameter(facet) for facet in FACETS if facet.is_filter],
    Parameter(
        PLACE,
        gettext_lazy("Municipality, by the last part of the address of its page"),
        read_place,
        schema={"type": "string"},
        choices=lambda: sorted(catalogue().facets[PLACE]),
        default="",
    ),
    Parameter(
        "sort",
        gettext_lazy("Order. Without it: by relevance if words are searched for, else the newest first."),
        read_by(fields_of_version, "sort"),
        choices=choices_of(fields_of_version, "sort"),
        fixed=[Order.RELEVANCE, Order.NEWEST, Order.TITLE, Order.PROJECT, Order.REUSE],
        default="",
    ),
    order_parameter("naehe", gettext_lazy("Regional key (ARS) of a place: the nearest entries first")),
    order_parameter("aehnlich", gettext_lazy("Regional key (ARS) of a place: entries of similar places first")),
)
