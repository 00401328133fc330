"""The pages on which a moderator moves an entry to another model project, and a project to another lead."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from measures import moving
from measures.desk.access import open_edition
from measures.desk.decision_forms import DecisionForm, text_field
from measures.desk.moderation import decision_view
from measures.desk.verb_form import carry_out
from measures.models import Measure
from measures.notices import editors_of
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page
from municipalities.models import ModelProject, Municipality, Participation


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


class LeadForm(forms.Form):
    """The municipality that shall lead a model project, the one that the user saw leading it, and why."""

    seen = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    lead = forms.ModelChoiceField(
        queryset=Municipality.objects.none(),
        label=gettext_lazy("New lead"),
        empty_label=gettext_lazy("Choose"),
        error_messages={"required": gettext_lazy("Please choose a municipality.")},
    )
    reason = text_field(
        gettext_lazy("Reason"),
        gettext_lazy("The editors of the model project read it. It is kept in the history of each entry."),
        gettext_lazy("Say why; the editors of the model project read it."),
    )

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        others = Participation.objects.filter(project=project).exclude(role=Participation.Role.LEAD)
        self.fields["lead"].queryset = Municipality.objects.filter(pk__in=others.values("municipality"))

    @property
    def problems(self):
        """Return the errors that do not belong to a visible field."""
        return [*self.non_field_errors(), *self.errors.get("seen", [])]

    @property
    def text(self):
        return self["reason"]


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def change_lead(request, pk):
    """Ask for the new lead of a model project and the reason (GET), or change it (POST)."""
    project = get_object_or_404(ModelProject, pk=pk)
    form, status = LeadForm(project=project), 200
    if request.method == "POST":
        form = LeadForm(request.POST, project=project)
        status = 400
        if form.is_valid():
            status = carry_out(form, moving.change_lead, project=project, by=request.user, **form.cleaned_data)
        if status == 200:
            values = {"lead": form.cleaned_data["lead"], "project": project}
            messages.success(request, _("“%(lead)s” leads “%(project)s” now.") % values)
            return redirect("admin:project_overview", project.pk)
    lead = Participation.objects.filter(project=project, role=Participation.Role.LEAD).select_related("municipality")
    context = {"project": project, "form": form, "lead": lead.first(), "conflict": status == 409}
    context["editors"] = editors_of(project)
    return render_admin_page(request, "admin/projects/lead.html", context, status=status)
