"""The pages for tables of entries: download, upload, dry run, and writing the entries."""

from django import forms
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from measures import workflow
from measures.desk import several
from measures.desk.chosen_entries import value_of
from measures.desk.table_changes import changes_of, values_of
from measures.finding.answer import PageLinks
from measures.intake import table_files, undoing, uploads
from measures.intake.columns import COLUMNS
from measures.intake.planned_rows import CHANGED, ERROR, NEW, OUTCOMES
from measures.intake.problems import Refused
from measures.models import Edition, Upload
from municipalities.accounts import security_log
from municipalities.admin.page import render_admin_page
from municipalities.ordering import GermanOrder

ROWS_ON_A_PAGE = 25
MOST_LISTED = 50  # entries named in the result
# What a table holds beside what is read; the last two are read, but might have been forgotten.
LEFT_OUT = {
    "encoding": gettext_lazy("The file is not stored as UTF-8. Its umlauts were read like this:"),
    "sheets": gettext_lazy("Other sheets, which are not read:"),
    "hidden_sheets": gettext_lazy("Hidden sheets, which are not read:"),
    "above": gettext_lazy("Above the headers, not read:"),
    "covered": gettext_lazy("Below merged cells, not read:"),
    "links": gettext_lazy("Addresses behind a text, not stored; the text is:"),
    "comments": gettext_lazy("Comments on cells are not read."),
    "hidden_rows": gettext_lazy("Hidden rows, which are read all the same:"),
    "hidden_columns": gettext_lazy("Hidden columns, which are read all the same:"),
}


class UploadForm(forms.Form):
    """Choose a file. Its content is checked by measures/intake."""

    file = forms.FileField(
        label=gettext_lazy("file"),
        help_text=gettext_lazy("XLSX, ODS or CSV, up to 10 MB and 1,000 rows."),
        error_messages={"required": gettext_lazy("Please choose a file.")},
        allow_empty_file=True,  # store_upload() refuses it, with a better message
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods,.txt"}),
    )


def sheet(request):
    """Explain tables (GET), or read an uploaded file and redirect to its dry run (POST)."""
    form, refused = UploadForm(), None
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                upload = uploads.store_upload(form.cleaned_data["file"], request.user)
                return redirect("admin:table_plan", upload.pk)
            except Refused as error:
                refused = error
                form.add_error("file", str(error))
    context = {
        "title": _("Many entries at once"),
        "form": form,
        "refused": refused,
        "imports": _imports(request.user),
        "undo_days": Upload.UNDO_RETENTION.days,
        "columns": COLUMNS,
        "allowed": table_files.allowed_values(request.user),
        "formats": [("xlsx", _("Excel (.xlsx)")), ("csv", _("CSV"))],
    }
    return render_admin_page(request, "admin/sheets/upload.html", context, status=400 if form.errors else 200)


def _imports(user):
    """Return the tables that the user has carried out and could still undo, the newest first."""
    return (
        Upload.objects.filter(user=user, applied_at__isnull=False).defer("table", "result").order_by("-applied_at")[:20]
    )


@require_safe
def template(request):
    """Return a table with headings and no rows."""
    return _download(request, lambda: (), "vorlage")


@require_safe
def export(request):
    """Return a table with all entries of the user, which may name persons."""
    security_log.log("export", account=request.user.pk, what="entries")
    return _download(request, lambda: table_files.export_rows(request.user), timezone.localdate().isoformat())


def _download(request, rows, name):
    """Return a file in the format of the query; `rows` is a function, called only if that format exists."""
    kind = request.GET.get("format", "xlsx")
    if kind == "xlsx":
        content, media_type = table_files.as_xlsx(rows(), request.user), table_files.XLSX
    elif kind == "csv":
        content, media_type = table_files.as_csv(rows()), table_files.CSV
    else:
        raise BadRequest
    headers = {"Content-Disposition": f'attachment; filename="masswerk-{name}.{kind}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)


def _get_upload(request, pk):
    """Return an upload of the user. Raise Http404 for uploads of other users."""
    return get_object_or_404(Upload, pk=pk, user=request.user)


@require_safe
def plan(request, pk):
    """Show what the table would change, or, once it has been applied, what it has changed."""
    upload = _get_upload(request, pk)
    if upload.applied_at:
        context = {"title": upload.file_name, "upload": upload, **_result(upload, request.user)}
        return render_admin_page(request, "admin/sheets/done.html", context)
    if "readings" in upload.table:
        context = {"title": upload.file_name, "upload": upload, "readings": upload.table["readings"]}
        return render_admin_page(request, "admin/sheets/readings.html", context)
    planned = uploads.plan_of(upload, request.user)
    counts = planned.counts
    shown = request.GET.get("rows")
    if shown not in OUTCOMES:
        # Begin with the first tab that has rows.
        shown = next((outcome for outcome in OUTCOMES if counts[outcome]), ERROR)
    page = Paginator(planned.of(shown), ROWS_ON_A_PAGE).get_page(request.GET.get("seite"))
    context = {
        "title": upload.file_name,
        "upload": upload,
        "plan": planned,
        "counts": counts,
        "to_do": counts[NEW] + counts[CHANGED],
        "tabs": [(outcome, counts[outcome]) for outcome in OUTCOMES if counts[outcome]],
        "shown": shown,
        "page": page,
        "rows": _with_content(planned, shown, page.object_list),
        "left_out": [(kind, LEFT_OUT[kind], texts) for kind, texts in planned.table.left_out.items()],
        "pages": PageLinks(page, lambda number: f"?rows={shown}&seite={number}"),
        "missing": planned.left_alone,
        "hints": sum(bool(row.hint) for row in planned.rows),
    }
    return render_admin_page(request, "admin/sheets/plan.html", context)


def _with_content(planned, shown, rows):
    """Return pairs of a row and its changes, or the values of a new row."""
    if shown == CHANGED:
        return changes_of(rows)
    return values_of(rows, planned.places_of) if shown == NEW else [(row, ()) for row in rows]


@require_POST
def read_as(request, pk):
    """Keep the reading of a table that the user has chosen, and redirect to its dry run."""
    upload = _get_upload(request, pk)
    number = request.POST.get("reading", "")
    if not (number.isascii() and number.isdigit() and len(number) < 3):
        raise BadRequest
    uploads.choose_reading(upload, int(number))
    return redirect("admin:table_plan", upload.pk)


@require_POST
def undo(request, pk):
    """Undo what a table has written, and redirect to the result."""
    upload = _get_upload(request, pk)
    address = reverse("admin:table_plan", args=[upload.pk])
    try:
        undoing.undo(upload.pk, by=request.user)
    except workflow.WorkflowError:
        return redirect(f"{address}?changed=1")
    return redirect(address)


@require_POST
def apply(request, pk):
    """Write the entries and redirect to the result, or back to the dry run if it has become out of date.

    `plan` in the form identifies the dry run that the user has confirmed.
    """
    upload = _get_upload(request, pk)
    address = reverse("admin:table_plan", args=[upload.pk])
    try:
        uploads.carry_out(upload.pk, by=request.user, confirmed=request.POST.get("plan", ""))
    except (uploads.PlanChanged, workflow.WorkflowError):
        return redirect(f"{address}?changed=1")
    return redirect(address)


def _result(upload, user):
    """Return the numbers of written drafts, and those drafts that the user can still open."""
    if upload.undone_at:
        touched = Edition.objects.open_to(user).filter(pk__in=upload.result["touched"])
        touched = touched.order_by(GermanOrder("title"), "pk")
        return {**upload.result, "entries": touched[:MOST_LISTED], "more": max(0, len(touched) - MOST_LISTED)}
    untouched, touched = undoing.split(upload, user)
    entries = untouched + touched
    drafts = [edition for edition in entries if edition.state in (Edition.State.DRAFT, Edition.State.RETURNED)]
    return {
        "drafts": [value_of(edition) for edition in drafts[: several.MOST]],
        "new": len(upload.result[NEW]),
        "changed": len(upload.result[CHANGED]),
        "entries": entries[:MOST_LISTED],
        "more": max(0, len(entries) - MOST_LISTED),
        "untouched": len(untouched),
        "touched": touched[:MOST_LISTED],
    }
