"""The lists that moderators keep: vocabularies, synonyms, model projects, municipalities."""

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import ProtectedError
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from measures import workflow
from measures.desk import merge_pages
from measures.models import ActionField, SolutionType, SpatialScope, SynonymGroup
from municipalities.admin.base import LimitedLookupAdmin
from municipalities.admin.places import ModelProjectAdmin, MunicipalityAdmin
from municipalities.models import ModelProject, Municipality


class ChangesCatalogue:
    """Whatever is saved or deleted here is seen by visitors, so every index has to catch up."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        workflow.catalogue_changed()

    def delete_model(self, request, obj):
        self._wait_for_others(obj.pk)
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        self._wait_for_others(*queryset.values_list("pk", flat=True))
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
        """Somebody has begun to use what was to be deleted, after Django had looked who does."""
        messages.error(request, _("Nothing was deleted: meanwhile, an entry names what you chose."))
        return redirect(request.get_full_path())

    def _wait_for_others(self, *keys):
        """Let those who are just writing an entry that names one of these rows finish, so that we see who names it."""
        workflow.catalogue_changed()  # first, so that mergers and we take turns
        list(self.model.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


@admin.register(SolutionType, ActionField, SpatialScope)
class VocabularyAdmin(ChangesCatalogue, LimitedLookupAdmin):
    form = merge_pages.VocabularyForm
    change_form_template = "admin/vocabulary.html"
    fields = ["name", "slug", "description", "order"]
    list_display = ["name", "description", "order"]
    search_fields = ["name"]

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    def get_urls(self):
        return [*merge_pages.urls(self.admin_site, self.model), *super().get_urls()]


@admin.register(SynonymGroup)
class SynonymAdmin(ChangesCatalogue, LimitedLookupAdmin):
    search_fields = ["terms"]


@admin.register(ModelProject)
class CatalogueProjectAdmin(ChangesCatalogue, ModelProjectAdmin):
    pass


@admin.register(Municipality)
class CatalogueMunicipalityAdmin(ChangesCatalogue, MunicipalityAdmin):
    pass
