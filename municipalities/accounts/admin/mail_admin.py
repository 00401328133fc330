"""Mails that could not be sent so far, as a read-only list for moderators."""

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from municipalities.accounts.models import Mail
from municipalities.admin.base import LimitedLookupAdmin


@admin.register(Mail)
class MailAdmin(LimitedLookupAdmin):
    """Only mails with an error, and never their text, which may hold a link that opens an account."""

    list_display = ["to", "subject", "created", "state", "error"]
    list_display_links = None  # the list shows all fields, so a page for each row would add nothing
    search_fields = ["to", "subject"]
    ordering = ["-pk"]
    sortable_by = []
    fields = readonly_fields = list_display

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(error="").filter(sent_at=None).defer("text")

    @admin.display(description=_("written"))
    def created(self, mail):
        return date_format(localtime(mail.created_at), "DATETIME_FORMAT")

    @admin.display(description=_("state of the mail"))
    def state(self, mail):
        return gettext("given up") if mail.failed_at else gettext("will be tried again")
