"""The entries, edition by edition: the list, the form, and the pages that belong to them."""

from django.contrib import admin
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from measures.admin import history, moderation
from measures.content import RELATIONS
from measures.models import Edition
from municipalities.admin import CarefulAdmin


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

    def get_urls(self):
        ours = [address for pages in (moderation, history) for address in pages.urls(self.admin_site)]
        return [*ours, *super().get_urls()]

    def history_view(self, request, object_id, extra_context=None):
        return history.history(request, object_id)

    def get_queryset(self, request):
        return super().get_queryset(request).open_to(request.user)

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
