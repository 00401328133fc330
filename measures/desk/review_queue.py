"""The list of submitted entries, oldest first, and publishing several of them at once."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from measures import workflow
from measures.desk.chosen_entries import chosen_versions, value_of
from measures.desk.decision_forms import needs_reason
from measures.desk.queue_filter import QueueFilter, waiting
from measures.desk.verb_form import VerbForm
from measures.finding.answer import PageLinks, page_of
from measures.models import Edition
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page

PAGE_SIZE = 50


@moderators_only
@require_safe
def queue(request):
    return queue_page(request)


def queue_page(request, *, problem="", chosen=(), status=200):
    """Return the list; `problem` says why nothing was published, `chosen` are the values of the checked boxes."""
    shown = QueueFilter(request)
    page, notices = page_of(rows(shown.editions), request.GET.get("seite"), size=PAGE_SIZE)
    for edition in page:
        edition.waiting_time = waiting_time(edition.submitted_at)
        edition.needs_reason = needs_reason(edition, request.user)
        edition.key_and_version = value_of(edition)
    if request.GET.get("alle"):
        chosen = [edition.key_and_version for edition in page if not edition.needs_reason]
    start = f"{shown.query}&seite=" if shown.query else "?seite="
    context = {
        "page": page,
        "pages": PageLinks(page, lambda number: f"{start}{number}"),
        "notices": [*shown.notices, *notices],
        "filters": shown.choices,
        "queue_query": shown.query,
        "choose_all": f"{start}{page.number}&alle=ja",
        "waiting": waiting().count(),
        "can_publish_several": any(not edition.needs_reason for edition in page),
        "chosen": chosen,
        "problem": problem,
        "requests": requests_to_archive(),
    }
    return render_admin_page(request, "admin/moderation/queue.html", context, status=status)


def requests_to_archive():
    """Return the public editions whose editors ask to archive them, those first that were asked for first."""
    asked = Edition.objects.public().filter(measure__archiving_request__isnull=False)
    with_request = asked.select_related("measure__project", "measure__archiving_request__asked_by")
    return with_request.order_by("measure__archiving_request__asked_at", "pk")


def rows(editions):
    """Return the editions with everything that a row shows."""
    return editions.select_related("measure__project", "submitted_by", "taken_review__by", "planned_publication")


def waiting_time(moment):
    """Return a text that says for how many days an entry submitted at `moment` has been waiting."""
    days = (timezone.localdate() - timezone.localdate(moment)).days
    if days < 1:
        return _("since today")
    if days == 1:
        return _("since yesterday")
    return ngettext("for %(n)s day", "for %(n)s days", days) % {"n": days}


@moderators_only
@require_POST
def publish_several(request):
    """Publish the chosen entries, each in a transaction of its own.

    An entry that has changed since it was shown, or that needs a reason, is skipped with a warning.
    """
    chosen = request.POST.getlist("edition")
    versions = chosen_versions(chosen, most=PAGE_SIZE)
    if not versions:
        problem = _("Choose the entries to publish, from those on this page. None was published.")
        return queue_page(request, problem=problem, chosen=chosen, status=400)
    published = []
    for key, version in versions.items():
        edition = Edition.objects.filter(pk=key).select_related("measure__project").first()
        refusal = publish_one(edition, version, request.user)
        if refusal:
            messages.warning(request, refusal)
        else:
            published.append(edition.title)
    if published:
        titles = ", ".join(_("“%(title)s”") % {"title": title} for title in published)
        text = ngettext(
            "%(n)s entry is published: %(titles)s", "%(n)s entries are published: %(titles)s", len(published)
        )
        messages.success(request, text % {"n": len(published), "titles": titles})
    return redirect(reverse("admin:review_queue") + QueueFilter(request).query)


def publish_one(edition, version, by):
    """Publish an edition and return ""; or return a text that says why it was not possible."""
    if edition is None:
        return _("One of the chosen entries is no longer there.")
    form = VerbForm({"version": version})
    if form.carry_out(workflow.publish, edition=edition, by=by) == 200:
        return ""
    reason = " ".join(form.problems)
    return _("“%(title)s” is not published. %(reason)s") % {"title": edition.title, "reason": reason}
