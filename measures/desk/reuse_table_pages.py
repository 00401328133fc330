"""The page for a table of re-uses: upload, dry run, and writing it. For moderators only.

The dry run is stored nowhere: the page holds the rows that were read, signed, and sends them back.
"""

from django import forms
from django.contrib import messages
from django.core.signing import BadSignature, dumps, loads
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from measures.intake.problems import Refused
from measures.intake.reuse_table import ERROR, HEADERS, ReusePlan, carry_out_reuses, read_reuse_table
from measures.workflow import WorkflowError
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page

SALT = "measures.desk.reuse_table"
GOOD_FOR = 24 * 3600  # seconds
OUTCOMES = {
    "new": gettext_lazy("new"),
    "changed": gettext_lazy("changed"),
    "unchanged": gettext_lazy("unchanged"),
    "error": gettext_lazy("wrong"),
}


class TableForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("file"),
        help_text=gettext_lazy("XLSX, ODS or CSV, up to 10 MB and 1,000 rows."),
        error_messages={"required": gettext_lazy("Please choose a file.")},
        allow_empty_file=True,  # the reader refuses it, with a better message
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods,.txt"}),
    )


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def table(request):
    """Ask for a file (GET); show what it would do, or with the rows of such a page do it (POST)."""
    if "rows" in request.POST:
        return write(request)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return show(request, form)
    if form.is_valid():
        try:
            rows = read_reuse_table(form.cleaned_data["file"])
        except Refused as error:
            form.add_error("file", str(error))
        else:
            return show(request, form, ReusePlan(rows), rows)
    return show(request, form, status=400)


def write(request):
    """Write the rows that the page has sent back, unless one of them is wrong by now."""
    try:
        rows = loads(request.POST["rows"], salt=SALT, max_age=GOOD_FOR)
    except BadSignature:
        form = TableForm()
        messages.error(request, _("This table is too old. Please upload it once more."))
        return show(request, form, status=400)
    try:
        with transaction.atomic():
            plan = ReusePlan(rows)
            if plan.counts[ERROR]:
                return show(request, TableForm(), plan, rows, status=409)
            made = carry_out_reuses(plan, by=request.user, publish="publish" in request.POST)
    except WorkflowError as error:
        messages.error(request, str(error))
        return show(request, TableForm(), ReusePlan(rows), rows, status=409)
    number = len(made)
    text = ngettext("%(n)s re-use was stored.", "%(n)s re-uses were stored.", number) % {"n": number}
    messages.success(request, text)
    return redirect("admin:reuses")


def show(request, form, plan=None, rows=(), status=200):
    context = {
        "title": _("Table of re-uses"),
        "form": form,
        "plan": plan,
        "rows": [(row, OUTCOMES[row.outcome]) for row in plan.rows] if plan else [],
        "counts": [(OUTCOMES[outcome], number) for outcome, number in plan.counts.items()] if plan else [],
        "is_wrong": bool(plan and plan.counts[ERROR]),
        "signed": dumps(list(rows), salt=SALT, compress=True) if plan else "",
        "headers": [headers[0] for headers in HEADERS.values()],
    }
    return render_admin_page(request, "admin/reuse/table.html", context, status=status)
