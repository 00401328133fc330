"""Keeping an uploaded table between its dry run and its confirmation, and carrying it out."""

from dataclasses import asdict
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from measures import workflow
from measures.models import Edition, Measure, Upload
from measures.sheets.plan import Plan
from measures.sheets.reading import Table, read_table
from measures.sheets.rows import CHANGED, ERROR, NEW, UNCHANGED, key_of
from measures.values import held_already, hold_all

KEPT = timedelta(days=1)
MOST_OF_ONE_USER = 3
STEPS = 40


class PlanChanged(Exception):
    """What the table would do now is not what its user has confirmed."""


def keep(file, user):
    """Read an uploaded file and keep its table for `user`. Raises Refused. Old tables go."""
    table = read_table(file)
    Upload.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    upload = Upload.objects.create(user=user, file_name=file.name[:200], table=asdict(table))
    newest = Upload.objects.filter(user=user).order_by("-pk").values_list("pk", flat=True)[:MOST_OF_ONE_USER]
    Upload.objects.filter(user=user).exclude(pk__in=list(newest)).delete()
    return upload


def plan_of(upload, user):
    return Plan(Table(**upload.table), user)


def carry_out(pk, *, by, confirmed):
    """Write all that the table of an upload says, or nothing. Yield (rows done, rows to do) as it goes.

    `confirmed` is the fingerprint of the plan that the user saw; raises PlanChanged if it is another one by now.
    Whoever stops listening in the middle takes everything back.
    """
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(pk=pk, user=by)
        if upload.applied_at:
            return
        keys = [key for row in upload.table["rows"] if (key := key_of(row))]
        # Publishing, archiving and beginning a draft wait until we are done, so the public editions stay these.
        list(Measure.objects.select_for_update().filter(slug__in=keys).order_by("pk").values_list("pk"))
        plan = plan_of(upload, by)
        if plan.counts[ERROR] or plan.fingerprint != confirmed:
            raise PlanChanged
        rows = [row for row in plan.rows if row.outcome in (NEW, CHANGED)]
        yield 0, len(rows)
        done, held = {NEW: [], CHANGED: []}, hold_all()
        step = max(25, len(rows) // STEPS)
        for position, row in enumerate(rows, start=1):
            with held_already(held):
                edition = _create(row, plan, by) if row.outcome == NEW else _change(row, by)
            done[row.outcome].append(edition.pk)
            if position % step == 0 or position == len(rows):
                yield position, len(rows)
        upload.result = {**done, UNCHANGED: plan.counts[UNCHANGED]}
        upload.applied_at, upload.table = timezone.now(), {}
        upload.save(update_fields=["result", "applied_at", "table"])


def _create(row, plan, by):
    content = {"places": plan.places_of(row.project), **row.content}
    return workflow.create_measure(project=row.project, by=by, content=content)


def _change(row, by):
    edition = row.entry.edition
    if edition.state not in Edition.WORKING:
        edition = workflow.start_draft(measure=edition.measure, by=by, original=edition)
    workflow.save_draft(edition=edition, by=by, version=edition.version, content=row.content)
    return edition
