"""The list of the audit, for moderators. It can only be read (measures/permissions.py)."""

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
    title = _("who")
    parameter_name = "person"

    def lookups(self, request, model_admin):
        acted = AuditEntry.objects.order_by().values("by")
        people = sorted(User.objects.filter(pk__in=acted), key=lambda person: sort_key(str(person)))
        return [(IMPORT, _("Import")), *((str(person.pk), str(person)) for person in people)]

    def filtered(self, queryset, value):
        return queryset.filter(by=None if value == IMPORT else value)


class OwnWork(admin.SimpleListFilter):
    """Publications by a moderator who had worked on the entry themselves."""

    title = _("published one's own work")
    parameter_name = "begruendet"

    def lookups(self, request, model_admin):
        return [("ja", _("with a reason"))]

    def queryset(self, request, queryset):
        own = Q(verb=AuditEntry.Verb.PUBLISH) & ~Q(note="")
        return queryset.filter(own) if self.value() == "ja" else queryset


@admin.register(AuditEntry)
class AuditAdmin(LimitedLookupAdmin):
    list_display = ["when", "who", "what", "entry", "note"]
    list_display_links = None  # a row has all there is to see
    list_filter = ["verb", OwnWork, ByDay, ByPerson, ByProject]
    filter_names = [OwnWork.parameter_name, *ByDay.names, ByPerson.parameter_name, ByProject.parameter_name]
    list_select_related = ["by", "project"]
    ordering = ["-pk"]
    sortable_by = ["when"]
    fields = readonly_fields = list_display

    class Media:
        css = {"all": ["css/admin-moderation.css"]}

    def get_queryset(self, request):
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
        where = _("%(project)s, edition %(number)s") % {"project": entry.project, "number": entry.edition_number}
        if entry.title is None:  # discarded since
            return where
        address = reverse("admin:entry_history", args=[entry.edition_key])
        html = '<div><a href="{}">{}</a> <span class="table-sub muted">{}</span></div>'
        return format_html(html, address, entry.title, where)
