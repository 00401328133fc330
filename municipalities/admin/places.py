"""Municipalities and model projects in the admin.

They are registered in measures/desk/vocabulary_admin.py, which also updates the catalogue's version when they change.
"""

from django import forms
from django.contrib import admin
from django.db import models

from municipalities.admin.base import HTTPS, LimitedLookupAdmin
from municipalities.models import Participation


class ParticipationInline(admin.TabularInline):
    model = Participation
    autocomplete_fields = ["municipality"]
    formfield_overrides = HTTPS
    extra = 0


class FixedSlugAdmin(LimitedLookupAdmin):
    """The slug is part of addresses that others link to: it is set when a row is added, and not changed later."""

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "slug"] if obj else fields


class MunicipalityAdmin(FixedSlugAdmin):
    list_display = ["name", "kind", "population", "ars"]
    search_fields = ["name", "ars"]
    readonly_fields = ["size_class", "gone_since"]
    formfield_overrides = {**HTTPS, models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}


class ModelProjectAdmin(FixedSlugAdmin):
    list_display = ["name", "official_name", "cohort", "kind"]
    list_filter = ["cohort", "kind"]
    search_fields = ["name", "official_name"]
    inlines = [ParticipationInline]
