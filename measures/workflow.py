"""The verbs that change an edition.

No other code writes `Edition.state` and the fields that record decisions, except `measures/sample/generate.py`, which
makes up published editions in bulk.

Each verb takes keyword arguments only and names the user who acts (`by`; None for an import). It runs in one
transaction, and changes an existing edition only if that is still at the `version` that the user saw. It adds a row to
the audit and queues the mails that tell others. Whether the user may act is checked by the pages that call it.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from measures import notices
from measures.content import (
    CONTENT,
    LISTS,
    NOBODY,
    UNFINISHED,
    changes_to,
    related_content,
    store_new,
    write_contents,
)
from measures.draft_rules import original_of, require_changes, require_finished
from measures.images import stored_files
from measures.models import (
    ArchivingRequest,
    AuditEntry,
    Edition,
    Measure,
    MendedText,
    ReturnedContent,
    TakenReview,
    UnfinishedText,
)
from measures.new_measures import new_measures
from measures.transitions import (
    Conflict,
    ReasonNeeded,
    WorkflowError,
    advance,
    advance_all,
    audit_entry,
    catalogue_changed,
    lock_measures,
    not_recorded_lately,
    record,
    require_reason,
)
from municipalities.accounts.models import User
from municipalities.models import ModelProject

__all__ = ["Conflict", "ReasonNeeded", "WorkflowError", "catalogue_changed"]  # for those who call the verbs

State, Verb = Edition.State, AuditEntry.Verb
SENT_TWICE = timedelta(minutes=10)  # within which the same project and title come from the same form
Content = dict[str, Any]  # see measures/content.py


@transaction.atomic
def create_measure(
    *, project: ModelProject, by: User | None, content: Content, reference: str = "", slug: str = ""
) -> Edition:
    """Create a measure with a first draft and return the draft.

    `content` maps names of content fields to values, names of relations to objects, and "sources" to a list
    of dicts with the fields of `Source`. Without "places", the project's municipalities are the places. `slug` is the
    address that the measure had in another catalogue; without it, one is made of the title.
    """
    return create_measures(by=by, beginnings=[(project, content, reference)], slugs=(slug,) if slug else ())[0]


@transaction.atomic
def create_measures(
    *, by: User | None, beginnings: list[tuple[ModelProject, Content, str]], slugs: tuple[str, ...] = ()
) -> list[Edition]:
    """Do what `create_measure` does for each triple of project, content and reference; return the drafts.

    Fifty of them take hardly more statements than one.
    """
    beginnings = [
        (project, content if "places" in content else {**content, "places": list(project.municipalities.all())}, key)
        for project, content, key in beginnings
    ]
    editions = [Edition(measure=measure, created_by=by, edited_by=by) for measure in new_measures(beginnings, slugs)]
    contents = [content for _project, content, _key in beginnings]
    store_new(list(zip(editions, contents, strict=True)))
    AuditEntry.objects.bulk_create(
        audit_entry(Verb.CREATE, edition, by, fields=sorted(content))
        for edition, content in zip(editions, contents, strict=True)
    )
    return editions


@transaction.atomic
def create_measure_once(*, project: ModelProject, by: User, content: Content) -> tuple[Edition, bool]:
    """Do what `create_measure` does, unless `by` has just sent the same form; return (draft, whether it is new)."""
    # The second of two requests at the same moment waits here until the first has stored its draft.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    created_since = timezone.now() - SENT_TWICE
    same = Edition.objects.working().filter(
        measure__project=project,
        measure__created_at__gte=created_since,
        number=1,
        created_by=by,
        title=content["title"],
    )
    draft = same.select_related("measure").first()
    return (draft, False) if draft else (create_measure(project=project, by=by, content=content), True)


@transaction.atomic
def start_draft(
    *, measure: Measure, by: User | None, original: Edition | None = None, newest: Edition | None = None
) -> Edition:
    """Copy an edition of `measure` into a new draft and return it: `original`, or else the one that can be read.

    Raises WorkflowError if there is nothing to copy or if the measure is being worked on already, and Conflict if
    there is a newer edition: a draft on an older one would undo, unseen, what was published since. To go back to an
    older one on purpose, pass the `newest` edition that the user saw.
    """
    return start_drafts(by=by, beginnings=[(measure, original, newest)])[0]


@transaction.atomic
def start_drafts(*, by: User | None, beginnings: list[tuple[Measure, Edition | None, Edition | None]]) -> list[Edition]:
    """Do what `start_draft` does for each triple of measure, original and newest; return the drafts."""
    keys = [measure.pk for measure, _original, _newest in beginnings]
    lock_measures(*keys)
    # Read under the lock, so that a file that it names is not being deleted (measures/images/stored_files.py).
    editions: dict[int, list[Edition]] = {key: [] for key in keys}
    seen = Edition.objects.filter(measure__in=keys).order_by("number")
    for edition in seen.only("measure_id", "number", "state"):
        editions[edition.measure_id].append(edition)
    chosen = [original_of(editions[measure.pk], original, newest) for measure, original, newest in beginnings]
    originals = Edition.objects.prefetch_related(*LISTS).in_bulk([edition.pk for edition in chosen])
    drafts = []
    for (measure, _given, _newest), edition in zip(beginnings, chosen, strict=True):
        content = {name: getattr(originals[edition.pk], name) for name in CONTENT}
        if not originals[edition.pk].shows_person:  # a person whose time is over is not copied
            content |= NOBODY
        number = editions[measure.pk][-1].number + 1
        drafts.append(Edition(measure=measure, number=number, created_by=by, edited_by=by, **content))
    copied = [related_content(originals[edition.pk]) for edition in chosen]
    try:
        with transaction.atomic():
            store_new(list(zip(drafts, copied, strict=True)))
    except IntegrityError as error:
        raise WorkflowError(_("The measure is being worked on already.")) from error
    AuditEntry.objects.bulk_create(audit_entry(Verb.START, draft, by) for draft in drafts)
    return drafts


@transaction.atomic
def save_draft(
    *, edition: Edition, by: User | None, version: int, content: Content, in_passing: bool = False
) -> list[str]:
    """Write `content` (as in `create_measure`; what is not named stays) into an edition being worked on.

    Return the names of what has changed. If nothing has, nothing is written and the last editor stays the same. The
    sources change as well if one of them supported a value that is replaced (`changes_to` in measures/content.py).
    With `in_passing`, as every few seconds while a form is filled in, the audit names each changed field once an hour.
    """
    return save_drafts(by=by, savings=[(edition, version, content)], in_passing=in_passing)[0]


@transaction.atomic
def save_drafts(
    *, by: User | None, savings: list[tuple[Edition, int, Content]], note: str = "", in_passing: bool = False
) -> list[list[str]]:
    """Do what `save_draft` does for each triple of edition, version and content; return the names for each.

    `note` is for the audit.
    """
    allowed = (State.DRAFT, State.RETURNED)
    lists = {name for _edition, _version, content in savings for name in content if name in LISTS} | {"sources"}
    before = Edition.objects.prefetch_related(*lists).in_bulk([edition.pk for edition, _version, _content in savings])
    results, writings = [], []
    for edition, version, content in savings:
        stored = before.get(edition.pk)
        if stored is None:
            raise Conflict(_("Somebody else has changed this entry in the meantime."))
        changes = changes_to(stored, content)
        results.append(list(changes))
        if changes or stored.version != version or stored.state not in allowed:
            writings.append((edition, version, changes))
    seen = [(edition, version) for edition, version, _changes in writings]
    advance_all(seen, allowed=allowed, edited_at=timezone.now(), edited_by=by)
    write_contents([(edition, changes) for edition, _version, changes in writings])
    for edition, _version, changes in writings:
        if "image" in changes:
            stored_files.delete_after_commit(edition.measure_id, before[edition.pk].image.name)
    written = [(edition, _written_fields(changes)) for edition, _version, changes in writings]
    if in_passing:
        written = [(edition, not_recorded_lately(edition, by, fields)) for edition, fields in written]
    AuditEntry.objects.bulk_create(
        audit_entry(Verb.SAVE, edition, by, fields=fields, note=note) for edition, fields in written if fields
    )
    return results


def _written_fields(changes):
    """Return the names of the fields in `changes`, including those of texts that the fields do not take yet."""
    return sorted({*changes, *changes.get(UNFINISHED, ())} - {UNFINISHED})


@transaction.atomic
def submit(*, edition: Edition, by: User | None, version: int, at: datetime | None = None, tell: bool = True) -> None:
    """Hand a draft, or a returned edition, over for review, now or `at` the time an import gives.

    The moderators get a mail, unless it is an import or `tell` is false: then the caller tells them of several entries.
    Raises WorkflowError if the draft has texts that its fields do not take, or an image that is not described.
    """
    require_finished(edition)
    if by is not None:
        require_changes(edition)
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
def discard(*, edition: Edition, by: User | None, version: int) -> None:
    """Delete a draft or a returned edition, and with the only edition its measure."""
    discard_all(by=by, discardings=[(edition, version)])


@transaction.atomic
def discard_all(*, by: User | None, discardings: list[tuple[Edition, int]], note: str = "") -> None:
    """Do what `discard` does for each pair of edition and version, in few statements; `note` is for the audit."""
    advance_all(discardings, allowed=(State.DRAFT, State.RETURNED))
    editions = [edition for edition, _version in discardings]
    AuditEntry.objects.bulk_create(audit_entry(Verb.DISCARD, edition, by, note=note) for edition in editions)
    keys = [edition.pk for edition in editions]
    images = Edition.objects.filter(pk__in=keys).exclude(image="").values_list("measure_id", "image")
    for measure, name in images:
        stored_files.delete_after_commit(measure, name)
    measures = {edition.measure_id for edition in editions}
    Edition.objects.filter(pk__in=keys).delete()
    Measure.objects.filter(pk__in=measures, editions=None).delete()


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
    ArchivingRequest.objects.filter(measure=edition.measure_id).delete()
    record(verb, edition, by, note=reason)
