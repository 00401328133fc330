"""The pages around archiving: editors ask for it and take that back, moderators decline it, or undo what they did."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from measures import archiving_requests, reopening
from measures.desk.access import open_edition, with_edition
from measures.desk.decision_forms import DecisionForm, text_field
from measures.desk.moderation import decision_view
from measures.desk.steps import take_step
from measures.models import ArchivingRequest, Edition
from municipalities.admin.page import render_admin_page


class AskForm(DecisionForm):
    """Ask for an entry to be archived."""

    reason = text_field(
        gettext_lazy("Why should it be archived?"),
        gettext_lazy("The KTS reads it and may publish it on the page of the entry. Name no persons."),
        gettext_lazy("Say why; the KTS reads it."),
    )


class DeclineForm(DecisionForm):
    """Decline a request to archive."""

    reason = text_field(
        gettext_lazy("Why does it stay in the catalogue?"),
        gettext_lazy("The editors get it by e-mail."),
        gettext_lazy("Say why; the editors read it."),
    )


def request_about(edition: Edition) -> ArchivingRequest | None:
    """Return the request to archive the entry of `edition`, if there is one and the entry is still public."""
    if edition.state not in Edition.READABLE:
        return None
    return ArchivingRequest.objects.filter(measure=edition.measure_id).select_related("asked_by").first()


@with_edition
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, edition):
    done = _("The KTS reads your request and decides. You will get an e-mail.")
    return reason_page(
        request, edition, AskForm, archiving_requests.ask_for_archiving, "admin/entry/ask_to_archive.html", done
    )


@require_POST
@with_edition
def take_back(request, edition):
    return take_step(
        request, edition, archiving_requests.take_back_request, _("Your request is taken back; the entry stays.")
    )


@decision_view
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request, edition):
    done = _("The entry stays in the catalogue; its editors get your reason.")
    return reason_page(
        request, edition, DeclineForm, archiving_requests.decline_archiving, "admin/moderation/decline.html", done
    )


@decision_view
@require_POST
def reopen(request, edition):
    """Take back that the entry was archived or withdrawn."""
    done = _("“%(title)s” is public again.") % {"title": edition.title}
    return take_step(request, edition, reopening.reopen, done, page="entry_history")


def reason_page(request, edition, form_class, verb, template, done):
    """Ask for a reason (GET), or carry out `verb` and say `done` (POST)."""
    form, status = form_class(), 200
    if request.method == "POST":
        form = form_class(request.POST)
        status = form.carry_out(verb, edition=edition, by=request.user)
        if status == 200:
            messages.success(request, done)
            return redirect("admin:review_queue" if request.user.is_moderator else "admin:index")
        if status == 409:
            edition = open_edition(request, edition.pk)  # reload, it has changed
    asked = request_about(edition)
    context = {
        "edition": edition,
        "project": edition.measure.project,
        "form": form,
        "asked": asked,
        "possible": edition.state == Edition.State.PUBLISHED and (asked is None) == (form_class is AskForm),
        "working": None,
        "conflict": status == 409,
    }
    return render_admin_page(request, template, context, status=status)
