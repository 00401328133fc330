"""The base class of all lists in the admin, and a decorator for pages of moderators."""

from functools import wraps

from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist, PermissionDenied

from municipalities.ordering import GermanOrder
from municipalities.text_fields import VisibleText
from municipalities.visible_text import visible

LONGEST_SEARCH = 100  # characters; PostgreSQL takes half a minute to plan a search for 500 words


class GermanChangeList(ChangeList):
    """A list whose columns of texts are sorted in German order, also those of related objects."""

    def get_ordering_field(self, field_name):
        name = super().get_ordering_field(field_name)
        if not isinstance(name, str) or name == "pk":
            return name
        try:
            is_text = isinstance(get_fields_from_path(self.model, name)[-1], VisibleText)
        except FieldDoesNotExist:  # a number that the list has counted
            return name
        return GermanOrder(name) if is_text else name


class LimitedLookupAdmin(admin.ModelAdmin):
    """A ModelAdmin that allows only the look-ups of its own filters (on fields with choices) and its search.

    Django allows further look-ups in the query. With `__regex`, a user could find out a hidden value letter by letter.
    """

    filter_names = ()  # parameters of the filters that validate their values themselves

    def get_changelist(self, request, **kwargs):
        return GermanChangeList

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
        search_term = visible(search_term).replace("\0", "")[:LONGEST_SEARCH]  # PostgreSQL refuses NUL in a text
        return super().get_search_results(request, queryset, search_term)


def moderators_only(view):
    """Decorate a view to respond with 403 unless the user is a moderator."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if not request.user.is_moderator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return wrapper
