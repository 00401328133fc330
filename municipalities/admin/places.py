"""Municipalities and model projects in the admin.

They are registered in measures/admin/lists.py, which also tells the catalogue that they have changed.
"""

from django.contrib import admin

from municipalities.admin.careful import HTTPS, CarefulAdmin, KeptByModerators
from municipalities.models import Participation


class ParticipationInline(KeptByModerators, admin.TabularInline):
    model = Participation
    autocomplete_fields = ["municipality"]
    formfield_overrides = HTTPS
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
