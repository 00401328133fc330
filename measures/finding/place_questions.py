"""The questions that the lists of model projects and municipalities answer."""

import django_filters
from django.utils.translation import gettext_lazy

from measures.finding.facet_rows import state_choices
from measures.finding.question import Question, TextSearch
from measures.finding.tolerant_fields import KnownValueField
from municipalities.models import ModelProject, Municipality


def rows_with(model, path, values):
    """Return the keys of the rows of `model` that have one of `values` at `path`.

    As a subquery instead of a join: a row with two of the values is still one row.
    """
    return model.objects.filter(**{f"{path}__in": values}).order_by().values("pk")


FUNDED_KINDS = [choice for choice in ModelProject.Kind.choices if choice[0] != ModelProject.Kind.BODY]


class Choice(django_filters.ChoiceFilter):
    """One value out of a list."""

    field_class = KnownValueField

    def __init__(self, *, path, label, choices):
        super().__init__(field_name=path, label=label, choices=choices)

    def filter(self, qs, value):
        return qs.filter(pk__in=rows_with(self.model, self.field_name, [value])) if value else qs


class PlaceSearch(TextSearch):
    """Finds rows by their names and those of the area, folded (municipalities/place_words.py)."""

    def filter(self, qs, value):
        return qs.matching(value) if value else qs


class ProjectFilter(Question):
    q = PlaceSearch(label=gettext_lazy("Name or region"))
    land = Choice(path="municipalities__states", label=gettext_lazy("State"), choices=state_choices)
    staffel = Choice(path="cohort", label=gettext_lazy("Cohort"), choices=ModelProject.Cohort.choices)
    art = Choice(path="kind", label=gettext_lazy("Kind"), choices=FUNDED_KINDS)

    class Meta(Question.Meta):
        model = ModelProject

    def __init__(self, data):
        super().__init__(data, queryset=ModelProject.objects.funded().prefetch_related("municipalities__states"))


class BestFirst(PlaceSearch):
    """Searches among all municipalities of the register; without a text, those that take part are listed."""

    def filter(self, qs, value):
        return super().filter(qs, value).best_first(value) if value else qs.taking_part()


class MunicipalityFilter(Question):
    q = BestFirst(label=gettext_lazy("Name or region"))
    land = Choice(path="states", label=gettext_lazy("State"), choices=state_choices)
    groesse = Choice(path="size_class", label=gettext_lazy("Size"), choices=Municipality.SizeClass.choices)

    class Meta(Question.Meta):
        model = Municipality

    def __init__(self, data):
        super().__init__(
            data,
            queryset=Municipality.objects.present_or_taking_part().prefetch_related("states", "projects"),
        )
