"""The page on which a moderator invites many editors at once, from pasted lines."""

import re
from dataclasses import dataclass, field

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from municipalities.accounts import invitations
from municipalities.accounts.admin.invite_form import InviteForm
from municipalities.accounts.models import Invitation, User
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page
from municipalities.folding import fold
from municipalities.mail_addresses import canonical
from municipalities.models import ModelProject
from municipalities.text_fields import TextFormField

MOST_LINES = 200
IN_BRACKETS = re.compile(r"(.*?)<([^<>]+@[^<>]+)>")


class LinesForm(forms.Form):
    """The pasted lines, and the model project of those that name none."""

    lines = TextFormField(
        label=gettext_lazy("One person in each line"),
        max_length=40_000,
        widget=forms.Textarea({"rows": 12}),
        help_text=gettext_lazy(
            "Name; address; model project – or the address alone. Further model projects stand behind the first one."
        ),
    )
    project = forms.ModelChoiceField(
        queryset=ModelProject.objects.all(),
        required=False,
        label=gettext_lazy("Model project of lines that name none"),
    )

    def clean_lines(self):
        text = self.cleaned_data["lines"]
        number = sum(bool(line.strip()) for line in text.splitlines())
        if number > MOST_LINES:
            raise ValidationError(_("These are more than %(number)d lines.") % {"number": MOST_LINES})
        return text


@dataclass
class Line:
    """A line as it was understood. `problems` are sentences; the line can be sent if there are none."""

    number: int
    text: str
    name: str = ""
    address: str = ""
    projects: list[ModelProject] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    has_account: bool = False
    form: InviteForm | None = None


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def invite_many(request):
    """Show the lines with what is wrong about each, and invite all of them if the moderator says so and nothing is."""
    form = LinesForm(request.POST if request.method == "POST" else None)
    lines = read_lines(form.cleaned_data["lines"], form.cleaned_data["project"]) if form.is_valid() else []
    problems = sum(bool(line.problems) for line in lines)
    if lines and not problems and "send" in request.POST:
        try:
            _invite(lines, request)
        except invitations.AlreadyInvited:
            messages.warning(
                request, _("Somebody else has invited one of them at the same moment. Please check again.")
            )
        else:
            text = ngettext("%(number)d person is invited.", "%(number)d people are invited.", len(lines))
            messages.success(request, text % {"number": len(lines)})
            return redirect("admin:accounts_invitation_changelist")
    context = {"title": _("Invite several"), "form": form, "lines": lines, "problems": problems}
    status = 400 if form.errors else 200
    return render_admin_page(request, "admin/accounts/invite_several.html", context, status=status)


@transaction.atomic
def _invite(lines, request):
    model_admin = admin.site.get_model_admin(Invitation)
    for line in lines:
        invitation = invitations.invite(line.form.instance, projects=line.projects, by=request.user)
        model_admin.log_addition(request, invitation, [{"added": {}}])


def read_lines(text: str, project: ModelProject | None) -> list[Line]:
    """Return the lines that are not empty, checked as the form of one invitation checks.

    `project` is that of lines that name none.
    """
    projects = {fold(each.name): each for each in ModelProject.objects.all()}
    lines = []
    for number, part in enumerate(text.splitlines(), start=1):
        if part.strip():
            lines.append(_read_line(number, part.strip(), projects, project))
    first: dict[str, int] = {}
    for line in lines:
        _validate(line)
        if line.address and first.setdefault(line.address, line.number) != line.number:
            line.problems.append(_("This address stands in line %(number)d already.") % {"number": first[line.address]})
    addresses = User.objects.filter(email__in=first, is_active=True).values_list("email", flat=True)
    for line in lines:
        line.has_account = line.address in addresses
    return lines


def _read_line(number, text, projects, project):
    """Return the line with its parts: what stands before the address is the name, what stands behind it projects."""
    line = Line(number, text)
    parts = [part.strip() for part in re.split(r"[;\t]", text)]
    position = next((position for position, part in enumerate(parts) if "@" in part), None)
    if position is None:
        line.problems.append(_("There is no e-mail address in this line."))
        return line
    line.name, line.address = " ".join(parts[:position]), parts[position]
    if together := IN_BRACKETS.fullmatch(line.address):  # Nele Neu <neu@example.org>
        line.name, line.address = together[1].strip(' "') or line.name, together[2]
    for name in filter(None, parts[position + 1 :]):
        if found := projects.get(fold(name)):
            line.projects.append(found)
        else:
            line.problems.append(_("There is no model project “%(name)s”.") % {"name": name})
    if project and not any(parts[position + 1 :]):
        line.projects = [project]
    return line


def _validate(line):
    """Let the form of one invitation check the line, and take its problems and the address as it is stored."""
    if not line.address or line.problems:
        return
    first_name, _space, last_name = line.name.rpartition(" ")
    names = {"first_name": first_name, "last_name": last_name}
    line.form = InviteForm({"email": line.address, "projects": [row.pk for row in line.projects], **names})
    line.problems += [error for errors in line.form.errors.values() for error in errors]
    line.address = canonical(line.address)
