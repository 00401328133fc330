"""The facets of the catalogue: one row each. Adding a row here adds a facet everywhere.

The question language, the index, the list page, the suggestions and similar measures read this table.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from measures.models import ActionField, Edition, Offer, Reuse, Solution, SolutionType, SpatialScope
from measures.models.local_text import LocalText
from measures.models.vocabularies import Vocabulary
from municipalities.labels import gone_last, labels_of
from municipalities.models import ModelProject, Municipality, State

Pairs = list[tuple[Any, Any]]  # value and label, which may be translated when it is shown


@dataclass(frozen=True)
class FacetRow:
    """A facet: `path` and `value` say the same, to the database and to the index.

    name           in the address of a page
    label          above its values
    path           lookup from an edition to the value
    value          the same from an edition as the index reads it (see `SourceEdition` in documents.py); empty values
                   are left out
    choices        the values to choose from, as pairs of value and label in their order
    stored_choices the same, where they stand in the database: read once for each catalogue version
    merged         {merged value: current value}, as in old links
    names          pairs of value and name to suggest while somebody types
    spread_on      the name of another facet: each page about one of its values shows how it spreads over this one
    similarity     how much a shared value makes two measures alike
    says_kind      whether similar measures must share a value of this or another such facet
    """

    name: str
    label: Any
    path: str
    value: Callable[[Any], Iterable[Any]]
    choices: Callable[[], Pairs] | None = None
    stored_choices: Callable[[], Pairs] | None = None
    merged: Callable[[], dict[str, str]] = dict
    names: Callable[[], Pairs] = list
    spread_on: str = ""
    similarity: float = 0.0
    says_kind: bool = False

    @property
    def is_filter(self) -> bool:
        """Whether visitors can filter by it. Other facets are only counted."""
        return bool(self.choices or self.stored_choices)


def vocabulary_row(name: str, label: Any, model: type[Vocabulary], relation: str, **more: Any) -> FacetRow:
    """Return the row of a facet whose values are those of a vocabulary."""
    return FacetRow(
        name,
        label,
        path=f"{relation}__slug",
        value=lambda edition: [value.slug for value in getattr(edition, relation)],
        stored_choices=choices_of(model),
        merged=lambda: dict(model.objects.merged().values_list("slug", "merged_into__slug")),
        **more,
    )


def choices_of(model: type[Vocabulary]) -> Callable[[], Pairs]:
    """Return a function that returns the current values of a vocabulary, as pairs of address and LocalText."""

    def choices() -> Pairs:
        rows = model.objects.current().values_list("slug", "name", "name_en")
        return [(slug, LocalText(name, name_en)) for slug, name, name_en in rows]

    return choices


def state_choices() -> Pairs:
    return sorted(State.Code.choices, key=lambda choice: str(choice[1]))


def project_choices() -> Pairs:
    return list(ModelProject.objects.funded().values_list("slug", "name"))


def project_names() -> Pairs:
    """Return the names of all projects, then the official names of those that have one."""
    projects = ModelProject.objects.funded()
    return [*project_choices(), *projects.exclude(official_name="").values_list("slug", "official_name")]


def place_names() -> Pairs:
    places = list(Municipality.objects.taking_part())
    labels = labels_of(places)
    return [(place.slug, labels[place.pk]) for place in gone_last(places)]


# In the order of the list page.
FACETS: list[FacetRow] = [
    vocabulary_row(
        "typ",
        _("Solution type"),
        SolutionType,
        "solution_types",
        names=choices_of(SolutionType),
        spread_on="feld",
        similarity=2.0,
        says_kind=True,
    ),
    vocabulary_row(
        "feld",
        _("Action field"),
        ActionField,
        "action_fields",
        names=choices_of(ActionField),
        spread_on="typ",
        similarity=1.5,
        says_kind=True,
    ),
    FacetRow(
        "status",
        _("Status"),
        path="status",
        value=lambda edition: [edition.status],
        choices=lambda: Edition.Status.choices,
    ),
    FacetRow(
        "ursache",
        _("Main cause of the end"),
        path="stop_cause",
        value=lambda edition: [edition.stop_cause],
        choices=lambda: Edition.StopCause.choices,
    ),
    FacetRow(
        "land",
        _("State"),
        path="places__states__code",
        value=lambda edition: [code for place in edition.places for code in place.states],
        choices=state_choices,
    ),
    FacetRow(
        "groesse",
        _("Size of municipality"),
        path="places__size_class",
        value=lambda edition: [place.size_class for place in edition.places],
        choices=lambda: Municipality.SizeClass.choices,
        similarity=0.5,
    ),
    FacetRow(
        "projekt",
        _("Model project"),
        path="measure__project__slug",
        value=lambda edition: [edition.project.slug],
        stored_choices=project_choices,
        names=project_names,
    ),
    FacetRow(
        "staffel",
        _("Cohort"),
        path="measure__project__cohort",
        value=lambda edition: [edition.project.cohort],
        choices=lambda: ModelProject.Cohort.choices,
    ),
    vocabulary_row("raum", _("Spatial scope"), SpatialScope, "spatial_scopes", similarity=0.5),
    FacetRow(
        "offen",
        _("Link to the source code"),
        path="has_source_code",
        value=lambda edition: [edition.has_source_code],
        choices=lambda: [("ja", _("with a link")), ("nein", _("without a link"))],
    ),
    FacetRow(
        "quelltext",
        _("Disclosure of the source code"),
        path="source_code_duty",
        value=lambda edition: [edition.source_code_duty],
        choices=lambda: Edition.SourceCode.choices,
    ),
    vocabulary_row("loesung", _("Software"), Solution, "solutions", similarity=3.0),
    FacetRow(
        "nachnutzung",
        _("Re-used elsewhere"),
        path="measure__reuses__status",
        value=lambda edition: edition.reuse_statuses,
        choices=lambda: [
            (Reuse.Status.USES, _("in use elsewhere")),
            (Reuse.Status.INTRODUCES, _("being introduced")),
            (Reuse.Status.PLANS, _("planned elsewhere")),
            (Reuse.Status.EXAMINES, _("being examined")),
            (Reuse.Status.ENDED, _("ended again")),
        ],
    ),
    vocabulary_row("angebot", _("Offered to others"), Offer, "offers"),
    FacetRow(
        "ort",
        _("places"),
        path="places__slug",
        value=lambda edition: [place.slug for place in edition.places],
        names=place_names,
    ),
]
