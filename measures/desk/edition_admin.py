"""The entries, edition by edition: the list to look things up, and the pages that belong to each."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from measures.desk import entry, entry_image, history, moderation, person_pages, steps, table_pages
from measures.desk.list_filters import ByProject
from measures.models import Edition
from municipalities.admin.base import CarefulAdmin


class ByProjectOfMeasure(ByProject):
    path = "measure__project"


@admin.register(Edition)
class EditionAdmin(CarefulAdmin):
    """One row for each entry, with its newest edition; moderators see all, editors those of their own projects.

    All writing goes by way of the workflow.
    """

    change_list_template = "admin/entry/list.html"
    list_display = ["title", "project", "how_it_stands", "edited_at"]
    list_filter = ["state", ByProjectOfMeasure]
    filter_names = [ByProjectOfMeasure.parameter_name]
    list_select_related = ["measure__project"]
    search_fields = ["title", "measure__project__name"]
    search_label = _("Search the entries")  # templates/admin/search_form.html
    search_help_text = _("Title or model project")
    ordering = ["-edited_at", "-pk"]
    actions = None

    @admin.display(description=_("model project"), ordering="measure__project__name")
    def project(self, edition):
        return edition.measure.project

    @admin.display(description=_("State of the entry"), ordering="state")
    def how_it_stands(self, edition):
        if edition.state in Edition.WORKING and edition.has_public:
            return _("%(state)s, an older edition is public") % {"state": edition.get_state_display()}
        return edition.get_state_display()

    def get_queryset(self, request):
        others = Edition.objects.filter(measure=OuterRef("measure"))
        editions = super().get_queryset(request).open_to(request.user)
        return editions.filter(~Exists(others.filter(number__gt=OuterRef("number")))).annotate(
            has_public=Exists(others.public())
        )

    def get_urls(self):
        modules = (entry, steps, entry_image, moderation, history, person_pages, table_pages)
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
        return request.user.is_authenticated and request.user.has_access

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
