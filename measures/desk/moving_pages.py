"""The page on which a moderator moves an entry to another model project."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from measures import moving
from measures.desk.access import open_edition
from measures.desk.decision_forms import DecisionForm, text_field
from measures.desk.moderation import decision_view
from measures.models import Measure
from measures.notices import editors_of
from municipalities.admin.page import render_admin_page
from municipalities.models import ModelProject


class MoveForm(DecisionForm):
    """The other model project, and why."""

    project = forms.ModelChoiceField(
        queryset=ModelProject.objects.funded(),
        label=gettext_lazy("New model project"),
        empty_label=gettext_lazy("Choose"),
        error_messages={"required": gettext_lazy("Please choose a model project.")},
    )
    reason = text_field(
        gettext_lazy("Reason"),
        gettext_lazy("The editors of both model projects read it. It is kept in the history."),
        gettext_lazy("Say why; the editors of both model projects read it."),
    )


@decision_view
@require_http_methods(["GET", "HEAD", "POST"])
def move(request, edition):
    """Ask for the model project and the reason (GET), or move the measure (POST)."""
    form, status = MoveForm(), 200
    if request.method == "POST":
        form = MoveForm(request.POST)
        status = form.carry_out(moving.move, edition=edition, by=request.user)
        if status == 200:
            values = {"title": edition.title, "project": form.cleaned_data["project"]}
            messages.success(request, _("“%(title)s” belongs to “%(project)s” now.") % values)
            return redirect("admin:entry_history", edition.pk)
        if status == 409:
            edition = open_edition(request, edition.pk)  # reload, it has changed
            edition.measure = Measure.objects.select_related("project").get(pk=edition.measure_id)
    context = {
        "edition": edition,
        "project": edition.measure.project,
        "form": form,
        "possible": True,
        "conflict": status == 409,
        "editors": editors_of(edition.measure.maintainer_id),
    }
    return render_admin_page(request, "admin/moderation/move.html", context, status=status)
