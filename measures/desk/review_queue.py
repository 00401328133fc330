"""The entries that wait for review, oldest first."""

import re

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from measures import workflow
from measures.desk.decision_forms import needs_reason
from measures.desk.verb_form import VerbForm
from measures.finding.answer import PageLinks, page_of
from measures.finding.tolerant_fields import KnownValueField
from measures.models import Edition
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page
from municipalities.models import ModelProject

PAGE_SIZE = 50
SEEN = re.compile(r"([0-9]{1,18}):([0-9]{1,9})")  # key and version of an edition on the page


@moderators_only
@require_safe
def queue(request):
    return queue_page(request)


def queue_page(request, *, problem="", chosen=(), status=200):
    waiting = Edition.objects.filter(state=Edition.State.SUBMITTED)
    projects = ModelProject.objects.filter(pk__in=waiting.values("measure__project")).values_list("slug", "name")
    field = KnownValueField(choices=list(projects), label=gettext_lazy("Model project"))
    asked = field.clean(request.GET.get("projekt"))
    shown = waiting.filter(measure__project__slug=asked) if asked else waiting
    page, notices = page_of(rows(shown), request.GET.get("seite"), size=PAGE_SIZE)
    for edition in page:
        edition.waits = waiting_time(edition.submitted_at)
        edition.own = needs_reason(edition, request.user)
        edition.seen = f"{edition.pk}:{edition.version}"
    start = f"?projekt={asked}&seite=" if asked else "?seite="
    context = {
        "page": page,
        "pages": PageLinks(page, lambda number: f"{start}{number}"),
        "notices": [notice for notice in (field.warning, *notices) if notice],
        "projects": field.choices,
        "asked": asked,
        "waiting": waiting.count(),
        "several": any(not edition.own for edition in page),
        "chosen": chosen,
        "problem": problem,
    }
    return render_admin_page(request, "admin/moderation/queue.html", context, status=status)


def rows(editions):
    """Return the editions in the order in which they were submitted, with all that a row shows."""
    once_public = Edition.objects.filter(measure=OuterRef("measure"), state__in=Edition.ONCE_PUBLIC)
    return (
        editions.select_related("measure__project", "submitted_by")
        .annotate(changes_something=Exists(once_public))
        .order_by("submitted_at", "pk")
    )


def waiting_time(moment):
    """Return in words how many days ago `moment` was."""
    days = (timezone.localdate() - timezone.localdate(moment)).days
    if days < 1:
        return _("since today")
    if days == 1:
        return _("since yesterday")
    return ngettext("for %(n)s day", "for %(n)s days", days) % {"n": days}


@moderators_only
@require_POST
def publish_several(request):
    """Publish the chosen entries one by one. An entry that has changed since, or needs a reason, is left and named."""
    chosen = list(dict.fromkeys(request.POST.getlist("edition")))
    seen = [SEEN.fullmatch(text) for text in chosen]
    if not all(seen) or not chosen or len(chosen) > PAGE_SIZE:
        problem = _("Choose the entries to publish, from those on this page. None was published.")
        return queue_page(request, problem=problem, chosen=chosen, status=400)
    published = []
    for key, version in ((int(match[1]), int(match[2])) for match in seen):
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
    query = request.GET.urlencode()
    return redirect(reverse("admin:review_queue") + (f"?{query}" if query else ""))


def publish_one(edition, version, by):
    """Publish, and return ""; or return in words why it was not possible."""
    if edition is None:
        return _("One of the chosen entries is no longer there.")
    form = VerbForm({"version": version})
    if form.carry_out(workflow.publish, edition=edition, by=by) == 200:
        return ""
    reason = " ".join(form.problems)
    return _("“%(title)s” is not published. %(reason)s") % {"title": edition.title, "reason": reason}
