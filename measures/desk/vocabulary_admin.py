"""The admin of the lists that moderators maintain: vocabularies, synonyms, model projects, municipalities."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.db.models import ProtectedError
from django.http import QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures import workflow
from measures.desk import merge_pages, succession_pages, vocabulary_usage
from measures.desk.vocabulary_forms import IndicatorForm, SolutionForm, SynonymForm, VocabularyForm
from measures.finding.answer import Answer
from measures.finding.question import PAGE
from measures.models import (
    ActionField,
    Indicator,
    Offer,
    Problem,
    Solution,
    SolutionType,
    SpatialScope,
    SynonymGroup,
)
from measures.vocabulary_values import lock_exclusive
from municipalities.admin.base import LimitedLookupAdmin
from municipalities.admin.places import ModelProjectAdmin, MunicipalityAdmin
from municipalities.models import ModelProject, Municipality


class ChangesCatalogue:
    """Mixin that updates the version of the catalogue with every change, because public pages show these objects.

    workflow.catalogue_changed() always comes first, so that locks are taken in the same order as by a publication or
    a merge.
    """

    def save_model(self, request, obj, form, change):
        workflow.catalogue_changed()
        super().save_model(request, obj, form, change)

    def delete_model(self, request, obj):
        workflow.catalogue_changed()
        self.lock_for_deletion([obj.pk])
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        workflow.catalogue_changed()
        self.lock_for_deletion(list(queryset.values_list("pk", flat=True)))
        super().delete_queryset(request, queryset)

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except ProtectedError:
            return self._in_use(request)

    def changelist_view(self, request, extra_context=None):
        try:
            return super().changelist_view(request, extra_context)
        except ProtectedError:
            return self._in_use(request)

    def _in_use(self, request):
        """Redirect with an error: an entry has begun to use the object after Django had checked that none does."""
        messages.error(request, _("Nothing was deleted: meanwhile, an entry names what you chose."))
        return redirect(request.get_full_path())

    def lock_for_deletion(self, keys):
        """Lock the rows, and so wait for running transactions that write a reference to one of them."""
        list(self.model.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


@admin.register(SpatialScope, Offer)
class VocabularyAdmin(ChangesCatalogue, LimitedLookupAdmin):
    form = VocabularyForm
    change_form_template = "admin/vocabulary.html"
    fields = ["name", "slug", "description", "name_en", "description_en", "order"]
    list_display = ["name", "description", "entries", "order"]
    search_fields = ["name"]

    def get_queryset(self, request):
        # Merged values stay in the database only so that old links still work.
        return vocabulary_usage.with_entries(super().get_queryset(request).current())

    @admin.display(description=gettext_lazy("entries"), ordering="entries")
    def entries(self, value):
        return value.entries

    def get_deleted_objects(self, objs, request):
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, lacking, vocabulary_usage.naming_entries(objs) if protected else protected

    def lock_for_deletion(self, keys):
        # A lock on rows is not enough here (see measures/vocabulary_values.py).
        lock_exclusive(self.model)

    def get_readonly_fields(self, request, obj=None):
        # Other sites link to the address, so it cannot be changed later.
        return ["slug"] if obj else []

    def get_urls(self):
        return [*merge_pages.urls(self.admin_site, self.model), *super().get_urls()]


@admin.register(SolutionType, ActionField)
class DescribedVocabularyAdmin(VocabularyAdmin):
    """Also what the page of a value says."""

    fields = [*VocabularyAdmin.fields, "about", "questions"]


@admin.register(Solution)
class SolutionAdmin(VocabularyAdmin):
    """Also where the software is, and under which licence."""

    form = SolutionForm
    fields = [*VocabularyAdmin.fields, "repository", "licence", "documentation", "website", "source_url"]


class ProblemForm(forms.ModelForm):
    class Meta:
        model = Problem
        fields = ["name", "slug", "description", "name_en", "description_en", "question", "order"]

    def clean_question(self):
        """Return the question as the catalogue understands it. It must be understood as a whole, and find something."""
        text = self.cleaned_data["question"].strip().removeprefix("?")
        try:
            parameters = QueryDict(text)
            answer = Answer(parameters)
        except (BadRequest, ValueError) as error:
            raise forms.ValidationError(_("The catalogue does not understand this question.")) from error
        if answer.notices:
            raise forms.ValidationError(answer.notices)
        if PAGE in parameters or "m" in parameters:
            raise forms.ValidationError(_("Leave out page numbers (“seite”) and shortlists (“m”)."))
        if not answer.total:
            raise forms.ValidationError(_("No measure answers this question."))
        return text


@admin.register(Problem)
class ProblemAdmin(ChangesCatalogue, LimitedLookupAdmin):
    form = ProblemForm
    list_display = ["name", "description", "question", "order"]
    search_fields = ["name"]

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []


@admin.register(Indicator)
class IndicatorAdmin(ChangesCatalogue, LimitedLookupAdmin):
    form = IndicatorForm
    list_display = ["name", "unit", "level", "solution_type", "order"]
    list_filter = ["solution_type", "level"]
    list_select_related = ["solution_type"]
    search_fields = ["name", "unit"]


@admin.register(SynonymGroup)
class SynonymAdmin(ChangesCatalogue, LimitedLookupAdmin):
    form = SynonymForm
    search_fields = ["terms"]


@admin.register(ModelProject)
class CatalogueProjectAdmin(ChangesCatalogue, ModelProjectAdmin):
    pass


@admin.register(Municipality)
class CatalogueMunicipalityAdmin(ChangesCatalogue, MunicipalityAdmin):
    change_form_template = "admin/municipality.html"

    def get_urls(self):
        return [*succession_pages.urls(self.admin_site), *super().get_urls()]
