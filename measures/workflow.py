"""The verbs that change an edition.

No other code writes `Edition.state` and the fields that record decisions, except `measures/sample/generate.py`, which
makes up published editions in bulk.

Each verb takes keyword arguments only and names the user who acts (`by`; None for an import). It runs in one
transaction, and changes an existing edition only if that is still at the `version` that the user saw. It adds a row to
the audit and queues the mails that tell others. Whether the user may act is checked by the pages that call it.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from measures import notices
from measures.content import (
    NOBODY,
    write_contents,
)
from measures.draft_rules import require_changes, require_end_explained, require_finished
from measures.drafts import (
    create_measure,
    create_measure_once,
    create_measures,
    discard,
    discard_all,
    save_draft,
    save_drafts,
    start_draft,
    start_drafts,
)
from measures.models import (
    ArchivingRequest,
    AuditEntry,
    Edition,
    Handover,
    Measure,
    MendedText,
    ReturnedContent,
    TakenReview,
    UnfinishedText,
)
from measures.transitions import (
    Conflict,
    ReasonNeeded,
    WorkflowError,
    advance,
    catalogue_changed,
    lock_measures,
    record,
    require_reason,
)
from municipalities.accounts.models import User

# For those who call the verbs; those of drafts are in measures/drafts.py.
__all__ = [
    "Conflict",
    "ReasonNeeded",
    "WorkflowError",
    "catalogue_changed",
    "create_measure",
    "create_measure_once",
    "create_measures",
    "discard",
    "discard_all",
    "save_draft",
    "save_drafts",
    "start_draft",
    "start_drafts",
]

State, Verb = Edition.State, AuditEntry.Verb
Content = dict[str, Any]  # see measures/content.py


@transaction.atomic
def submit(*, edition: Edition, by: User | None, version: int, at: datetime | None = None, tell: bool = True) -> None:
    """Hand a draft, or a returned edition, over for review, now or `at` the time an import gives.

    The moderators get a mail, unless it is an import or `tell` is false: then the caller tells them of several entries.
    Raises WorkflowError if the draft has texts that its fields do not take, or an image that is not described. A person
    must also explain the end of a stopped measure; an import has only what its source says.
    """
    require_finished(edition)
    if by is not None:
        require_changes(edition)
        require_end_explained(edition)
    advance(
        edition,
        version,
        allowed=(State.DRAFT, State.RETURNED),
        state=State.SUBMITTED,
        submitted_at=at or timezone.now(),
        submitted_by=by,
    )
    record(Verb.SUBMIT, edition, by)
    if by is not None and tell:
        notices.tell_moderators([edition], by=by)


@transaction.atomic
def recall(*, edition: Edition, by: User | None, version: int) -> None:
    """Take a submitted edition back to work on it; it is again what it was before: a draft, or returned."""
    came_back = Edition.objects.filter(pk=edition.pk, returned_at__isnull=False).exists()
    if came_back:
        advance(edition, version, allowed=(State.SUBMITTED,), state=State.RETURNED)
    else:
        advance(edition, version, allowed=(State.SUBMITTED,), state=State.DRAFT, submitted_at=None, submitted_by=None)
    record(Verb.RECALL, edition, by)


@transaction.atomic
def return_with_note(*, edition: Edition, by: User | None, version: int, note: str) -> None:
    """Give a submitted edition back to its editors, saying in `note` what they shall change."""
    require_reason(note, _("Say what shall be changed; the editors read it."))
    advance(
        edition,
        version,
        allowed=(State.SUBMITTED,),
        state=State.RETURNED,
        returned_at=timezone.now(),
        returned_by=by,
        return_note=note,
    )
    record(Verb.RETURN, edition, by, note=note)
    notices.tell_editors("mail/returned.txt", edition, by=by, note=note)


@transaction.atomic
def mend(*, edition: Edition, by: User, version: int, texts: dict[str, str], said: str) -> None:
    """Correct texts of a submitted edition, as {name of a field: text}, without returning it.

    The moderator has then worked on it (see `publish`). Its editors read what was changed, `said` in words, in the mail
    about the publication.
    """
    advance(edition, version, allowed=(State.SUBMITTED,), edited_at=timezone.now(), edited_by=by)
    write_contents([(edition, texts)])
    require_end_explained(edition)
    record(Verb.SAVE, edition, by, fields=sorted(texts))
    MendedText.objects.create(edition=edition, said=said)


@transaction.atomic
def publish(*, edition: Edition, by: User | None, version: int, reason: str = "", at: datetime | None = None) -> None:
    """Make a submitted edition the public one; the edition that was public before is superseded.

    Raises ReasonNeeded without a `reason` if the user has submitted it or edited it last.
    """
    # First, so that publications take turns, and take their locks in the same order as an import.
    catalogue_changed(past_stays=at is None)
    lock_measures(edition.measure_id)
    now = at or timezone.now()
    before = Edition.objects.readable().filter(measure=edition.measure_id).exclude(pk=edition.pk).first()
    if before is not None:
        advance(before, before.version, allowed=Edition.READABLE, state=State.SUPERSEDED, superseded_at=now, **NOBODY)
        record(Verb.SUPERSEDE, before, by)
    own = by is not None and Edition.objects.filter(pk=edition.pk).worked_on_by(by).exists()
    if own:
        require_reason(reason, _("You have worked on this entry yourself: say why nobody else publishes it."))
    advance(
        edition,
        version,
        allowed=(State.SUBMITTED,),
        state=State.PUBLISHED,
        published_at=now,
        published_by=by,
        publish_reason=reason if own else "",
    )
    record(Verb.PUBLISH, edition, by, note=edition.publish_reason)
    if by is not None:
        mended = "\n".join(MendedText.objects.filter(edition=edition).values_list("said", flat=True))
        notices.tell_editors("mail/published.txt", edition, by=by, note=mended)
        for model in (TakenReview, ReturnedContent, MendedText):
            model.objects.filter(edition=edition).delete()


@transaction.atomic
def confirm(*, edition: Edition, by: User | None, version: int) -> None:
    """Record that the public edition is still correct."""
    catalogue_changed(past_stays=True)
    advance(edition, version, allowed=(State.PUBLISHED,), confirmed_at=timezone.now(), confirmed_by=by)
    record(Verb.CONFIRM, edition, by)


@transaction.atomic
def archive(*, edition: Edition, by: User | None, version: int, reason: str) -> None:
    """Take a public edition out of the catalogue; its page stays, marked as archived."""
    _close(edition, by, version, reason, verb=Verb.ARCHIVE, state=State.ARCHIVED, allowed=(State.PUBLISHED,))
    notices.tell_editors("mail/archived.txt", edition, by=by, note=reason)


@transaction.atomic
def withdraw(*, edition: Edition, by: User | None, version: int, reason: str, from_past: bool = False) -> None:
    """Take a public or archived edition away from the public; its address then only says why.

    Past days, on which it was public, show it as before; with `from_past`, no edition of the measure so far.
    """
    how = {"state": State.WITHDRAWN, "allowed": Edition.READABLE, "past_stays": not from_past, **NOBODY}
    _close(edition, by, version, reason, verb=Verb.WITHDRAW, **how)
    if from_past:
        Edition.objects.filter(measure=edition.measure_id, state__in=Edition.ONCE_PUBLIC).update(is_out_of_past=True)
    notices.tell_editors("mail/withdrawn.txt", edition, by=by, note=reason)


@transaction.atomic
def remove_person(*, measure: Measure, by: User | None, ended_before: date | None = None) -> list[Edition]:
    """Remove the named person from all editions of `measure`, without review; return these editions.

    With `ended_before`, only persons whose last day is before that day. No version is asked for: whoever is editing
    the entry or deciding about it gets a Conflict afterwards and sees it without the name.
    """
    if ended_before is None:
        UnfinishedText.objects.filter(edition__measure=measure, name__in=NOBODY).delete()
    naming = measure.editions.naming_persons()
    if ended_before:
        naming = naming.filter(person_until__lt=ended_before)
    if not naming.exists():
        return []
    if measure.editions.exclude(state__in=(State.DRAFT, State.RETURNED)).exists():
        catalogue_changed()  # before the lock, as all verbs that change what visitors read
        lock_measures(measure.pk)  # a mere draft may be discarded right now, which takes its measure along
    removed = []
    for edition in naming:
        erase(edition=edition, by=by, values=NOBODY)
        removed.append(edition)
    return removed


def erase(*, edition: Edition, by: User | None, values: Content) -> None:
    """Overwrite what an edition says about a person with `values`, in any state. Call it in a transaction."""
    if Edition.objects.filter(pk=edition.pk).update(version=F("version") + 1, **values):
        edition.refresh_from_db(fields=["version", "state", *values])
        record(Verb.REMOVE, edition, by, fields=sorted(values))


def _close(edition, by, version, reason, *, verb, state, allowed, past_stays=True, **changes):
    require_reason(reason, _("Say why; visitors of its page read it."))
    catalogue_changed(past_stays=past_stays)
    lock_measures(edition.measure_id)
    changes |= {"state": state, "closed_at": timezone.now(), "closed_by": by, "close_reason": reason}
    if state == State.ARCHIVED:
        changes["archived_at"] = changes["closed_at"]
    advance(edition, version, allowed=allowed, **changes)
    for model in (ArchivingRequest, Handover):
        model.objects.filter(measure=edition.measure_id).delete()
    record(verb, edition, by, note=reason)
