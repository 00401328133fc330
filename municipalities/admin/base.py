"""The base class of all lists in the admin, and a decorator for pages of moderators."""

from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models

from municipalities.web_addresses import WebAddressField

ADDRESSES = {models.URLField: {"form_class": WebAddressField}}
LONGEST_SEARCH = 100  # characters; PostgreSQL takes half a minute to plan a search for 500 words


class LimitedLookupAdmin(admin.ModelAdmin):
    """A ModelAdmin that allows only the look-ups of its own filters (on fields with choices) and its search.

    Django allows further look-ups in the query. With `__regex`, a user could find out a hidden value letter by letter.
    """

    formfield_overrides = ADDRESSES
    filter_names = ()  # parameters of the filters that validate their values themselves

    def lookup_allowed(self, lookup, value, request):
        if lookup in self.filter_names:
            return True
        name, _, how = lookup.partition("__")
        if name not in self.list_filter or how not in ("", "exact", "in"):
            return False
        offered = {str(choice) for choice, _ in self.model._meta.get_field(name).flatchoices}
        return offered.issuperset(value.split(","))

    def history_view(self, request, object_id, extra_context=None):
        # Django first looks up the object, and so would reveal to other users which objects exist.
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def get_search_results(self, request, queryset, search_term):
        search_term = search_term.replace("\0", "")[:LONGEST_SEARCH]  # PostgreSQL refuses NUL in a text
        return super().get_search_results(request, queryset, search_term)


def moderators_only(view):
    """Decorate a view to respond with 403 unless the user is a moderator."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if not request.user.is_moderator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return wrapper
