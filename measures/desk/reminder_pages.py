"""The list of sent reminders, and sending one of them again."""

from itertools import groupby

from django.contrib import messages
from django.db.models import Min
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from measures.finding.answer import PageLinks, page_of
from measures.models import Reminder
from measures.reminders import sending
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page

PAGE_SIZE = 50


@moderators_only
@require_safe
def reminders(request):
    """List the mails with reminders, the newest first."""
    mails = Reminder.objects.order_by().values("user", "at").annotate(first=Min("pk")).order_by("-at", "user")
    page, notices = page_of(mails, request.GET.get("seite"), size=PAGE_SIZE)
    context = {
        "title": _("Sent reminders"),
        "page": page,
        "pages": PageLinks(page),
        "notices": notices,
        "mails": lines_of(page.object_list),
    }
    return render_admin_page(request, "admin/reminders.html", context)


def lines_of(mails) -> list[list[Reminder]]:
    """Return the reminders of each mail, in the order of the mails. A mail has one user and one moment."""
    found = {}
    rows = Reminder.objects.filter(at__in={mail["at"] for mail in mails}, user__in={mail["user"] for mail in mails})
    rows = rows.select_related("user", "edition", "project").order_by("user", "at", "pk")
    for key, lines in groupby(rows, key=lambda row: (row.user_id, row.at)):
        found[key] = list(lines)
    return [found[mail["user"], mail["at"]] for mail in mails]


@moderators_only
@require_POST
def send_again(request, pk):
    """Send the mail with this reminder once more, without what is not due any more."""
    reminder = get_object_or_404(Reminder.objects.select_related("user"), pk=pk)
    if sending.send_again(reminder):
        messages.success(request, _("The reminder goes to %(name)s once more.") % {"name": reminder.user})
    else:
        messages.info(request, _("Nothing of it is due any more; no mail was sent."))
    return redirect("admin:reminders")
