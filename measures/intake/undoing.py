"""Undo what an uploaded table has written, as long as nobody has touched its drafts since."""

from decimal import Decimal

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from measures import workflow
from measures.content import LISTS, RELATIONS, effects_of, sources_of
from measures.intake.planned_rows import CHANGED, NEW
from measures.models import Edition, Effect, Upload
from municipalities.ordering import GermanOrder

UNTOUCHED = (Edition.State.DRAFT, Edition.State.RETURNED)


def contents_before(rows):
    """Return {key of a draft: {name: value as JSON}} of what the changed rows of a plan will overwrite.

    Always with the sources, which lose the fields that change.
    """
    return {
        str(row.entry.edition.pk): {name: _stored(row.entry.edition, name) for name in {**row.content, "sources": ()}}
        for row in rows
        if row.entry.edition.state in Edition.WORKING
    }


def split(upload, user):
    """Return two lists of the editions that an upload has written: untouched ones, and ones that were touched since.

    Editions that were discarded, or that `user` may no longer edit, are in neither.
    """
    versions = upload.result.get("versions", {})
    editions = (
        Edition.objects.open_to(user)
        .filter(pk__in=versions)
        .select_related("measure")
        .order_by(GermanOrder("title"), "pk")
    )
    untouched, touched = [], []
    for edition in editions:
        is_as_written = edition.state in UNTOUCHED and edition.version == versions[str(edition.pk)]
        (untouched if is_as_written else touched).append(edition)
    return untouched, touched


@transaction.atomic
def undo(pk, *, by):
    """Discard the drafts that an upload of `by` has created, and give those that it has changed their content back.

    Drafts that were touched since stay as they are. Return the upload. Raises Conflict, and changes nothing, if
    somebody changes one of the others meanwhile. An upload that was undone already is left alone.
    """
    upload = Upload.objects.select_for_update().get(pk=pk, user=by)
    if upload.applied_at is None or upload.undone_at:
        return upload
    untouched, touched = split(upload, by)
    before, note = upload.result["before"], _("Import of a table undone")
    given_back = [edition for edition in untouched if str(edition.pk) in before]
    discarded = [edition for edition in untouched if str(edition.pk) not in before]
    if discarded:
        workflow.discard_all(by=by, discardings=[(edition, edition.version) for edition in discarded], note=note)
    if given_back:
        contents = _loaded([before[str(edition.pk)] for edition in given_back])
        savings = [(edition, edition.version, content) for edition, content in zip(given_back, contents, strict=True)]
        workflow.save_drafts(by=by, savings=savings, note=note)
    upload.undone_at = timezone.now()
    upload.result = {
        NEW: [], CHANGED: [], "discarded": len(discarded), "given_back": len(given_back),
        "touched": [edition.pk for edition in touched],
    }  # fmt: skip
    upload.save(update_fields=["undone_at", "result"])
    return upload


def _stored(edition, name):
    """Return a value of content as JSON has it."""
    if name == "sources":
        return sources_of(edition)
    if name == "effects":
        return [
            {key: str(part) if isinstance(part, Decimal) else part for key, part in effect.items()}
            for effect in effects_of(edition)
        ]
    if name in RELATIONS:
        return sorted(item.pk for item in getattr(edition, name).all())
    value = getattr(edition, name)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _loaded(contents):
    """Return contents from JSON as `workflow.save_draft` takes them."""
    objects = {}
    for name in RELATIONS:
        keys = {key for content in contents for key in content.get(name, ())}
        objects[name] = Edition._meta.get_field(name).related_model.objects.in_bulk(keys) if keys else {}
    return [{name: _value(name, value, objects) for name, value in content.items()} for content in contents]


def _value(name, value, objects):
    if name in RELATIONS:
        return [objects[name][key] for key in value if key in objects[name]]
    if name == "effects":
        return [effect | {key: effect[key] and Decimal(effect[key]) for key in Effect.NUMBERS} for effect in value]
    if name in LISTS or value is None:
        return value
    field = Edition._meta.get_field(name)
    return field.to_python(value) if isinstance(field, models.DateField) else value
