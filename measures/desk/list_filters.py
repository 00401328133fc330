"""Filters of the admin's lists: one of many values, and a range of days."""

from django.contrib import admin
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from municipalities.models import ModelProject


class FilterForm:
    """Mixin for a filter that is a form. `others` are the parameters of the other filters, for hidden fields."""

    def __init__(self, request, params, model, model_admin):
        # Without the number of the page, since a filtered list begins with its first page.
        excluded = [*self.expected_parameters(), "p"]
        self.others = [(name, value) for name, value in request.GET.items() if name not in excluded]
        super().__init__(request, params, model, model_admin)


class Choice(FilterForm, admin.SimpleListFilter):
    """A select field, for more values than a list of links can show. An unknown value filters nothing."""

    template = "admin/filter_choice.html"

    def queryset(self, request, queryset):
        known = {str(value) for value, _name in self.lookup_choices}
        return self.filtered(queryset, self.value()) if self.value() in known else queryset

    def filtered(self, queryset, value):
        """Return `queryset` filtered by a known value."""
        raise NotImplementedError


class ByProject(Choice):
    """Filter by model project; `path` leads from the model of the list to the project."""

    title = _("model project")
    parameter_name = "projekt"
    path = "project"

    def lookups(self, request, model_admin):
        # Only projects of rows that the user may see.
        listed = model_admin.get_queryset(request).order_by().values(self.path)
        return ModelProject.objects.filter(pk__in=listed).values_list("slug", "name")

    def filtered(self, queryset, value):
        return queryset.filter(**{f"{self.path}__slug": value})


class ByDay(FilterForm, admin.ListFilter):
    """Filter from one day to another, both inclusive and optional. Texts that are not days are ignored.

    `invalid` lists these texts, so that the page can show them.
    """

    title = _("when")
    template = "admin/filter_days.html"
    names = ["von", "bis"]
    path = "at"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        # Removed from `params`, because Django reports parameters that no filter has taken as an error.
        for name in self.names:
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1].replace("\0", "")
        self.first_day, self.last_day = (_day_of(self.used_parameters.get(name, "")) for name in self.names)
        self.invalid = [text for text in self.used_parameters.values() if text and not _day_of(text)]

    def expected_parameters(self):
        return self.names

    def has_output(self):
        return True

    def choices(self, changelist):
        return []  # Django requires the method; the template shows a form instead

    def queryset(self, request, queryset):
        if self.first_day:
            queryset = queryset.filter(**{f"{self.path}__date__gte": self.first_day})
        if self.last_day:
            queryset = queryset.filter(**{f"{self.path}__date__lte": self.last_day})
        return queryset


def _day_of(text):
    """Return the date that `text` (YYYY-MM-DD) gives, or None."""
    try:
        return parse_date(text)
    except ValueError:  # the right format, but not a day, such as 2026-02-30
        return None
