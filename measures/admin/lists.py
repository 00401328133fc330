"""The lists that moderators keep: vocabularies, synonyms, model projects, municipalities."""

from django.contrib import admin

from measures import workflow
from measures.admin import merging
from measures.models import ActionField, SolutionType, SpatialScope, SynonymGroup
from municipalities.admin import CarefulAdmin, KeptByModerators, ModelProjectAdmin, MunicipalityAdmin
from municipalities.models import ModelProject, Municipality


class ChangesCatalogue:
    """Whatever is saved or deleted here is seen by visitors, so every index has to catch up."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        workflow.catalogue_changed()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        workflow.catalogue_changed()

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        workflow.catalogue_changed()


@admin.register(SolutionType, ActionField, SpatialScope)
class VocabularyAdmin(ChangesCatalogue, KeptByModerators, CarefulAdmin):
    form = merging.VocabularyForm
    change_form_template = "admin/vocabulary.html"
    fields = ["name", "slug", "description", "order"]
    list_display = ["name", "description", "order"]
    search_fields = ["name"]

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    def get_urls(self):
        return [*merging.urls(self.admin_site, self.model), *super().get_urls()]


@admin.register(SynonymGroup)
class SynonymAdmin(ChangesCatalogue, KeptByModerators, CarefulAdmin):
    search_fields = ["terms"]


@admin.register(ModelProject)
class CatalogueProjectAdmin(ChangesCatalogue, ModelProjectAdmin):
    pass


@admin.register(Municipality)
class CatalogueMunicipalityAdmin(ChangesCatalogue, MunicipalityAdmin):
    pass
