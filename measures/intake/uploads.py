"""Store an uploaded table between its dry run and its confirmation, write what it says, and undo that."""

import json
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from measures import workflow
from measures.intake.plan import Plan
from measures.intake.planned_rows import CHANGED, ERROR, NEW, UNCHANGED, key_of
from measures.intake.reading import Table, read_tables
from measures.intake.undoing import contents_before
from measures.models import Edition, Measure, Upload
from municipalities.accounts.models import User

MOST_OF_ONE_USER = 3


class PlanChanged(Exception):
    """Writing the table would no longer do what its user has confirmed."""


def store_upload(file, user):
    """Read an uploaded file and return it as an Upload of `user`. Raises Refused.

    Deletes uploads that are too old, and all but the newest few of the same user.
    """
    found = [_as_json(reading, table) for reading, table in read_tables(file)]
    Upload.objects.expired().delete()
    content = {"readings": found} if len(found) > 1 else found[0]["table"]
    upload = _store_once(user, file.name[:200], content)
    waiting = Upload.objects.filter(user=user, applied_at=None)
    newest = waiting.order_by("-pk").values_list("pk", flat=True)[:MOST_OF_ONE_USER]
    waiting.exclude(pk__in=list(newest)).delete()
    return upload


def _as_json(reading, table):
    content = asdict(table)
    if reading.name:  # the dry run shows how the umlauts were read
        shown = " · ".join(reading.samples)
        content["left_out"]["encoding"] = [f"{reading.name}: {shown}"]
    return {"name": str(reading.name), "samples": reading.samples, "table": content}


def choose_reading(upload, number):
    """Keep one of the ways in which the umlauts of a table can be read. Return whether there is such a one."""
    found = upload.table.get("readings", [])
    if not 0 <= number < len(found):
        return False
    upload.table = found[number]["table"]
    upload.save(update_fields=["table"])
    return True


@transaction.atomic
def _store_once(user, file_name, table):
    """Return a new upload, or the newest of the user if that is the same file, which was sent twice."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # one request of the user after the other
    newest = Upload.objects.filter(user=user).order_by("-pk").first()
    is_same = newest and not newest.applied_at and newest.file_name == file_name
    if is_same and newest.table == json.loads(json.dumps(table)):
        return newest
    return Upload.objects.create(user=user, file_name=file_name, table=table)


def plan_of(upload, user):
    return Plan(Table(**upload.table), user)


@transaction.atomic
def carry_out(pk, *, by, confirmed):
    """Write everything that the table of an upload says, or nothing, and return Upload.result.

    `confirmed` is the fingerprint of the plan that the user saw. Raises PlanChanged if the plan differs by now, and
    WorkflowError if somebody changes one of the entries meanwhile. An upload that was carried out already is left
    alone.
    """
    upload = Upload.objects.select_for_update().get(pk=pk, user=by)
    if upload.applied_at:
        return upload.result
    if "readings" in upload.table:
        raise PlanChanged
    keys = [key for row in upload.table["rows"] if (key := key_of(row))]
    # Other verbs on these measures wait until this transaction ends, so the editions of the plan stay the newest.
    list(Measure.objects.select_for_update(no_key=True).filter(slug__in=keys).order_by("pk").values_list("pk"))
    plan = plan_of(upload, by)
    if plan.counts[ERROR] or plan.fingerprint != confirmed:
        raise PlanChanged
    before = contents_before(plan.of(CHANGED))
    created, changed = _create(plan, by), _change(plan.of(CHANGED), by)
    written = Edition.objects.filter(pk__in=created + changed).values_list("pk", "version")
    upload.result = {
        NEW: created,
        CHANGED: changed,
        UNCHANGED: plan.counts[UNCHANGED],
        "versions": {str(key): version for key, version in written},
        "before": before,
    }
    upload.applied_at, upload.table = timezone.now(), {}
    upload.save(update_fields=["result", "applied_at", "table"])
    return upload.result


def _create(plan, by):
    """Create the measures of all new rows; return the keys of their drafts."""
    beginnings = [(row.project, {"places": plan.places_of(row.project), **row.content}, "") for row in plan.of(NEW)]
    drafts = workflow.create_measures(by=by, beginnings=beginnings) if beginnings else []
    return [draft.pk for draft in drafts]


def _change(rows, by):
    """Save the changes of `rows`, in a new draft where there is none; return the keys of the drafts."""
    editions = {row.number: row.entry.edition for row in rows}
    without_draft = [row for row in rows if row.entry.edition.state not in Edition.WORKING]
    beginnings = [(row.entry.edition.measure, row.entry.edition, None) for row in without_draft]
    drafts = workflow.start_drafts(by=by, beginnings=beginnings)
    for row, draft in zip(without_draft, drafts, strict=True):
        editions[row.number] = draft
    savings = [(editions[row.number], editions[row.number].version, row.content) for row in rows]
    workflow.save_drafts(by=by, savings=savings)
    return [edition.pk for edition in editions.values()]
