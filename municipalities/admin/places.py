"""Municipalities and model projects in the admin.

They are registered in measures/desk/vocabulary_admin.py, which also tells the catalogue that they have changed.
"""

from django import forms
from django.contrib import admin
from django.db import models

from municipalities.admin.base import HTTPS, CarefulAdmin, KeptByModerators
from municipalities.models import Participation


class ParticipationInline(KeptByModerators, admin.TabularInline):
    model = Participation
    autocomplete_fields = ["municipality"]
    formfield_overrides = HTTPS
    extra = 0


class LastingAddress:
    """Others link to the address, so it is given once."""

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "slug"] if obj else fields


class MunicipalityAdmin(LastingAddress, KeptByModerators, CarefulAdmin):
    list_display = ["name", "kind", "population", "ars"]
    search_fields = ["name", "ars"]
    readonly_fields = ["size_class", "gone_since"]
    formfield_overrides = {**HTTPS, models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}


class ModelProjectAdmin(LastingAddress, KeptByModerators, CarefulAdmin):
    list_display = ["name", "official_name", "cohort", "kind"]
    list_filter = ["cohort", "kind"]
    search_fields = ["name", "official_name"]
    inlines = [ParticipationInline]
