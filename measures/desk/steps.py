"""The views for the steps of editors: submit, recall, confirm, start, discard.

Each step is a POST with the version that the editor saw.
"""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from measures import workflow
from measures.desk.access import with_edition
from measures.desk.verb_form import VerbForm, carry_out
from measures.models import Edition
from municipalities.admin.page import render_admin_page


@require_POST
@with_edition
def submit(request, edition):
    done = _("The entry waits for review by the KTS. You will get an e-mail.")
    return take_step(request, edition, workflow.submit, done)


@require_POST
@with_edition
def recall(request, edition):
    return take_step(request, edition, workflow.recall, _("You can work on the entry again."), page="entry_edit")


@require_POST
@with_edition
def confirm(request, edition):
    done = _("Thank you. Visitors see that the entry was confirmed today.")
    page = None if "_home" in request.POST else "entry_show"
    return take_step(request, edition, workflow.confirm, done, page=page)


@require_POST
@with_edition
def start(request, edition):
    """Start a draft from the newest edition, whichever the page showed, or open the existing draft."""
    measure = edition.measure
    if measure.working is None:
        form = forms.Form({})  # without a version, since the newest edition is meant in any case
        status = carry_out(form, workflow.start_draft, measure=measure, by=request.user, original=measure.newest)
        if status != 200:
            return not_done_page(request, edition, form.non_field_errors(), status)
    return redirect("admin:entry_edit", (measure.working or edition).pk)


@with_edition
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request, edition):
    """Ask (GET), or delete a draft (POST)."""
    if request.method == "POST":
        return take_step(request, edition, workflow.discard, _("The draft is deleted."), page=None)
    # With its only edition, the measure is deleted as well, and the page says so.
    only = not edition.measure.editions.exclude(pk=edition.pk).exists()
    context = {"title": _("Discard the draft?"), "edition": edition, "only": only}
    return render_admin_page(request, "admin/entry/discard.html", context)


def take_step(request, edition, verb, done, *, page="entry_show"):
    """Carry out `verb`, show the message `done`, and redirect to a page of the entry (None: to the overview)."""
    form = VerbForm(request.POST)
    status = form.carry_out(verb, edition=edition, by=request.user)
    if status != 200:
        return not_done_page(request, edition, form.problems, status)
    messages.success(request, done)
    return redirect(f"admin:{page}", edition.pk) if page else redirect("admin:index")


def not_done_page(request, edition, problems, status):
    """Return a page that says why a step was not taken, and shows the current state of the entry."""
    editions = Edition.objects.open_to(request.user).select_related("measure__project", "edited_by")
    current = editions.filter(pk=edition.pk).first()  # None if it was discarded
    context = {
        "title": _("Nothing was done"),
        "problems": problems,
        "title_of_entry": edition.title,
        "edition": current,
        "editable": current is not None and current.state in (Edition.State.DRAFT, Edition.State.RETURNED),
        "working": current and current.measure.working,
        "newest": current and current.measure.newest,
    }
    return render_admin_page(request, "admin/entry/not_done.html", context, status=status)
