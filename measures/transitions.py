"""What the verbs of the workflow have in common: conditional changes, locks, the audit, the catalogue's version.

Only `measures/workflow.py` and modules that change the catalogue in bulk call these functions.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.database.replica import replica
from measures.models import AuditEntry, CatalogueVersion, Edition, Measure
from municipalities.accounts.models import User

SITTING = timedelta(hours=1)  # within which the audit names a field once that is saved again and again


class WorkflowError(Exception):
    """A verb that the state of the edition does not allow; the text can be shown to the user, in their language."""


class Conflict(WorkflowError):
    """Somebody else changed the edition since the user saw it."""


class ReasonNeeded(WorkflowError):
    """A verb that is only carried out with a reason."""


def lock_measures(*measure_ids: int) -> None:
    """Keep others from changing the public editions of these measures until the transaction ends.

    The lock leaves out the key, because a save that has written to an edition checks its foreign key to the measure at
    the end of its transaction. If it had to wait there while we wait for what it has written, both would be stuck.
    """
    measures = Measure.objects.select_for_update(no_key=True).filter(pk__in=measure_ids).order_by("pk")
    if len(measures) < len(set(measure_ids)):
        raise Conflict(_("Somebody else has changed this entry in the meantime."))


INVISIBLE_LETTERS = "\u115f\u1160\u3164\uffa0"  # fillers of Hangul, which Unicode counts as letters


def require_reason(reason: str, message: str) -> None:
    """Raise ReasonNeeded with `message` if `reason` has no letter: dots and invisible characters say nothing."""
    if not any(character.isalpha() and character not in INVISIBLE_LETTERS for character in reason):
        raise ReasonNeeded(message)


def advance(edition: Edition, version: int, *, allowed: Iterable[str], **changes: Any) -> None:
    """Apply `changes` to an edition and move it to its next version, in one conditional statement.

    Raises Conflict if the edition is no longer at `version`, WorkflowError if it is in none of the `allowed` states.
    """
    advance_all([(edition, version)], allowed=allowed, **changes)


def advance_all(seen: list[tuple[Edition, int]], *, allowed: Iterable[str], **changes: Any) -> None:
    """Do what `advance` does for all pairs of an edition and its version, with one statement for each version."""
    keys = defaultdict(list)
    for edition, version in seen:
        keys[version].append(edition.pk)
    for version, some in keys.items():
        as_seen = Edition.objects.filter(pk__in=some, version=version)
        if as_seen.filter(state__in=allowed).update(version=F("version") + 1, **changes) < len(some):
            left = as_seen.first()
            if left is None:
                raise Conflict(_("Somebody else has changed this entry in the meantime."))
            raise WorkflowError(
                _("This step is not possible while the entry is in the state “%(state)s”.")
                % {"state": left.get_state_display()}
            )
    for edition, version in seen:
        for name, value in {**changes, "version": version + 1}.items():
            setattr(edition, name, value)


def record(
    verb: AuditEntry.Verb, edition: Edition, by: User | None, *, fields: Iterable[str] = (), note: str = ""
) -> None:
    """Add a row to the audit."""
    audit_entry(verb, edition, by, fields=fields, note=note).save()


def audit_entry(
    verb: AuditEntry.Verb, edition: Edition, by: User | None, *, fields: Iterable[str] = (), note: str = ""
) -> AuditEntry:
    """Return a row of the audit that is not saved yet. `fields` are the names of changed content, never values."""
    return AuditEntry(
        by=by,
        verb=verb,
        project_id=edition.measure.project_id,
        measure_key=edition.measure_id,
        edition_key=edition.pk,
        edition_number=edition.number,
        state="" if verb == AuditEntry.Verb.DISCARD else edition.state,
        fields=list(fields),
        note=note,
    )


def not_recorded_lately(edition: Edition, by: User | None, fields: list[str]) -> list[str]:
    """Return those of `fields` that no row of the audit names for the savings by this user that go on at present.

    They go on while nobody else acts on the edition, for at most SITTING.
    """
    recorded: set[str] = set()
    rows = AuditEntry.objects.filter(edition_key=edition.pk, at__gt=timezone.now() - SITTING).order_by("-pk")
    for row in rows:
        if row.verb != AuditEntry.Verb.SAVE or row.by_id != (by and by.pk):
            break
        recorded.update(row.fields)
    return [name for name in fields if name not in recorded]


def catalogue_changed(*, past_stays: bool = False) -> None:
    """Move the catalogue's version on, so that every index is brought up to date.

    With `past_stays`, the caller promises that past days stay as they were.

    Call it in the transaction that changes what visitors see, before any other lock is taken. The version's row is
    locked until that transaction ends, so versions become visible in their order. Raises
    CatalogueVersion.DoesNotExist if the row that the migrations have created is missing: no index would catch up.
    """
    version = CatalogueVersion.objects.filter(id=1)
    history = F("history") + (0 if past_stays else 1)
    if not version.update(number=F("number") + 1, history=history, changed_at=timezone.now()):
        raise CatalogueVersion.DoesNotExist("The catalogue has lost its version: the row with id 1 is missing.")
    transaction.on_commit(replica.distrust)  # who looks at the public page now shall find the change there
