"""The pages for the decisions of moderators: publish, return, archive, withdraw."""

from functools import wraps

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from measures import workflow
from measures.desk import reviewing
from measures.desk.access import open_edition, with_edition
from measures.desk.comments import conversations
from measures.desk.comparison import compare, filled
from measures.desk.decision_forms import CloseForm, PlanForm, PublishForm, ReturnForm, WithdrawForm, needs_reason
from measures.desk.entry_image import image_url
from measures.desk.queue_filter import QueueFilter
from measures.desk.review_hints import hints_about
from measures.models import ArchivingRequest, Edition, PlannedPublication, SavedAnswer, TakenReview
from measures.notices import editors_of
from measures.public import freezing
from measures.public.profile import profile
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page
from municipalities.row_choices import is_key

State = Edition.State


def decision_view(view):
    """Decorate a view of moderators that takes an edition.

    Respond with 404 if the user may not see the edition, and with 403 if they may but are not a moderator. If a draft
    was discarded while a moderator was writing a decision, respond with a page that has the written text.
    """
    guarded = with_edition(moderators_only(view))

    @wraps(view)
    def decision(request, pk):
        try:
            return guarded(request, pk)
        except Http404:
            if request.method == "POST" and request.user.is_moderator:
                return discarded_page(request)
            raise

    return decision


def discarded_page(request):
    """Respond with 404: the entry was discarded before the decision. The page shows the text that was typed."""
    typed = [request.POST[name] for name in ("reason", "note") if request.POST.get(name, "").strip()]
    return render_admin_page(request, "admin/moderation/discarded.html", {"typed": typed}, status=404)


@decision_view
@require_safe
def review(request, edition):
    return review_page(request, edition)


@decision_view
@require_POST
def publish(request, edition):
    form = PublishForm(request.POST, needs_reason=needs_reason(edition, request.user))
    status = form.carry_out(workflow.publish, edition=edition, by=request.user)
    if status != 200:
        return review_page(request, edition, publish_form=form, status=status)
    text = _("“%(title)s” is published.") % {"title": edition.title}
    messages.success(request, text, extra_tags=reverse("measure", args=[edition.measure.slug]))
    return next_review(request, edition)


@decision_view
@require_POST
def return_with_note(request, edition):
    if "insert" in request.POST:
        return review_page(request, edition, return_form=with_saved_answer(request.POST))
    form = ReturnForm(request.POST)
    status = form.carry_out(reviewing.return_with_note, edition=edition, by=request.user)
    if status != 200:
        return review_page(request, edition, return_form=form, status=status)
    messages.success(request, _("“%(title)s” has gone back to its editors, with your note.") % {"title": edition.title})
    return next_review(request, edition)


def with_saved_answer(typed):
    """Return the form to return an entry, with the chosen answer below what was typed."""
    key = typed.get("answer", "")
    known = is_key(key)
    answer = SavedAnswer.objects.filter(pk=int(key)).first() if known else None
    note = typed.get("note", "").strip()
    return ReturnForm(initial={"note": "\n\n".join(filter(None, [note, answer.text if answer else ""]))})


@decision_view
@require_POST
def take(request, edition):
    """Note that the user reviews the entry, or with the button `give_up` that they no longer do."""
    note = reviewing.give_up if "give_up" in request.POST else reviewing.take
    note(edition, request.user)
    return redirect(reverse("admin:entry_review", args=[edition.pk]) + QueueFilter(request).query)


def next_review(request, edition):
    """Redirect to the next entry that the filters of the queue show, or to the queue if there is none."""
    shown = QueueFilter(request)
    following = shown.next_after(edition)
    address = reverse("admin:entry_review", args=[following.pk]) if following else reverse("admin:review_queue")
    return redirect(address + shown.query)


def review_page(request, edition, *, publish_form=None, return_form=None, plan_form=None, status=200):
    """Return the page of a review: the changes, and the forms to publish or return.

    At most one form is given: the one that was refused, with its errors.
    """
    if status == 409:
        edition = open_edition(request, edition.pk)  # reload, it has changed
    is_working = edition.state in Edition.WORKING
    before = reviewed_against(edition) if is_working else None
    shown = QueueFilter(request)
    refused_form = publish_form or return_form or plan_form
    # Without an older edition there is nothing to compare with, so the page lists all content.
    full, empty = filled(edition) if is_working and before is None else ([], [])
    return render_admin_page(
        request,
        "admin/moderation/review.html",
        {
            **profile(edition, image_url=image_url(edition)),
            "before": before,
            "changes": compare(before, edition) if before else [],
            "filled": full,
            "empty": empty,
            "publish_form": publish_form or PublishForm(needs_reason=needs_reason(edition, request.user)),
            "plan_form": plan_form or PlanForm(needs_reason=needs_reason(edition, request.user)),
            "plan": PlannedPublication.objects.filter(edition=edition).select_related("edition", "planned_by").first(),
            "return_form": return_form or ReturnForm(),
            "refused_form": refused_form,
            "typed": refused_form.text.value() if refused_form else "",
            "is_working": is_working,
            "is_submitted": edition.state == State.SUBMITTED,
            "conflict": status == 409,
            "since_return": reviewing.changes_since_return(edition) if is_working else None,
            "taken": TakenReview.objects.filter(edition=edition).select_related("by").first(),
            "conversations": conversations(edition, request.user),
            "answers": SavedAnswer.objects.all(),
            "hints": hints_about(edition) if is_working else [],
            "has_editors": editors_of(edition.measure.maintainer_id).exists(),
            "queue_query": shown.query,
            "next": shown.next_after(edition),
            "previous": shown.previous_before(edition),
        },
        status=status,
    )


def reviewed_against(edition):
    """Return the edition to compare with: the one that visitors see, else the last withdrawn one, else None."""
    others = edition.measure.editions.exclude(pk=edition.pk).select_related("measure__project")
    return others.readable().first() or others.filter(state=State.WITHDRAWN).order_by("-number").first()


def close(request, edition, *, verb, template, allowed, done, form_class=CloseForm):
    """Ask for the reason (GET), or archive or withdraw the edition (POST).

    `allowed` are the states in which `verb` is possible; `done` is the message after it, with a place for the title.
    """
    asked = ArchivingRequest.objects.filter(measure=edition.measure_id).first()
    form, status = form_class(initial={"reason": asked.reason} if asked else None), 200
    if request.method == "POST":
        form = form_class(request.POST)
        status = form.carry_out(verb, edition=edition, by=request.user)
        if status == 200:
            messages.success(request, done % {"title": edition.title})
            return redirect("admin:entry_history", edition.pk)
        if status == 409:
            edition = open_edition(request, edition.pk)  # reload, it has changed
    context = {
        "edition": edition,
        "project": edition.measure.project,
        "form": form,
        "possible": edition.state in allowed,
        "working": edition.measure.working,
        "conflict": status == 409,
    }
    return render_admin_page(request, template, context, status=status)


@decision_view
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request, edition):
    return close(
        request,
        edition,
        verb=workflow.archive,
        template="admin/moderation/archive.html",
        allowed=(State.PUBLISHED,),
        done=_("“%(title)s” is archived."),
    )


@transaction.atomic
def withdraw_entry(*, edition, from_past, **how):
    """Withdraw an edition; with `from_past` also from past days and from frozen catalogues."""
    workflow.withdraw(edition=edition, from_past=from_past, **how)
    if from_past:
        freezing.remove_entry(edition.measure.slug)


@decision_view
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, edition):
    return close(
        request,
        edition,
        verb=withdraw_entry,
        template="admin/moderation/withdraw.html",
        allowed=Edition.READABLE,
        done=_("“%(title)s” is withdrawn."),
        form_class=WithdrawForm,
    )
