"""The admin of municipalities and model projects.

measures/desk/vocabulary_admin.py registers subclasses, which also update the version of the catalogue. This app may
not import `measures`.
"""

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from municipalities.admin.base import LONGEST_SEARCH, LimitedLookupAdmin
from municipalities.admin.municipality_field import MunicipalityField
from municipalities.models import ModelProject, Municipality, Participation
from municipalities.ordering import GermanOrder
from municipalities.visible_text import visible


class ParticipationForm(forms.ModelForm):
    municipality = MunicipalityField(queryset=Municipality.objects.all(), label=_("municipality"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # The object instead of its key, so that the field can show its name without a query.
            self.initial["municipality"] = self.instance.municipality


class ParticipationFormSet(forms.BaseInlineFormSet):
    """The municipalities of a project, which keeps one of them and its lead."""

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        left = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        if left and self.instance.kind == ModelProject.Kind.BODY:
            raise forms.ValidationError(_("A municipality or association without a model project takes part in none."))
        before = list(Participation.objects.filter(project=self.instance.pk))  # the forms have changed their own
        if before and not left:
            raise forms.ValidationError(
                _("A model project needs a municipality. Add another one before you remove this.")
            )
        had_lead = any(part.role == Participation.Role.LEAD for part in before)
        if had_lead and not any(row["role"] == Participation.Role.LEAD for row in left):
            raise forms.ValidationError(_("A model project needs a lead. Choose another municipality for it first."))


class ParticipationInline(admin.TabularInline):
    model = Participation
    form = ParticipationForm
    formset = ParticipationFormSet
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("municipality")


class PlaceAdmin(LimitedLookupAdmin):
    """A ModelAdmin with a folded search, whose slugs are read-only once a row is added: other sites link to them."""

    def search(self, queryset, term):
        """Return the rows of `queryset` that a search text finds."""
        raise NotImplementedError

    def get_search_results(self, request, queryset, search_term):
        term = visible(search_term).replace("\0", "")[:LONGEST_SEARCH].strip()
        return (self.search(queryset, term) if term else queryset), False

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "slug"] if obj else fields


class MunicipalityAdmin(PlaceAdmin):
    list_display = ["name", "district", "kind", "population", "ars", "gone_since"]
    search_fields = ["name", "ars"]  # see get_search_results
    readonly_fields = ["size_class", "gone_since", "successor"]
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}

    def get_ordering(self, request):
        return [F("gone_since").asc(nulls_first=True), GermanOrder("name")]

    def search(self, queryset, term):
        """Return the rows with the words of `term` in their names, or whose regional key begins with it."""
        by_key = queryset.filter(ars__startswith=term) if term.isascii() and term.isdigit() else queryset.none()
        return queryset.matching(term) | by_key


class ModelProjectAdmin(PlaceAdmin):
    list_display = ["name", "official_name", "cohort", "kind"]
    list_filter = ["cohort", "kind"]
    search_fields = ["name", "official_name"]  # see get_search_results
    inlines = [ParticipationInline]
    change_form_template = "admin/project.html"

    def get_form(self, request, obj=None, **kwargs):
        """Return the form; a model project stays one, since its measures need it, and a body without one stays that."""
        form = super().get_form(request, obj, **kwargs)
        if obj and "kind" in form.base_fields:
            body = ModelProject.Kind.BODY
            kinds = ModelProject.Kind.choices
            form.base_fields["kind"].choices = [kind for kind in kinds if (kind[0] == body) == (obj.kind == body)]
        return form

    def search(self, queryset, term):
        return queryset.filter(pk__in=ModelProject.objects.matching(term).values("pk"))
