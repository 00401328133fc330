"""The entries, edition by edition: the list to look things up, and the pages that belong to each."""

from django.contrib import admin
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from measures.admin import entry, history, images, moderation, persons, sheets, steps
from measures.models import Edition
from municipalities.admin import CarefulAdmin


@admin.register(Edition)
class EditionAdmin(CarefulAdmin):
    """Moderators see all editions, editors those of their own projects. All writing goes by way of the workflow."""

    list_display = ["title", "project", "number", "state", "edited_at"]
    list_filter = ["state"]
    list_select_related = ["measure__project"]
    search_fields = ["title", "measure__project__name"]
    actions = None

    @admin.display(description=_("model project"))
    def project(self, edition):
        return edition.measure.project

    def get_queryset(self, request):
        return super().get_queryset(request).open_to(request.user)

    def get_urls(self):
        modules = (entry, steps, images, moderation, history, persons, sheets)
        pages = [page for module in modules for page in module.urls(self.admin_site)]
        return [*pages, *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        return entry.add(request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return entry.change(request, _key(object_id))

    def delete_view(self, request, object_id, extra_context=None):
        raise Http404  # a draft is discarded, a public edition archived or withdrawn

    def history_view(self, request, object_id, extra_context=None):
        return history.history(request, _key(object_id))

    def has_module_permission(self, request):
        return request.user.is_authenticated and request.user.works_here

    has_view_permission = has_add_permission = has_change_permission = lambda self, request, obj=None: (
        self.has_module_permission(request)
    )

    def has_delete_permission(self, request, obj=None):
        return False


def _key(text):
    """Return the key in an address; raises Http404 for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return int(text)
