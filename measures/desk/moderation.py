"""The pages on which moderators decide about an entry: publish, return, archive, withdraw."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from measures import workflow
from measures.desk import review_queue
from measures.desk.access import about_edition, moderators_only, open_edition
from measures.desk.comparison import compare, filled
from measures.desk.decision_forms import CloseForm, PublishForm, ReturnForm, worked_on
from measures.desk.frame import address_of, address_of_image, framed
from measures.models import Edition
from measures.public.profile import profile

State = Edition.State


def urls(admin_site):
    """Return the addresses of these pages, below those of the editions."""

    def page(address, view, name):
        return path(address, admin_site.admin_view(view), name=f"measures_edition_{name}")

    return [
        page("queue/", review_queue.queue, "queue"),
        page("queue/publish/", review_queue.publish_several, "publish_several"),
        page("<int:pk>/review/", review, "review"),
        page("<int:pk>/publish/", publish, "publish"),
        page("<int:pk>/return/", return_with_note, "return"),
        page("<int:pk>/archive/", archive, "archive"),
        page("<int:pk>/withdraw/", withdraw, "withdraw"),
    ]


def decision(view):
    """Give the view its edition. 404 for whom it is not open to, 403 for who is no moderator, in this order."""
    guarded = about_edition(moderators_only(view))

    @wraps(view)
    def found(request, pk):
        try:
            return guarded(request, pk)
        except Http404:
            if request.method == "POST" and request.user.is_moderator:
                return gone(request)
            raise

    return found


def gone(request):
    """Somebody has discarded the entry that a decision is about: show what was typed."""
    typed = [request.POST[name] for name in ("reason", "note") if request.POST.get(name, "").strip()]
    return framed(request, "admin/moderation/gone.html", {"typed": typed}, status=404)


@decision
@require_safe
def review(request, edition):
    return review_page(request, edition)


@decision
@require_POST
def publish(request, edition):
    form = PublishForm(request.POST, needs_reason=worked_on(edition, request.user))
    status = form.attempt(workflow.publish, edition, request.user)
    if status:
        return review_page(request, edition, publish_form=form, status=status)
    messages.success(request, _("“%(title)s” is published.") % {"title": edition.title})
    return redirect("admin:measures_edition_queue")


@decision
@require_POST
def return_with_note(request, edition):
    form = ReturnForm(request.POST)
    status = form.attempt(workflow.return_with_note, edition, request.user)
    if status:
        return review_page(request, edition, return_form=form, status=status)
    messages.success(request, _("“%(title)s” has gone back to its editors, with your note.") % {"title": edition.title})
    return redirect("admin:measures_edition_queue")


def review_page(request, edition, *, publish_form=None, return_form=None, status=200):
    if status == 409:
        edition = open_edition(request, edition.pk)  # as somebody else has left it
    in_work = edition.state in Edition.WORKING
    before = reviewed_against(edition) if in_work else None
    tried = publish_form or return_form
    full, empty = filled(edition) if in_work and before is None else ([], [])
    return framed(
        request,
        "admin/moderation/review.html",
        {
            **profile(edition, image_url=address_of_image(edition)),
            "before": before,
            "changes": compare(before, edition) if before else [],
            "filled": full,
            "empty": empty,
            "publish_form": publish_form or PublishForm(needs_reason=worked_on(edition, request.user)),
            "return_form": return_form or ReturnForm(),
            "tried": tried,
            "typed": tried.said.value() if tried else "",
            "in_work": in_work,
            "waits": edition.state == State.SUBMITTED,
            "conflict": status == 409,
        },
        status=status,
    )


def reviewed_against(edition):
    """Return the edition that visitors read now, or else read until it was withdrawn; None for a new entry."""
    others = edition.measure.editions.exclude(pk=edition.pk).select_related("measure__project")
    return others.readable().first() or others.filter(state=State.WITHDRAWN).order_by("-number").first()


def close(request, edition, *, verb, template, allowed, done):
    """Ask for the reason for taking an entry away from visitors, and do it."""
    form, status = CloseForm(), 200
    if request.method == "POST":
        form = CloseForm(request.POST)
        status = form.attempt(verb, edition, request.user)
        if not status:
            messages.success(request, done % {"title": edition.title})
            return redirect(address_of("history", edition))
        edition = open_edition(request, edition.pk) if status == 409 else edition
    context = {
        "edition": edition,
        "project": edition.measure.project,
        "form": form,
        "possible": edition.state in allowed,
        "working": edition.measure.editions.working().first(),
        "conflict": status == 409,
    }
    return framed(request, template, context, status=status)


@decision
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


@decision
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, edition):
    return close(
        request,
        edition,
        verb=workflow.withdraw,
        template="admin/moderation/withdraw.html",
        allowed=Edition.READABLE,
        done=_("“%(title)s” is withdrawn."),
    )
