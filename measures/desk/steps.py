"""The steps editors take with an entry, each a POST with the version they saw."""

from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures import workflow
from measures.desk.access import open_edition
from measures.desk.entry_form import Decision
from measures.desk.frame import framed
from measures.models import Edition


def urls(admin_site):
    steps = {"submit": submit, "recall": recall, "confirm": confirm, "start": start, "discard": discard}
    return [
        path(f"<int:pk>/{name}/", admin_site.admin_view(step), name=f"measures_edition_{name}")
        for name, step in steps.items()
    ]


@require_POST
def submit(request, pk):
    done = _("The entry waits for review by the KTS. You will get an e-mail.")
    return _take(request, pk, workflow.submit, done)


@require_POST
def recall(request, pk):
    return _take(request, pk, workflow.recall, _("You can work on the entry again."), page="change")


@require_POST
def confirm(request, pk):
    return _take(request, pk, workflow.confirm, _("Thank you. Visitors see that the entry was confirmed today."))


@require_POST
def start(request, pk):
    """Begin a draft on the newest edition, whichever was on her page, or go on with the draft there is."""
    measure = open_edition(request, pk).measure
    draft = measure.editions.working().first()
    if draft is None:
        newest = measure.editions.order_by("number").last()
        try:
            draft = workflow.start_draft(measure=measure, by=request.user, original=newest)
        except workflow.WorkflowError as error:
            messages.error(request, str(error))
            return redirect("admin:measures_edition_show", pk)
    return redirect("admin:measures_edition_change", draft.pk)


def discard(request, pk):
    """Ask (GET), and delete a draft (POST)."""
    edition = open_edition(request, pk)
    if request.method != "POST":
        only = not edition.measure.editions.exclude(pk=pk).exists()
        context = {"title": _("Discard the draft?"), "edition": edition, "only": only}
        return framed(request, "admin/entry/discard.html", context)
    return _take(request, pk, workflow.discard, _("The draft is deleted."), page=None)


def _take(request, pk, verb, done, *, page="show"):
    """Carry out one verb and go on to a page of the entry (None: the overview). Says what stood in the way."""
    edition = open_edition(request, pk)
    form = Decision(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(render_to_string("400.html", request=request))
    try:
        verb(edition=edition, by=request.user, version=form.cleaned_data["version"])
    except workflow.WorkflowError as error:
        messages.error(request, _("%(error)s Nothing was done; this is how it stands now.") % {"error": error})
        return redirect(_address_of(edition))
    messages.success(request, done)
    if page is None or "_home" in request.POST:
        return redirect("admin:index")
    return redirect(f"admin:measures_edition_{page}", pk)


def _address_of(edition):
    """Where a person finds the entry, whatever has become of it."""
    there = Edition.objects.filter(pk=edition.pk).exists()
    return reverse("admin:measures_edition_change", args=[edition.pk]) if there else reverse("admin:index")
