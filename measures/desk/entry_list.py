"""The list of all entries in the admin. measures/desk/urls.py has the pages of a single entry."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from measures.desk.list_filters import ByProject
from measures.models import Edition
from municipalities.accounts.models import Membership
from municipalities.admin.base import LONGEST_SEARCH, GermanChangeList, LimitedLookupAdmin
from municipalities.folding import pattern_of, words_of
from municipalities.models import ModelProject
from municipalities.visible_text import visible

MOST_WORDS = 12  # of a search text


class ByProjectOfMeasure(ByProject):
    path = "measure__project"


class WithoutEditor(admin.SimpleListFilter):
    """Filter the entries whose maintainer has no editor at present. Only moderators see it."""

    title = _("Editors")
    parameter_name = "redaktion"

    def lookups(self, request, model_admin):
        return [("ohne", _("without an active editor"))] if request.user.is_moderator else []

    def queryset(self, request, queryset):
        if self.value() != "ohne":
            return queryset
        with_editor = Membership.objects.current().values("project")
        # What the moderators maintain themselves has no maintainer, and needs none.
        return queryset.filter(measure__maintainer__isnull=False).exclude(measure__maintainer__in=with_editor)


class EntryChangeList(GermanChangeList):
    """Links each row to our own form, since Django's change form is not used."""

    def url_for_result(self, result):
        return reverse("admin:entry_edit", args=[result.pk])


@admin.register(Edition)
class EntryList(LimitedLookupAdmin):
    """One row for each entry, with its newest edition. Editors see those of their own projects, moderators all.

    Only the list is Django's. Its forms are switched off, because entries may only be changed by the verbs of
    measures/workflow.py.
    """

    change_list_template = "admin/entry/list.html"
    list_display = ["title", "project", "state_of_entry", "edited_at"]
    list_filter = ["state", ByProjectOfMeasure, WithoutEditor]
    filter_names = [ByProjectOfMeasure.parameter_name, WithoutEditor.parameter_name]
    list_select_related = ["measure__project"]
    search_fields = ["title", "measure__project__name"]  # see get_search_results
    search_label = _("Search the entries")  # read by templates/admin/search_form.html
    search_help_text = _("Title or model project")
    ordering = ["-edited_at", "-pk"]
    actions = None

    def get_urls(self):
        return [url for url in super().get_urls() if url.name == "measures_edition_changelist"]

    def get_changelist(self, request, **kwargs):
        return EntryChangeList

    def get_queryset(self, request):
        public = Edition.objects.public().filter(measure=OuterRef("measure"))
        newest = super().get_queryset(request).open_to(request.user).newest_of_each()
        return newest.annotate(has_public=Exists(public))

    def get_search_results(self, request, queryset, search_term):
        """Return the entries that have each word, folded, in the title or in a name of the project or its places."""
        for word in words_of(visible(search_term).replace("\0", "")[:LONGEST_SEARCH])[:MOST_WORDS]:
            projects = ModelProject.objects.matching(word).values("pk")
            queryset = queryset.filter(Q(title__iregex=pattern_of(word)) | Q(measure__project__in=projects))
        return queryset, False

    @admin.display(description=_("model project"), ordering="measure__project__name")
    def project(self, edition):
        return edition.measure.project

    @admin.display(description=_("State of the entry"), ordering="state")
    def state_of_entry(self, edition):
        if edition.state in Edition.WORKING and edition.has_public:
            return _("%(state)s, an older edition is public") % {"state": edition.get_state_display()}
        return edition.get_state_display()
