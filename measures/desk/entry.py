"""The form of an entry: filling it in, seeing what it will look like, and what happens when two people save."""

from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from measures import workflow
from measures.completeness import completeness
from measures.desk.access import open_edition
from measures.desk.conflict import conflict_page
from measures.desk.entry_form import EditionForm, NewMeasureForm, stored_content
from measures.desk.frame import framed
from measures.models import AuditEntry, Edition, Measure
from measures.public.profile import profile
from municipalities.models import ModelProject

EDITABLE = (Edition.State.DRAFT, Edition.State.RETURNED)


def urls(admin_site):
    """Return the address of the preview; the form stands in Django's place for it (measures/desk/edition_admin.py)."""
    return [path("<int:pk>/preview/", admin_site.admin_view(preview), name="measures_edition_preview")]


def add(request):
    """Begin an entry with its project and title."""
    form = NewMeasureForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        project, title = form.cleaned_data["project"], form.cleaned_data["title"]
        edition = workflow.create_measure(project=project, by=request.user, content={"title": title})
        messages.success(request, _("The draft is stored. Nobody sees it but you, your colleagues and the KTS."))
        return redirect("admin:measures_edition_change", edition.pk)
    context = {"title": _("New measure"), "form": form}
    return framed(request, "admin/entry/add.html", context, status=400 if form.errors else 200)


@csp_update({"frame-src": ["'self'"]})  # the preview beside the form
def change(request, pk):
    """Show the form of an edition that is being worked on; store what it brings."""
    try:
        return _show_or_store(request, open_edition(request, pk))
    except Http404:  # also if it goes while we are at it
        return _show_or_store(request, _instead_of_discarded(request, pk))


def _show_or_store(request, edition):
    if request.method == "POST":
        return _store(request, edition)
    if edition.state not in EDITABLE:
        return redirect("admin:measures_edition_show", edition.pk)
    return form_page(request, edition, EditionForm(instance=edition))


def form_page(request, edition, form, *, status=200):
    stored = stored_content(open_edition(request, edition.pk))  # the form has written into the other one
    complete = completeness(stored)
    context = {
        "title": stored["title"],
        "edition": edition,
        "form": form,
        "complete": complete,
        "apart": (),
        "missing": form[complete.missing] if complete.missing else None,
        "naming": edition.measure.editions.naming_persons().exists(),
    }
    return framed(request, "admin/entry/form.html", context, status=status)


def _store(request, edition):
    form = EditionForm(request.POST, request.FILES, instance=edition)
    if not form.is_valid():
        if {"version", "base"} & form.errors.keys():  # hidden, so nobody could mend them
            form.data = form.data.copy()
            form.data["version"] = edition.version
        return form_page(request, edition, form, status=400)
    content, version = form.content(), form.cleaned_data["version"]
    try:
        if "_start" in request.POST:
            edition = _save_as_new_draft(edition, request.user, content)
        else:
            _save(edition, request.user, version, content, request.POST)
    except workflow.WorkflowError as error:
        return conflict_page(request, edition.pk, content, form.cleaned_data["base"], error)
    if "_submit" in request.POST:
        messages.success(request, _("The entry is stored and waits for review by the KTS. You will get an e-mail."))
        return redirect("admin:measures_edition_show", edition.pk)
    was_public = edition.measure.editions.readable().exists()
    messages.success(
        request,
        _("Stored. What visitors see has not changed.") if was_public else _("Stored. The entry is not public yet."),
    )
    return redirect("admin:measures_edition_change", edition.pk)


@transaction.atomic
def _save(edition, by, version, content, wishes):
    if "_recall" in wishes:
        workflow.recall(edition=edition, by=by, version=version)
        version = edition.version
    workflow.save_draft(edition=edition, by=by, version=version, content=content)
    if "_submit" in wishes:
        current = Edition.objects.only("version").get(pk=edition.pk).version
        workflow.submit(edition=edition, by=by, version=current)


@transaction.atomic
def _save_as_new_draft(edition, by, content):
    draft = workflow.start_draft(measure=edition.measure, by=by, original=edition)
    workflow.save_draft(edition=draft, by=by, version=draft.version, content=content)
    return draft


@transaction.atomic
def _instead_of_discarded(request, pk):
    """Return another draft for what was typed into one that somebody has discarded meanwhile, or raise Http404."""
    own = AuditEntry.objects.filter(project__in=ModelProject.objects.open_to(request.user))
    entry = own.filter(edition_key=pk, verb=AuditEntry.Verb.DISCARD).first()
    if entry is None or request.method != "POST":
        raise Http404
    request.POST = request.POST.copy()
    measure = Measure.objects.filter(pk=entry.measure_key).first()
    if measure is None:
        title = request.POST.get("title", "").replace("\0", "").strip()[:200] or _("Untitled")
        draft = workflow.create_measure(project=entry.project, by=request.user, content={"title": title})
    elif draft := measure.editions.working().first():
        request.POST["version"] = draft.version + 1  # never seen, so she gets to see it now
        return draft
    else:
        newest = measure.editions.order_by("number").last()
        draft = workflow.start_draft(measure=measure, by=request.user, original=newest)
    request.POST["version"], request.POST["base"] = draft.version, ""
    messages.warning(request, _("Somebody had discarded this draft. What you typed now stands in a new one."))
    return draft


@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})
def preview(request, pk):
    """The profile as visitors would read it: what is stored, or (POST) what stands in the form right now."""
    edition = open_edition(request, pk)
    named, picked = None, False
    if request.method == "POST":
        form = EditionForm(request.POST, request.FILES, instance=edition)
        form.is_valid()
        content = form.content()
        named = {name: value for name, value in content.items() if isinstance(value, list)}
        picked = "image" in form.changed_data
        if "sources" in named:
            named["sources"] = [edition.sources.model(edition=edition, **source) for source in named["sources"]]
    image_url = ""
    if edition.image and not picked:
        image_url = reverse("admin:measures_edition_image", args=[pk])
    context = {**profile(edition, image_url=image_url, named=named), "picked": picked}
    return render(request, "admin/entry/preview.html", context)
