"""The audit as a read-only list in the admin, for moderators (see measures/permissions.py)."""

from django.contrib import admin
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from measures.desk.comparison import label
from measures.desk.list_filters import ByDay, ByProject, Choice
from measures.models import AuditEntry, Edition
from municipalities.accounts.models import User
from municipalities.admin.base import LimitedLookupAdmin
from municipalities.ordering import sort_key

IMPORT = "import"  # parameter value for verbs without a user


class ByPerson(Choice):
    """Filter by the user who acted, including deactivated users."""

    title = _("who")
    parameter_name = "person"

    def lookups(self, request, model_admin):
        users = User.objects.filter(pk__in=AuditEntry.objects.order_by().values("by"))
        choices = [(str(user.pk), str(user)) for user in users]
        return [(IMPORT, _("Import")), *sorted(choices, key=lambda choice: sort_key(choice[1]))]

    def filtered(self, queryset, value):
        return queryset.filter(by=None if value == IMPORT else value)


class OwnWork(admin.SimpleListFilter):
    """Publications by a moderator who had worked on the entry themselves."""

    title = _("published one's own work")
    parameter_name = "begruendet"

    def lookups(self, request, model_admin):
        return [("ja", _("with a reason"))]

    def queryset(self, request, queryset):
        if self.value() != "ja":
            return queryset
        # Publishing needs a reason only for one's own work (edition_published_by_another in measures/models/rules.py).
        return queryset.filter(~Q(note=""), verb=AuditEntry.Verb.PUBLISH)


@admin.register(AuditEntry)
class AuditAdmin(LimitedLookupAdmin):
    list_display = ["when", "who", "what", "entry", "note"]
    list_display_links = None  # the list shows all fields, so a page for each row would add nothing
    list_filter = ["verb", OwnWork, ByDay, ByPerson, ByProject]
    filter_names = [OwnWork.parameter_name, *ByDay.names, ByPerson.parameter_name, ByProject.parameter_name]
    list_select_related = ["by", "project"]
    ordering = ["-pk"]
    sortable_by = ["when"]
    fields = readonly_fields = list_display

    class Media:
        css = {"all": ["css/admin-moderation.css"]}

    def get_queryset(self, request):
        # A look-up by key, since the audit has no foreign key to editions.
        titles = Edition.objects.filter(pk=OuterRef("edition_key")).values("title")
        return super().get_queryset(request).annotate(title=Subquery(titles))

    @admin.display(description=_("when"), ordering="pk")
    def when(self, entry):
        return date_format(localtime(entry.at), "DATETIME_FORMAT")

    @admin.display(description=_("who"))
    def who(self, entry):
        return entry.by or (_("by the site itself") if entry.verb == AuditEntry.Verb.REMOVE else _("Import"))

    @admin.display(description=_("what"), ordering="verb")
    def what(self, entry):
        if entry.verb != AuditEntry.Verb.SAVE:
            return entry.get_verb_display()
        changed = ", ".join(label(name) for name in entry.fields)
        return format_html('<div>{} <span class="table-sub muted">{}</span></div>', entry.get_verb_display(), changed)

    @admin.display(description=_("entry"))
    def entry(self, entry):
        number = _("%(project)s, edition %(number)s") % {"project": entry.project, "number": entry.edition_number}
        if entry.title is None:  # the draft was discarded later
            return number
        address = reverse("admin:entry_history", args=[entry.edition_key])
        html = '<div><a href="{}">{}</a> <span class="table-sub muted">{}</span></div>'
        return format_html(html, address, entry.title, number)
