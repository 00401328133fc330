"""What all lists in the admin have in common: they ask the database with care, and only moderators keep them."""

from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models

HTTPS = {models.URLField: {"assume_scheme": "https"}}  # for an address typed without a scheme


class CarefulAdmin(admin.ModelAdmin):
    """Asks the database only what a list offers: its filters (over fields with choices) and its search.

    Django would take any lookup on a field of the model, so that an address could try out regular expressions.
    """

    formfield_overrides = HTTPS
    filter_names = ()  # in addresses: of filters that look at their values themselves

    def lookup_allowed(self, lookup, value, request):
        if lookup in self.filter_names:
            return True
        name, _, how = lookup.partition("__")
        if name not in self.list_filter or how not in ("", "exact", "in"):
            return False
        offered = {str(choice) for choice, _ in self.model._meta.get_field(name).flatchoices}
        return offered.issuperset(value.split(","))

    def history_view(self, request, object_id, extra_context=None):
        # Django looks for the object first, and answers differently if it is not there.
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def get_search_results(self, request, queryset, search_term):
        # PostgreSQL refuses NUL in a text, and plans half a minute for a question of 500 words.
        search_term = search_term.replace("\0", "")[:100]
        return super().get_search_results(request, queryset, search_term)


class KeptByModerators:
    """Every right in the admin for moderators, none for anybody else."""

    def has_module_permission(self, request):
        return request.user.is_active and request.user.is_moderator

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    def has_add_permission(self, request, obj=None):
        return self.has_module_permission(request)

    def has_change_permission(self, request, obj=None):
        return self.has_module_permission(request)

    def has_delete_permission(self, request, obj=None):
        return self.has_module_permission(request)


def moderators_only(view):
    """Refuse (403) everybody else, whatever is asked."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_moderator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
