"""The admin of municipalities and model projects.

measures/desk/vocabulary_admin.py registers subclasses, which also update the version of the catalogue. This app may
not import `measures`.
"""

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from municipalities.admin.base import ADDRESSES, LimitedLookupAdmin
from municipalities.admin.municipality_field import MunicipalityField, all_texts
from municipalities.models import Municipality, Participation


class ParticipationForm(forms.ModelForm):
    municipality = MunicipalityField(queryset=Municipality.objects.all(), label=_("municipality"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # The object instead of its key, so that the field can show its name without a query.
            self.initial["municipality"] = self.instance.municipality


class ParticipationInline(admin.TabularInline):
    model = Participation
    form = ParticipationForm
    formfield_overrides = ADDRESSES
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("municipality")


class FixedSlugAdmin(LimitedLookupAdmin):
    """A ModelAdmin whose slugs are set when a row is added and then read-only, since other sites link to them."""

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "slug"] if obj else fields


class MunicipalityAdmin(FixedSlugAdmin):
    list_display = ["name", "kind", "population", "ars"]
    search_fields = ["name", "ars"]
    readonly_fields = ["size_class", "gone_since"]
    formfield_overrides = {**ADDRESSES, models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}


class ModelProjectAdmin(FixedSlugAdmin):
    list_display = ["name", "official_name", "cohort", "kind"]
    list_filter = ["cohort", "kind"]
    search_fields = ["name", "official_name"]
    inlines = [ParticipationInline]
    change_form_template = "admin/project.html"

    def render_change_form(self, request, context, **options):
        context["municipalities"] = all_texts()  # the <datalist> is shared by all fields of the inline
        return super().render_change_form(request, context, **options)
