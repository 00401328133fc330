"""The public query language: its names, choices and validation. Everything a visitor may ask passes here.

A value that nobody knows is dropped (measures/finding/tolerant_fields.py) and named in `notices`; the rest still
counts.
"""

from functools import cached_property
from urllib.parse import urlencode

import django_filters
from django.db.models import Count
from django.utils.translation import get_language, gettext_lazy

from measures.finding import orm_search
from measures.finding.current import current
from measures.finding.tolerant_fields import KnownValueField, KnownValuesField, SearchField
from measures.models import Edition
from municipalities.models import ModelProject, Municipality, State
from municipalities.ordering import german_order


def having(model, path, values):
    """Return the keys of the rows that have one of `values` at `path`.

    As a subquery instead of a join: a row with two of the values is still one row.
    """
    return model.objects.filter(**{f"{path}__in": values}).order_by().values("pk")


class Facet(django_filters.MultipleChoiceFilter):
    """One facet of the catalogue: values are joined by OR. `path` leads from an edition to the value."""

    field_class = KnownValuesField

    def __init__(self, *, path, label, choices):
        super().__init__(field_name=path, label=label, choices=choices)

    def filter(self, qs, value):
        if not value:
            return qs
        return qs.filter(pk__in=having(Edition, self.field_name, value))

    def counts(self, editions):
        """Return for every value that occurs among `editions` the number of those that have it."""
        rows = (
            Edition.objects.filter(pk__in=editions.order_by().values("pk"))
            .order_by()
            .values_list(self.field_name)
            .annotate(Count("pk", distinct=True))
        )
        return {str(value): number for value, number in rows if value not in (None, "")}


class TextSearch(django_filters.CharFilter):
    field_class = SearchField

    def filter(self, qs, value):
        return orm_search.matching(qs, value) if value else qs


class Order(django_filters.ChoiceFilter):
    """How the results are ordered. Relevance needs a search text; without one it means newest first."""

    RELEVANCE, NEWEST, TITLE, PROJECT = "relevanz", "neu", "titel", "projekt"
    field_class = KnownValueField

    def __init__(self):
        choices = [
            (self.RELEVANCE, gettext_lazy("Relevance")),
            (self.NEWEST, gettext_lazy("Newest first")),
            (self.TITLE, gettext_lazy("Title A–Z")),
            (self.PROJECT, gettext_lazy("Model project A–Z")),
        ]
        super().__init__(label=gettext_lazy("Sort by"), choices=choices)

    def filter(self, qs, value):
        text = self.parent.form.cleaned_data.get("q")
        if value == self.TITLE:
            return qs.order_by(german_order("title"), "pk")
        if value == self.PROJECT:
            return qs.order_by(german_order("measure__project__name"), german_order("title"), "pk")
        if value == self.NEWEST or not text:
            return qs.newest_first()
        return orm_search.most_relevant_first(qs, text)


def listed(facet):
    """Return a function that gives the choices of a facet as the index of the catalogue has them."""
    return lambda: current().choices.values[facet]


def state_choices():
    return sorted(State.Code.choices, key=lambda choice: str(choice[1]))


class Question(django_filters.FilterSet):
    """What a visitor asked, cleaned, with what had to be left out of it."""

    class Meta:
        fields = []

    def get_form_class(self):
        """Fetch choices that stand in the database only now, once, when a question is really asked."""
        for filter_ in self.filters.values():
            if callable(filter_.extra.get("choices")):
                filter_.extra["choices"] = filter_.extra["choices"]()
        return super().get_form_class()

    @property
    def asked(self):
        """What was asked, cleaned: text, lists of known values, order."""
        self.errors  # noqa: B018 - Django cleans on this access
        return self.form.cleaned_data

    @property
    def notices(self):
        """Sentences that name what was left out of the question."""
        self.errors  # noqa: B018 - Django cleans on this access
        return [field.notice for field in self.form.fields.values() if field.notice]

    def query(self, **changes):
        return query_string(written(self.asked), **changes)


def written(asked):
    """Return a cleaned question as triples: name, value, and both as they stand in an address."""
    pairs = [(name, item) for name, value in asked.items() for item in (value if isinstance(value, list) else [value])]
    return [(name, value, urlencode([(name, value)])) for name, value in pairs if value not in ("", None)]


def query_string(parts, *, drop=None, **changes):
    """Return a `written` question as a query string, without `drop` (a pair of name, value) and with `changes`."""
    kept = [text for name, value, text in parts if name not in changes and (name, value) != drop]
    return "?" + "&".join(kept + [text for _, _, text in written(changes)])


class MeasureFilter(Question):
    """The query of the catalogue: AND between facets, OR within one."""

    q = TextSearch(label=gettext_lazy("Search"))
    typ = Facet(
        path="solution_types__slug",
        label=gettext_lazy("Solution type"),
        choices=listed("typ"),
    )
    feld = Facet(
        path="action_fields__slug",
        label=gettext_lazy("Action field"),
        choices=listed("feld"),
    )
    status = Facet(path="status", label=gettext_lazy("Status"), choices=Edition.Status.choices)
    land = Facet(path="places__states__code", label=gettext_lazy("State"), choices=state_choices)
    groesse = Facet(
        path="places__size_class",
        label=gettext_lazy("Size of municipality"),
        choices=Municipality.SizeClass.choices,
    )
    projekt = Facet(path="measure__project__slug", label=gettext_lazy("Model project"), choices=listed("projekt"))
    staffel = Facet(
        path="measure__project__cohort",
        label=gettext_lazy("Cohort"),
        choices=ModelProject.Cohort.choices,
    )
    raum = Facet(
        path="spatial_scopes__slug",
        label=gettext_lazy("Spatial scope"),
        choices=listed("raum"),
    )
    offen = Facet(
        path="has_source_code",
        label=gettext_lazy("Open source"),
        choices=[("ja", gettext_lazy("source code linked")), ("nein", gettext_lazy("no link recorded"))],
    )
    sort = Order()

    class Meta(Question.Meta):
        model = Edition

    def __init__(self, data):
        super().__init__(data, queryset=Edition.objects.public())

    @property
    def facets(self):
        """The facets by their name in the address."""
        return {name: filter_ for name, filter_ in self.filters.items() if isinstance(filter_, Facet)}

    @property
    def orders(self):
        return self.filters["sort"].extra["choices"]

    def editions(self, *, without=()):
        """Return the public editions that meet the question; the filters named in `without` do not count."""
        found = self.queryset
        for name, filter_ in self.filters.items():
            if name not in without:
                found = filter_.filter(found, self.asked[name])
        return found


class Understood:
    """A question to the catalogue, cleaned by the fields of MeasureFilter.

    The fields are made once for each catalogue version. Making, copying and binding a form for each question, as
    a FilterSet does, costs more than answering it.
    """

    def __init__(self, data):
        self.fields, nothing = fields_of_version()
        self.asked, self.notices = {**nothing}, []
        for name, field in self.fields.items():
            if name in data:
                self.asked[name], notice = field.understood(data.getlist(name))
                if notice:
                    self.notices.append(notice)

    @cached_property
    def facets(self):
        """{name: field} of the facets."""
        return {name: field for name, field in self.fields.items() if name not in ("q", "sort")}

    @cached_property
    def _written(self):
        return written(self.asked)

    def query(self, **changes):
        return query_string(self._written, **changes)


def fields_of_version():
    """Return {name: field} of MeasureFilter, with the choices that the catalogue offers now, and {name: nothing}."""
    snapshot, key = current(), ("fields", get_language())
    kept = snapshot.kept
    if key not in kept:
        fields = MeasureFilter({}).form.fields
        for name, field in fields.items():
            field.label = str(field.label)
            field.merged = snapshot.choices.merged.get(name, {})
            if hasattr(field, "choices"):
                field.choices = [(str(value), str(label)) for value, label in field.choices]
        kept[key] = fields, {name: field.understood([])[0] for name, field in fields.items()}
    return kept[key]
