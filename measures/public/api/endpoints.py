"""The endpoints of the API, one row each. Routes, the OpenAPI document, its page and the tests read this table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from measures.public.api import (
    answers,
    changes,
    measures,
    places,
    reuse_answers,
    reuses,
    statistics,
    suggestions,
    vocabularies,
)
from measures.public.api.parameters import CURSOR, LANG, SINCE, STAND, Parameter, limit, one_of, unknown
from measures.public.api.question import (
    MEASURE_QUESTION,
    choice_parameter,
    municipality_fields,
    project_fields,
    project_parameter,
    search_parameter,
)
from measures.public.changes import KINDS
from measures.steckbrief_fields import Text

SIMILAR_AT_ONCE = 4


@dataclass(frozen=True)
class Endpoint:
    """An endpoint.

    name        of its route, behind "api_"
    path        behind /api/v1/; {id} is the last part of the address of a page
    answer      returns what is asked for, as plain data
    kind        the type of the answer
    summary     what it answers, in a few words
    parameters  what it can be asked
    example     parameters of the example, as a query
    of          what an {id} in its path is: a measure, project or municipality
    """

    name: str
    path: str
    answer: Callable[..., dict[str, Any]]
    kind: type
    summary: Text
    parameters: tuple[Parameter, ...]
    example: str = ""
    of: str = ""

    @property
    def list_name(self) -> str:
        """The name of the list in its answer that `next` goes on with, or ""."""
        return self.name if CURSOR in self.parameters else ""

    @property
    def is_dated(self) -> bool:
        """Whether it can be asked for as of a past day."""
        return STAND in self.parameters


def read_fields(values: list[str]) -> list[str]:
    """Return the names of fields, which are separated by commas."""
    names = values[0].split(",")
    if wrong := set(names).difference(answers.ENTRY):
        raise unknown("fields", wrong)
    return names


FIELDS = Parameter(
    "fields",
    _("Only these fields of each entry, separated by commas. The id is always there."),
    read_fields,
    fixed=list(answers.ENTRY),
    joined=True,
    default=[],
)
ENDPOINTS = (
    Endpoint(
        "measures",
        "measures",
        measures.measures,
        answers.Measures,
        _("Measures: search and filters as on their page, with the counts of all filters"),
        (*MEASURE_QUESTION, FIELDS, limit(), CURSOR, STAND, LANG),
        example="limit=1&fields=title,project,status",
    ),
    Endpoint(
        "measure",
        "measures/{id}",
        measures.measure,
        answers.OneMeasure,
        _("One measure of the catalogue"),
        (FIELDS, STAND, LANG),
        of="measure",
    ),
    Endpoint(
        "similar",
        "measures/{id}/similar",
        measures.similar,
        answers.Similar,
        _("Measures like this one, in other projects"),
        (FIELDS, limit(SIMILAR_AT_ONCE), STAND, LANG),
        example="limit=1&fields=title,url",
        of="measure",
    ),
    Endpoint(
        "projects",
        "projects",
        places.projects,
        answers.Projects,
        _("Model projects"),
        (
            search_parameter(project_fields, _("Name or region")),
            *[choice_parameter(project_fields, name) for name in ("land", "staffel", "art")],
            STAND,
            LANG,
        ),
        example="staffel=2019&land=BW",
    ),
    Endpoint(
        "project",
        "projects/{id}",
        places.project,
        answers.OneProject,
        _("One model project"),
        (STAND, LANG),
        of="project",
    ),
    Endpoint(
        "municipalities",
        "municipalities",
        places.municipalities,
        answers.Municipalities,
        _("Municipalities that take part; with a search, all of the official register"),
        (
            search_parameter(municipality_fields, _("Name or region")),
            *[choice_parameter(municipality_fields, name) for name in ("land", "groesse")],
            limit(),
            CURSOR,
            STAND,
            LANG,
        ),
        example="limit=1",
    ),
    Endpoint(
        "municipality",
        "municipalities/{id}",
        places.municipality,
        answers.OneMunicipality,
        _("One municipality"),
        (STAND, LANG),
        of="municipality",
    ),
    Endpoint(
        "solution_types",
        "solution-types",
        vocabularies.solution_types,
        answers.Values,
        _("Solution types: the values of the filter “typ”"),
        (STAND, LANG),
    ),
    Endpoint(
        "action_fields",
        "action-fields",
        vocabularies.action_fields,
        answers.Values,
        _("Action fields: the values of the filter “feld”"),
        (STAND, LANG),
    ),
    Endpoint("reuses", "reuses", reuses.reuses, reuse_answers.Reuses, _("Who re-uses which measure"), (STAND, LANG)),
    Endpoint("statistics", "statistics", statistics.statistics, answers.Statistics, _("The figures"), (STAND, LANG)),
    Endpoint(
        "suggestions",
        "suggestions",
        suggestions.suggestions,
        answers.Suggestions,
        _("Suggestions while somebody types"),
        (search_parameter(municipality_fields, _("What was typed")), LANG),
        example="q=sensor",
    ),
    Endpoint(
        "changes",
        "changes",
        changes.changes,
        answers.Changes,
        _("What became public, changed and ceased to be, the oldest first"),
        (
            SINCE,
            one_of("art", _("Kind of change"), KINDS, default=""),
            project_parameter(),
            limit(),
            CURSOR,
            LANG,
        ),
        example="limit=1",
    ),
)
