"""Add, edit and preview an entry. If it has changed since its form was loaded, saving shows a conflict page."""

from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from measures import workflow
from measures.content import LISTS
from measures.desk.access import open_edition
from measures.desk.conflict import conflict_page
from measures.desk.entry_form import EditionForm, NewMeasureForm
from measures.desk.entry_image import image_url
from measures.desk.entry_page import form_page
from measures.desk.verb_form import UNCLEAR_VERSION, carry_out
from measures.draft_rules import problem_about_end
from measures.models import AuditEntry, Edition, Measure
from measures.public.profile import profile
from municipalities.admin.page import render_admin_page
from municipalities.models import ModelProject

EDITABLE = (Edition.State.DRAFT, Edition.State.RETURNED)
IMPOSSIBLE_VERSION = 2**31 - 1  # no edition reaches it, so saving with it always is a conflict


def add(request):
    """Create an entry from its project and title, and go on to its form."""
    form = NewMeasureForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        project, title = form.cleaned_data["project"], form.cleaned_data["title"]
        edition, is_new = workflow.create_measure_once(project=project, by=request.user, content={"title": title})
        if is_new:
            messages.success(request, _("The draft is stored. Nobody sees it but you, your colleagues and the KTS."))
        else:
            messages.info(request, _("You have just created this draft; the form was sent twice. There is one draft."))
        return redirect("admin:entry_edit", edition.pk)
    context = {"title": _("New measure"), "form": form}
    return render_admin_page(request, "admin/entry/add.html", context, status=400 if form.errors else 200)


@csp_update({"frame-src": ["'self'"]})  # the preview beside the form
def edit(request, pk):
    """Show the form of a working edition (GET), or save it (POST)."""
    if request.method != "POST":
        edition = open_edition(request, pk)
        if edition.state not in EDITABLE:
            return redirect("admin:entry_show", pk)
        prefetch_related_objects([edition], *LISTS)
        return form_page(request, edition, EditionForm.of(edition), is_stored=True)
    try:
        return save(request, open_edition(request, pk), request.POST)
    except Http404:  # another user has discarded the draft, possibly just now
        edition, typed = draft_instead_of_discarded(request, pk)
        return save(request, edition, typed)


def save(request, edition, typed):
    """Save `typed`, the data of the form, and redirect; or return a page with this data and the errors."""
    form = EditionForm(typed, request.FILES, instance=edition)
    is_finished = form.is_valid()
    if not is_finished and not form.can_be_stored():
        return invalid_page(request, edition, form)
    content = form.content()
    version = form.cleaned_data["version"]
    problem = problem_about_end(content) if is_finished and "_submit" in typed else ""
    verb = verb_for(typed, is_finished=is_finished and not problem)
    status = carry_out(form, verb, edition=edition, by=request.user, version=version, content=content)
    if status != 200:
        return conflict_page(request, edition.pk, content, form.cleaned_data["base"], form.non_field_errors())
    saved = edition.measure.working or edition  # `_start` saves in a new draft
    for problem in form.errors.get("image", ()):
        messages.error(request, _("The image is not stored, everything else is: %(problem)s") % {"problem": problem})
    if not is_finished:
        if "_submit" in typed:
            messages.warning(request, _("The draft is stored, but not submitted: some entries need another look."))
        else:
            messages.success(request, _("The draft is stored."))
        return redirect(form_address(saved, typed))
    if problem:
        messages.warning(request, _("The draft is stored, but not submitted. %(problem)s") % {"problem": problem})
        return redirect(form_address(saved, typed))
    if "_submit" in typed:
        messages.success(request, _("The entry is stored and waits for review by the KTS. You will get an e-mail."))
        return redirect("admin:entry_show", saved.pk)
    if edition.measure.editions.readable().exists():
        messages.success(request, _("Stored. What visitors see has not changed."))
    else:
        messages.success(request, _("Stored. The entry is not public yet."))
    return redirect(form_address(saved, typed))


def form_address(edition, typed):
    """Return the address of the form; of its effects, if the button for more rows was pressed."""
    return reverse("admin:entry_edit", args=[edition.pk]) + ("#wirkung" if "_more" in typed else "")


def invalid_page(request, edition, form):
    """Respond with 400 and the form with its errors."""
    if {"version", "base"} & form.errors.keys():  # hidden fields, which the user cannot correct
        data = with_hidden_fields(form.data, version=edition.version, base="")
        form = EditionForm(data, request.FILES, instance=edition)
        form.add_error(None, UNCLEAR_VERSION)
    form.ask_for_image_again()
    return form_page(request, edition, form, status=400)


def verb_for(typed, *, is_finished):
    """Return the verb of the pressed button. All verbs take `edition`, `by`, `version` and `content`."""
    verbs = {"_start": save_in_new_draft, "_recall": recall_and_save}
    if is_finished:
        verbs["_submit"] = save_and_submit
    for button, verb in verbs.items():
        if button in typed:
            return verb
    return workflow.save_draft


@transaction.atomic
def save_and_submit(*, edition, by, version, content):
    workflow.save_draft(edition=edition, by=by, version=version, content=content)
    # The version after saving, which is the same as before if nothing has changed.
    saved = Edition.objects.only("version").get(pk=edition.pk)
    workflow.submit(edition=edition, by=by, version=saved.version)


@transaction.atomic
def recall_and_save(*, edition, by, version, content):
    workflow.recall(edition=edition, by=by, version=version)
    workflow.save_draft(edition=edition, by=by, version=edition.version, content=content)


@transaction.atomic
def save_in_new_draft(*, edition, by, version, content):
    """Save in a new draft, because `edition` is closed. `start_draft` refuses if there is a newer edition."""
    draft = workflow.start_draft(measure=edition.measure, by=by, original=edition)
    workflow.save_draft(edition=draft, by=by, version=draft.version, content=content)


def with_hidden_fields(typed, **values):
    """Return a copy of the data of a form, with `values` for its hidden fields."""
    data = typed.copy()
    for name, value in values.items():
        data[name] = value
    return data


@transaction.atomic
def draft_instead_of_discarded(request, pk):
    """Return another draft for the text typed into a discarded one, and the form data to save in it.

    If the measure has a draft already, that one is returned, with a version that leads to the conflict page: the user
    has not seen it. Otherwise a new draft is created, and a new measure if that was deleted with its only edition.

    Raise Http404 if no such draft was ever discarded in an entry that this user may write.
    """
    discarding = AuditEntry.objects.filter(edition_key=pk, verb=AuditEntry.Verb.DISCARD).first()
    if discarding is None:
        raise Http404
    measure = Measure.objects.filter(pk=discarding.measure_key).first()
    if measure:
        get_object_or_404(Edition.objects.open_to(request.user), pk=measure.newest.pk)
        try:
            draft = workflow.start_draft(measure=measure, by=request.user, original=measure.newest)
        except workflow.WorkflowError:  # there is another draft, possibly started just now
            return measure.newest, with_hidden_fields(request.POST, version=IMPOSSIBLE_VERSION)
    else:
        get_object_or_404(ModelProject.objects.open_to(request.user), pk=discarding.project_id)
        title = request.POST.get("title", "").replace("\0", "").strip()[:200] or _("Untitled")
        draft, is_new = workflow.create_measure_once(
            project=discarding.project, by=request.user, content={"title": title}
        )
        if not is_new:
            return draft, with_hidden_fields(request.POST, version=IMPOSSIBLE_VERSION)
    messages.warning(request, _("Somebody had discarded this draft. What you typed now stands in a new one."))
    return draft, with_hidden_fields(request.POST, version=draft.version, base="")


@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})
def preview(request, pk):
    """Show the profile as visitors would see it, from the stored content (GET) or from the form (POST).

    It is shown in a frame beside the form, hence the changed headers.
    """
    edition = open_edition(request, pk)
    named, image_chosen = None, False
    if request.method == "POST":
        form = EditionForm(request.POST, request.FILES, instance=edition)
        form.is_valid()  # assigns the valid fields to `edition`, without saving it
        content = form.content()
        named = {name: value for name, value in content.items() if isinstance(value, list)}
        image_chosen = "image" in form.changed_data
        if "sources" in named:
            named["sources"] = form.cited_sources()
        if "effects" in named:
            named["effects"] = form.measured_effects()
    context = profile(edition, image_url="" if image_chosen else image_url(edition), named=named)
    return render(request, "admin/entry/preview.html", {**context, "image_chosen": image_chosen})
