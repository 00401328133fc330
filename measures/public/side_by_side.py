"""Measures side by side: for each statement one row, for each measure one cell."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from measures.effect_texts import in_short, value_in_short
from measures.finding.current import current
from measures.licences import licence_name
from measures.models import Edition, Effect
from measures.models.edition import EditionQuerySet
from measures.models.effects import compared_by
from measures.public.texts import day
from measures.steckbrief import BY_NAME, names_on
from measures.steckbrief_fields import Page
from municipalities.models import Municipality


@dataclass(frozen=True)
class Statement:
    """A row of a comparison.

    label  heading of the row
    read   returns what an edition says: a text, or a list of names; what is empty is not known
    kind   how to show it: "text", "markup" or "link"
    """

    label: Any
    read: Callable[[Edition], Any]
    kind: str = "text"


@dataclass(frozen=True)
class Row:
    """A statement and what each measure says; "" or [] is not known."""

    statement: Statement
    cells: list[Any]

    @property
    def texts(self) -> list[str]:
        """The cells as plain texts, for files."""
        return ["; ".join(map(str, cell)) if isinstance(cell, list) else str(cell) for cell in self.cells]


def names(relation: str) -> Callable[[Edition], list[str]]:
    return lambda edition: [str(value) for value in getattr(edition, relation).all()]


def sizes(edition: Edition) -> list[str]:
    labels = dict(Municipality.SizeClass.choices)
    classes = {place.size_class for place in edition.places.all()} - {""}
    return [str(labels[name]) for name in labels if name in classes]


def states(edition: Edition) -> list[str]:
    return sorted({str(state) for place in edition.places.all() for state in place.states.all()})


def period(edition: Edition) -> str:
    years = [str(year) for year in (edition.start_year, edition.end_year) if year]
    return "–".join(dict.fromkeys(years))


def contact(edition: Edition) -> list[str]:
    return [text for text in (edition.contact_name, edition.contact_email) if text]


def disclosure(edition: Edition) -> str:
    """Return whether the source code is disclosed; "" if that is not known."""
    known = edition.source_code_duty != Edition.SourceCode.UNKNOWN
    return edition.get_source_code_duty_display() if known else ""


def text(name: str) -> Statement:
    return Statement(BY_NAME[name].label, lambda edition: getattr(edition, name), "markup")


STATEMENTS = [
    Statement(_("Model project"), lambda edition: edition.measure.project.name),
    Statement(BY_NAME["places"].label, names("places")),
    Statement(_("Size of municipality"), sizes),
    Statement(_("State"), states),
    Statement(BY_NAME["status"].label, lambda edition: edition.get_status_display()),
    Statement(_("Period"), period),
    Statement(BY_NAME["solution_types"].label, names("solution_types")),
    Statement(BY_NAME["action_fields"].label, names("action_fields")),
    Statement(BY_NAME["spatial_scopes"].label, names("spatial_scopes")),
    Statement(BY_NAME["solutions"].label, names("solutions")),
    Statement(BY_NAME["source_code_duty"].label, disclosure),
    Statement(BY_NAME["source_code_url"].label, lambda edition: edition.source_code_url, "link"),
    Statement(BY_NAME["licence"].label, lambda edition: licence_name(edition.licence)),
    *[text(name) for page in (Page.SECTION, Page.EXPERIENCE) for name in names_on(page)],
    Statement(BY_NAME["operator"].label, lambda edition: edition.operator),
    Statement(BY_NAME["operation_funds"].label, lambda edition: edition.get_operation_funds_display()),
    text("operation"),
    Statement(BY_NAME["stop_cause"].label, lambda edition: edition.get_stop_cause_display()),
    text("stop_reason"),
    Statement(BY_NAME["website"].label, lambda edition: edition.website, "link"),
    Statement(_("Contact"), contact),
    Statement(BY_NAME["offers"].label, names("offers")),
    Statement(BY_NAME["offers_note"].label, lambda edition: edition.offers_note),
    Statement(BY_NAME["as_of"].label, lambda edition: day(edition.as_of)),
]


def side_by_side(editions: list[Edition]) -> list[Row]:
    """Return the rows in which at least one edition says something."""
    statements = [*STATEMENTS, *effect_statements(editions)]
    rows = [Row(statement, [statement.read(edition) for edition in editions]) for statement in statements]
    return [row for row in rows if any(row.cells)]


def effect_statements(editions: list[Edition]) -> list[Statement]:
    """Return a statement for each indicator that several editions name, and one for all other effects."""
    often = Counter(key for edition in editions for key in {key_of(effect) for effect in edition.effects.all()})
    effects = [effect for edition in editions for effect in edition.effects.all()]
    shared = {key_of(effect): effect for effect in effects if often[key_of(effect)] > 1}
    further = Statement(
        _("Further effects") if shared else BY_NAME["effects"].label,
        lambda edition: [in_short(effect) for effect in edition.effects.all() if key_of(effect) not in shared],
    )
    return [*(Statement(effect.indicator, values_of(key)) for key, effect in shared.items()), further]


def values_of(key: tuple[str, str]) -> Callable[[Edition], list[str]]:
    return lambda edition: [value_in_short(effect) for effect in edition.effects.all() if key_of(effect) == key]


def key_of(effect: Effect) -> tuple[str, str]:
    return compared_by(effect.indicator, effect.unit)


# What a council asks first: it is said if nobody knows
ASKED_FIRST = ("costs", "running_costs", "source_code_url", "licence", "what_worked", "lessons", "operation")


def gaps(edition: Edition) -> list[str]:
    """Return the labels of the fields in ASKED_FIRST that are empty."""
    return [str(BY_NAME[name].label) for name in ASKED_FIRST if not getattr(edition, name)]


def public_editions(measures: list[int]) -> list[Edition]:
    """Return the public editions of measures, in the order of these keys, with all that a comparison reads.

    On a page of a past day they are those that were public then.
    """
    public: EditionQuerySet = Edition.objects.public_at(current().moment)
    found = public.filter(measure__in=measures).select_related("measure__project")
    related = found.prefetch_related(
        "solution_types",
        "action_fields",
        "spatial_scopes",
        "solutions",
        "offers",
        "places__states",
        "effects",
        "sources",
    )
    by_measure = {edition.measure_id: edition for edition in related}
    return [by_measure[key] for key in measures if key in by_measure]
