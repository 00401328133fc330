"""Vocabularies for moderators, and the editions that a user may see. Editions are not changed here."""

from django.contrib import admin
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from measures import workflow
from measures.content import RELATIONS
from measures.models import ActionField, Edition, SolutionType, SpatialScope, SynonymGroup
from municipalities.admin import CarefulAdmin, KeptByModerators, ModelProjectAdmin, MunicipalityAdmin
from municipalities.models import Membership, ModelProject, Municipality

admin.site.site_header = admin.site.site_title = _("Maßwerk – administration")


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
    list_display = ["name", "description", "order"]
    search_fields = ["name"]


@admin.register(SynonymGroup)
class SynonymAdmin(ChangesCatalogue, KeptByModerators, CarefulAdmin):
    search_fields = ["terms"]


@admin.register(ModelProject)
class CatalogueProjectAdmin(ChangesCatalogue, ModelProjectAdmin):
    pass


@admin.register(Municipality)
class CatalogueMunicipalityAdmin(ChangesCatalogue, MunicipalityAdmin):
    pass


@admin.register(Edition)
class EditionAdmin(CarefulAdmin):
    """A list to look things up: moderators see all editions, editors those of their own projects."""

    list_display = ["title", "project", "number", "state", "edited_at"]
    list_filter = ["state"]
    list_select_related = ["measure__project"]
    search_fields = ["title", "measure__project__name"]
    readonly_fields = RELATIONS  # Django shows them only when they are named here

    @admin.display(description=_("model project"))
    def project(self, edition):
        return edition.measure.project

    def get_queryset(self, request):
        editions = super().get_queryset(request)
        if request.user.is_moderator:
            return editions
        own = Membership.objects.current().filter(user=request.user)
        return editions.filter(measure__project__in=own.values("project"))

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404  # Django would redirect; somebody else's edition answers like one that does not exist.

    def has_module_permission(self, request):
        return request.user.is_active

    def has_view_permission(self, request, obj=None):
        if obj is None or not request.user.is_authenticated:
            return request.user.is_active
        return self.get_queryset(request).filter(pk=obj.pk).exists()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
