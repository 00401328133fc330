"""The question language of the catalogue: its names, choices and validation. All that a visitor asks is cleaned here.

An unknown value is left out and reported in `warnings` (tolerant_fields.py); the rest still counts.
"""

from collections.abc import Callable, Container
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from measures.finding.current import current, past_day
from measures.finding.facet_rows import FACETS, FacetRow, Pairs
from measures.finding.tolerant_fields import (
    KnownPlaceField,
    KnownValueField,
    KnownValuesField,
    OperatorsField,
    SearchField,
    ShortKeysField,
    TolerantField,
    unknown_names_warning,
)
from measures.models import Edition

PAGE = "seite"  # the parameter of every list that a Paginator divides
DAY = "stand"  # the parameter of a past day
ON_EVERY_LIST = (PAGE, "m")  # the shortlist goes along from page to page
QueryPart = tuple[str, Any, str]  # name, value, and both as they are written in an address


class Facet(django_filters.MultipleChoiceFilter):
    """One facet of the catalogue. Values are joined by OR."""

    field_class = KnownValuesField

    def __init__(self, facet: FacetRow) -> None:
        choices = facet.choices or stored_choices(facet.name)
        super().__init__(field_name=facet.path, label=facet.label, choices=choices)


def stored_choices(facet: str) -> Callable[[], Pairs]:
    """Return a function that returns the choices of a facet as the index read them from the database."""

    def choices() -> Pairs:
        offered = current().choices
        return offered.values[facet] if offered else []

    return choices


class TextSearch(django_filters.CharFilter):
    field_class = SearchField


class OperatorSearch(django_filters.CharFilter):
    field_class = OperatorsField


class Order(django_filters.ChoiceFilter):
    """The order of the results. Relevance needs a search text; without one it means newest first."""

    RELEVANCE, NEWEST, TITLE, PROJECT, REUSE = "relevanz", "neu", "titel", "projekt", "nachnutzung"
    field_class = KnownValueField

    def __init__(self) -> None:
        choices = [
            (self.RELEVANCE, gettext_lazy("Relevance")),
            (self.NEWEST, gettext_lazy("Last published first")),
            (self.TITLE, gettext_lazy("Title A–Z")),
            (self.PROJECT, gettext_lazy("Model project A–Z")),
            (self.REUSE, gettext_lazy("Most re-used first")),
        ]
        super().__init__(label=gettext_lazy("Sort by"), choices=choices)


class Question(django_filters.FilterSet):
    """What a visitor asked, cleaned, with warnings about what was left out of it."""

    class Meta:
        model: type[Model] | None = None
        fields: list[str] = []

    def get_form_class(self) -> type:
        """Look up choices that are functions, once, when a question is really asked."""
        for filter_ in self.filters.values():
            if callable(filter_.extra.get("choices")):
                filter_.extra["choices"] = filter_.extra["choices"]()
        return super().get_form_class()

    @property
    def asked(self) -> dict[str, Any]:
        """{name: text, list of known values, or order}."""
        self.errors  # noqa: B018 - Django cleans on this access
        return self.form.cleaned_data

    @property
    def warnings(self) -> list[str]:
        """Sentences that name what was left out of the question."""
        self.errors  # noqa: B018 - Django cleans on this access
        warnings = [field.warning for field in self.form.fields.values()]
        return list(filter(None, [*warnings, unknown_names_warning(unknown_names(self.data, self.form.fields))]))

    def query(self, **changes: Any) -> str:
        """Return the question as a query string, with `changes`."""
        return query_string(query_parts(self.asked), **changes)


def unknown_names(data: Any, fields: Any) -> set[str]:
    """Return the names of parameters that are neither a field nor in ON_EVERY_LIST."""
    return {name for name in data if name not in fields and name not in ON_EVERY_LIST}


def query_parts(asked: dict[str, Any]) -> list[QueryPart]:
    """Return a cleaned question in parts, without what is empty."""
    pairs = [(name, item) for name, value in asked.items() for item in (value if isinstance(value, list) else [value])]
    return [(name, item, urlencode([(name, item)])) for name, item in pairs if item not in ("", None)]


def query_string(parts: list[QueryPart], *, drop: tuple[str, Any] | None = None, **changes: Any) -> str:
    """Return a question as a query string, without `drop` (a pair of name and value) and with `changes`."""
    rest = [text for name, value, text in parts if name not in changes and (name, value) != drop]
    return "?" + "&".join(rest + [text for _, _, text in query_parts(changes)])


class Shortlist(django_filters.Filter):
    """The measures that a visitor has put on a shortlist. The question carries them along, they filter nothing."""

    field_class = ShortKeysField

    def filter(self, editions: QuerySet, value: Any) -> QuerySet:
        return editions


class PlaceOrder(django_filters.Filter):
    """A place that the results are ordered by (measures/finding/place_order.py); it filters nothing."""

    field_class = KnownPlaceField

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, known=known_keys)

    def filter(self, editions: QuerySet, value: Any) -> QuerySet:
        return editions


def known_keys() -> Container[str]:
    """Return the keys of all places of the register."""
    choices = current().choices
    return choices.places.by_key if choices and choices.places else ()


class PastDayField(TolerantField, forms.Field):
    """Takes the past day from whose catalogue the answer comes. It was chosen before the question is cleaned."""

    def clean_strings(self, values: list[str]) -> tuple[str, str]:
        day = past_day()
        if day:
            return day.isoformat(), ""
        return "", _("A past day cannot be asked for here.") if any(values) else ""


class PastDay(django_filters.Filter):
    """The past day of which the catalogue is asked for. The question carries it along; `current` has chosen it."""

    field_class = PastDayField

    def filter(self, editions: QuerySet, value: Any) -> QuerySet:
        return editions


class MeasureFilter(Question):
    """The question about measures: AND between facets, OR within one."""

    q = OperatorSearch(label=gettext_lazy("Search"))
    sort = Order()
    naehe = PlaceOrder(gettext_lazy("Near"))
    aehnlich = PlaceOrder(gettext_lazy("Similar to"))
    stand = PastDay(label=gettext_lazy("As of"))
    m = Shortlist(label=gettext_lazy("Shortlist"))

    class Meta(Question.Meta):
        model = Edition

    def __init__(self, data: QueryDict | dict[str, Any]) -> None:
        super().__init__(data, queryset=Edition.objects.public())

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """Add a filter for each facet, between the search text and the order."""
        filters = super().get_filters()
        facets = {facet.name: Facet(facet) for facet in FACETS if facet.is_filter}
        return {"q": filters.pop("q"), **facets, **filters}


class CleanedQuestion:
    """A question about measures, cleaned by the form fields of MeasureFilter.

    The fields are made once for each catalogue version. To make, copy and bind a form for each question, as a FilterSet
    does, takes longer than to answer it.
    """

    def __init__(self, data: QueryDict) -> None:
        self.fields = fields_of_version()
        self.asked: dict[str, Any] = {}
        self.warnings: list[str] = []
        for name, field in self.fields.items():
            self.asked[name], warning = field.clean_strings(data.getlist(name))
            if warning:
                self.warnings.append(warning)
        if warning := unknown_names_warning(unknown_names(data, self.fields)):
            self.warnings.append(warning)

    @cached_property
    def facets(self) -> dict[str, Any]:
        """{name: form field} of the facets."""
        return {facet.name: self.fields[facet.name] for facet in FACETS if facet.name in self.fields}

    @cached_property
    def _parts(self) -> list[QueryPart]:
        return query_parts(self.asked)

    def query(self, **changes: Any) -> str:
        """Return the question as a query string, with `changes` (see `query_string`)."""
        return query_string(self._parts, **changes)


def fields_of_version() -> dict[str, Any]:
    """Return {name: form field} of MeasureFilter, with the choices of the catalogue's version; cached for each."""
    snapshot, language = current(), get_language()
    if language not in snapshot.form_fields:
        fields: dict[str, Any] = MeasureFilter({}).form.fields
        for name, field in fields.items():
            field.label = str(field.label)
            field.merged = snapshot.choices.merged.get(name, {}) if snapshot.choices else {}
            if hasattr(field, "choices"):
                field.choices = [(str(value), str(label)) for value, label in field.choices]
        snapshot.form_fields[language] = fields
    return snapshot.form_fields[language]
