"""The pages about the past of an entry: its editions, the decisions about them, and their differences."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from measures import workflow
from measures.desk.access import with_edition
from measures.desk.archiving_pages import request_about
from measures.desk.comparison import compare
from measures.desk.entry_image import image_url
from measures.desk.timeline import lines_of
from measures.desk.verb_form import NewDraftForm, carry_out
from measures.models import Edition
from measures.public.profile import profile
from municipalities.admin.page import render_admin_page


@with_edition
@require_safe
def history(request, edition):
    return history_page(request, edition)


def history_page(request, edition, *, problems=(), status=200):
    """Return the page with all editions of the entry; `problems` say why a draft could not be restored."""
    editions = editions_of(edition)
    lines = lines_of(edition.measure_id, editions)
    context = {
        "edition": edition,
        "project": edition.measure.project,
        "editions": [(other, lines.pop(other.pk, [])) for other in editions],
        "choices": editions,
        "newest": editions[0],
        # The lines that remain belong to drafts that were discarded.
        "discarded": sorted(lines.values(), key=lambda discarded: discarded[0].at, reverse=True),
        "current": next((other for other in editions if other.state in Edition.READABLE), None),
        "working": next((other for other in editions if other.state in Edition.WORKING), None),
        "closed_states": (Edition.State.ARCHIVED, Edition.State.WITHDRAWN),
        "problems": problems,
    }
    return render_admin_page(request, "admin/history/history.html", context, status=status)


def editions_of(edition):
    """Return all editions of the measure of `edition`, newest first."""
    people = [f"{decision}_by" for decision in ("created", "submitted", "returned", "published", "confirmed", "closed")]
    return list(edition.measure.editions.select_related("measure__project", *people).order_by("-number"))


@with_edition
@require_safe
def show(request, edition):
    """Show one edition in the layout of its public page."""
    context = {
        **profile(edition, image_url=image_url(edition)),
        "working": edition.measure.working,
        "newest": edition.measure.newest,
        "asked": request_about(edition),
        "readable": edition.state in Edition.READABLE,
        "names_person": edition.measure.editions.naming_persons().exists(),
    }
    return render_admin_page(request, "admin/history/show.html", context)


@with_edition
@require_safe
def compare_two(request, edition):
    """Show what differs between two editions of one measure, from the older to the newer one."""
    editions = {str(other.pk): other for other in editions_of(edition)}
    chosen = [editions.get(request.GET.get("von", str(edition.pk))), editions.get(request.GET.get("mit", ""))]
    if None in chosen:  # a missing key, or one of another measure
        raise Http404
    old, new = sorted(chosen, key=lambda other: other.number)
    context = {
        "edition": edition,
        "project": edition.measure.project,
        "editions": list(editions.values()),
        "old": old,
        "new": new,
        "changes": compare(old, new),
    }
    return render_admin_page(request, "admin/history/compare.html", context)


@with_edition
@require_POST
def restore(request, edition):
    """Start a new draft with the content of this edition, unless there is a newer edition than the page showed."""
    measure = edition.measure
    form = NewDraftForm(request.POST, measure=measure)
    if not form.is_valid():
        return history_page(request, edition, problems=form.problems, status=400)
    seen = form.cleaned_data["newest"]
    status = carry_out(form, workflow.start_draft, measure=measure, by=request.user, original=edition, newest=seen)
    if status != 200:
        return history_page(request, edition, problems=form.problems, status=status)
    messages.success(request, _("A new draft with the content of edition %(number)s.") % {"number": edition.number})
    return redirect("admin:entry_edit", (measure.working or edition).pk)
