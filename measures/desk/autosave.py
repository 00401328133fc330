"""Save the form of an entry while it is being filled in. Its script (static/js/autosave.js) sends it every few seconds.

Without the script, the form works as before; with it, the button "Save draft" finds little left to do.
"""

from http import HTTPStatus

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures import workflow
from measures.desk.access import open_edition, with_edition
from measures.desk.entry_form import EditionForm
from measures.desk.entry_page import about_content
from measures.desk.verb_form import UNCLEAR_VERSION, carry_out


@require_POST
@with_edition
def autosave(request, edition):
    """Store what the form holds, and respond with the parts of the page that change; or say why it is not possible.

    The status of a refusal is 409 if the entry has changed, was submitted, or another user has signed in since the page
    was loaded, and 400 if the content cannot be stored.
    """
    if request.POST.get("user") != str(request.user.pk):
        return refusal(request, _("Somebody else has signed in here meanwhile, so nothing is saved."), status=409)
    form = EditionForm(request.POST, request.FILES, instance=edition)
    form.is_valid()
    if not form.can_be_stored():
        unclear = UNCLEAR_VERSION if "version" in form.errors else _("This cannot be saved by itself.")
        return refusal(request, unclear, status=400)
    status = carry_out(
        form,
        workflow.save_draft,
        edition=edition,
        by=request.user,
        version=form.cleaned_data["version"],
        content=form.content(),
        in_passing=True,
    )
    if status != HTTPStatus.OK:
        return refusal(request, " ".join(form.non_field_errors()), status=status)
    image_problems = form.errors.get("image", ()) if request.FILES else ()
    stored = open_edition(request, edition.pk)
    form = EditionForm.of(stored)
    context = {
        **about_content(stored, form),
        "edition": stored,
        "base": form.initial["base"],
        "image_problems": image_problems,
    }
    return render(request, "admin/entry/autosaved.html", context)


def refusal(request, reason, *, status):
    return render(request, "admin/entry/not_autosaved.html", {"reason": reason}, status=status)
