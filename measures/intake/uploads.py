"""Keeping an uploaded table between its dry run and its confirmation, and carrying it out."""

from dataclasses import asdict
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from measures import workflow
from measures.intake.plan import Plan
from measures.intake.planned_rows import CHANGED, ERROR, NEW, UNCHANGED, key_of
from measures.intake.reading import Table, read_table
from measures.models import Edition, Measure, Upload

KEPT = timedelta(days=1)
MOST_OF_ONE_USER = 3
STEP = 25  # rows that are written together, at least
TOLD = 20  # times that the progress is told


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
        list(Measure.objects.select_for_update(no_key=True).filter(slug__in=keys).order_by("pk").values_list("pk"))
        plan = plan_of(upload, by)
        if plan.counts[ERROR] or plan.fingerprint != confirmed:
            raise PlanChanged
        rows = [row for row in plan.rows if row.outcome in (NEW, CHANGED)]
        yield 0, len(rows)
        done = {NEW: [], CHANGED: []}
        step = max(STEP, len(rows) // TOLD)
        for start in range(0, len(rows), step):
            part = rows[start : start + step]
            done[NEW] += _create([row for row in part if row.outcome == NEW], plan, by)
            done[CHANGED] += _change([row for row in part if row.outcome == CHANGED], by)
            yield start + len(part), len(rows)
        upload.result = {**done, UNCHANGED: plan.counts[UNCHANGED]}
        upload.applied_at, upload.table = timezone.now(), {}
        upload.save(update_fields=["result", "applied_at", "table"])


def _create(rows, plan, by):
    beginnings = [(row.project, {"places": plan.places_of(row.project), **row.content}, "") for row in rows]
    return [edition.pk for edition in workflow.create_measures(by=by, beginnings=beginnings)] if rows else []


def _change(rows, by):
    editions = {row.number: row.entry.edition for row in rows}
    public = [row for row in rows if row.entry.edition.state not in Edition.WORKING]
    beginnings = [(row.entry.edition.measure, row.entry.edition, None) for row in public]
    drafts = workflow.start_drafts(by=by, beginnings=beginnings)
    editions |= {row.number: draft for row, draft in zip(public, drafts, strict=True)}
    workflow.save_drafts(
        by=by, savings=[(editions[row.number], editions[row.number].version, row.content) for row in rows]
    )
    return [editions[row.number].pk for row in rows]
