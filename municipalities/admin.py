"""Municipalities, model projects and accounts in the admin: kept by moderators only.

The first two are registered in measures/admin.py, which also tells the catalogue that they have changed.
"""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models

from municipalities.models import Membership, Participation, User

HTTPS = {models.URLField: {"assume_scheme": "https"}}  # for an address typed without a scheme


class CarefulAdmin(admin.ModelAdmin):
    """Asks the database only what a list offers: its filters (over fields with choices) and its search.

    Django would take any lookup on a field of the model, so that an address could try out regular expressions.
    """

    formfield_overrides = HTTPS

    def lookup_allowed(self, lookup, value, request):
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


class ParticipationInline(KeptByModerators, admin.TabularInline):
    model = Participation
    autocomplete_fields = ["municipality"]
    formfield_overrides = HTTPS
    extra = 0


class MembershipInline(KeptByModerators, admin.TabularInline):
    model = Membership
    autocomplete_fields = ["project"]
    extra = 0


class MunicipalityAdmin(KeptByModerators, CarefulAdmin):
    list_display = ["name", "kind", "population", "ars"]
    search_fields = ["name", "ars"]
    readonly_fields = ["size_class", "gone_since"]


class ModelProjectAdmin(KeptByModerators, CarefulAdmin):
    list_display = ["name", "official_name", "cohort", "kind"]
    list_filter = ["cohort", "kind"]
    search_fields = ["name", "official_name"]
    inlines = [ParticipationInline]


@admin.register(User)
class UserAdmin(KeptByModerators, CarefulAdmin):
    list_display = ["email", "first_name", "last_name", "is_moderator", "is_active"]
    search_fields = ["email", "first_name", "last_name"]
    fields = ["email", "first_name", "last_name", "is_active", "is_moderator", "last_login"]
    readonly_fields = ["last_login"]
    inlines = [MembershipInline]

    def has_delete_permission(self, request, obj=None):
        return False  # Accounts are deactivated, so that what they did keeps its author.
