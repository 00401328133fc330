"""Filters of the admin's lists: one of many values, and a range of days."""

from django.contrib import admin
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from municipalities.models import ModelProject
from municipalities.ordering import german_order


class FilterForm:
    """A filter with a form of its own, which sends the parameters of the other filters along, and leads to page 1."""

    def __init__(self, request, params, model, model_admin):
        own = [*self.expected_parameters(), "p"]
        self.others = [(name, value) for name, value in request.GET.items() if name not in own]
        super().__init__(request, params, model, model_admin)


class Choice(FilterForm, admin.SimpleListFilter):
    """A select field, for more values than a list of links can show. An unknown value filters nothing."""

    template = "admin/filter_choice.html"

    def queryset(self, request, queryset):
        known = {str(value) for value, _name in self.lookup_choices}
        return self.filtered(queryset, self.value()) if self.value() in known else queryset

    def filtered(self, queryset, value):
        raise NotImplementedError


class ByProject(Choice):
    title = _("model project")
    parameter_name = "projekt"
    path = "project"

    def lookups(self, request, model_admin):
        named = model_admin.get_queryset(request).order_by().values(self.path)
        return ModelProject.objects.filter(pk__in=named).order_by(german_order("name")).values_list("slug", "name")

    def filtered(self, queryset, value):
        return queryset.filter(**{f"{self.path}__slug": value})


class ByDay(FilterForm, admin.ListFilter):
    """From one day to another, both included and optional. Text that is not a day is listed in `wrong` and ignored."""

    title = _("when")
    template = "admin/filter_days.html"
    names = ["von", "bis"]
    path = "at"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        self.used_parameters = {name: params.pop(name)[-1].replace("\0", "") for name in self.names if name in params}
        self.since, self.until = (_day_of(self.used_parameters.get(name, "")) for name in self.names)
        self.wrong = [text for text in self.used_parameters.values() if text and not _day_of(text)]

    def expected_parameters(self):
        return self.names

    def has_output(self):
        return True

    def choices(self, changelist):
        return []

    def queryset(self, request, queryset):
        if self.since:
            queryset = queryset.filter(**{f"{self.path}__date__gte": self.since})
        if self.until:
            queryset = queryset.filter(**{f"{self.path}__date__lte": self.until})
        return queryset


def _day_of(text):
    """Return the date that `text` (YYYY-MM-DD) gives, or None."""
    try:
        return parse_date(text)
    except ValueError:  # the right format, but no such day, as 2026-02-30
        return None
