"""The verbs that change an edition. Nothing else in the code writes `Edition.state` and what records decisions,
except `measures/sample/generate.py`, which makes up published editions in bulk.

Each verb is keyword-only, names who acts (`by`; None is an import), runs in one transaction and, where it
changes an existing edition, does so only if that edition is still at the `version` the actor saw. It leaves a row
in the audit and writes the mails that tell others. Who may act is asked before, by the pages.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from measures import notices
from measures.content import CONTENT, LISTS, NOBODY, changed_names, related_content, store_new, write_contents
from measures.images import stored_files
from measures.models import AuditEntry, CatalogueVersion, Edition, Measure
from measures.new_measures import new_measures
from municipalities.accounts.models import User
from municipalities.models import ModelProject

State, Verb = Edition.State, AuditEntry.Verb
Content = dict[str, Any]  # see measures/content.py


class WorkflowError(Exception):
    """A verb that the state of the edition does not allow; the text can be shown to the user, in their language."""


class Conflict(WorkflowError):
    """Somebody else changed the edition since the actor saw it."""


class ReasonNeeded(WorkflowError):
    """A verb that is only carried out with a reason."""


@transaction.atomic
def create_measure(*, project: ModelProject, by: User | None, content: Content, reference: str = "") -> Edition:
    """Create a measure with a first draft and return the draft.

    `content` maps names of content fields to values, names of relations to objects, and "sources" to a list
    of dicts with the fields of `Source`. Without "places", the project's municipalities are the places.
    """
    return create_measures(by=by, beginnings=[(project, content, reference)])[0]


@transaction.atomic
def create_measures(*, by: User | None, beginnings: list[tuple[ModelProject, Content, str]]) -> list[Edition]:
    """Do what `create_measure` does for each triple of project, content and reference; return the drafts.

    Fifty of them take hardly more statements than one.
    """
    beginnings = [
        (project, content if "places" in content else {**content, "places": list(project.municipalities.all())}, key)
        for project, content, key in beginnings
    ]
    editions = [Edition(measure=measure, created_by=by, edited_by=by) for measure in new_measures(beginnings)]
    contents = [content for _project, content, _key in beginnings]
    store_new(list(zip(editions, contents, strict=True)))
    AuditEntry.objects.bulk_create(
        _audited(Verb.CREATE, edition, by, fields=sorted(content))
        for edition, content in zip(editions, contents, strict=True)
    )
    return editions


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
    _lock(*keys)
    # Read under the lock, so that a file that it names is not being deleted (measures/images/stored_files.py).
    editions: dict[int, list[Edition]] = {key: [] for key in keys}
    seen = Edition.objects.filter(measure__in=keys).order_by("number")
    for edition in seen.only("measure_id", "number", "state"):
        editions[edition.measure_id].append(edition)
    chosen = [_original(editions[measure.pk], original, newest) for measure, original, newest in beginnings]
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
    AuditEntry.objects.bulk_create(_audited(Verb.START, draft, by) for draft in drafts)
    return drafts


def _original(editions, original, newest):
    """Return which of the `editions` of a measure, oldest first, a new draft shall copy (see `start_draft`)."""
    if original is None:
        found = next((edition for edition in editions if edition.state in Edition.READABLE), None)
    else:
        found = next((edition for edition in editions if edition.pk == original.pk), None)
    if found is None:
        raise WorkflowError(_("The measure has no public edition to work on."))
    if editions[-1].state in Edition.WORKING:
        raise WorkflowError(_("The measure is being worked on already."))
    if editions[-1].pk != (newest or found).pk:
        raise Conflict(_("Somebody else has changed this entry in the meantime."))
    return found


@transaction.atomic
def save_draft(*, edition: Edition, by: User | None, version: int, content: Content) -> list[str]:
    """Write `content` (as in `create_measure`; what is not named stays) into an edition being worked on.

    Return the names of what has changed. If nothing has, nothing is written and the last editor stays the same.
    """
    return save_drafts(by=by, savings=[(edition, version, content)])[0]


@transaction.atomic
def save_drafts(*, by: User | None, savings: list[tuple[Edition, int, Content]]) -> list[list[str]]:
    """Do what `save_draft` does for each triple of edition, version and content; return the names for each."""
    allowed = (State.DRAFT, State.RETURNED)
    lists = {name for _edition, _version, content in savings for name in content if name in LISTS}
    before = Edition.objects.prefetch_related(*lists).in_bulk([edition.pk for edition, _version, _content in savings])
    results, writings = [], []
    for edition, version, content in savings:
        stored = before.get(edition.pk)
        if stored is None:
            raise Conflict(_("Somebody else has changed this entry in the meantime."))
        changed = changed_names(stored, content)
        results.append(changed)
        if changed or stored.version != version or stored.state not in allowed:
            writings.append((edition, version, {name: content[name] for name in changed}))
    seen = [(edition, version) for edition, version, _changes in writings]
    _advance_all(seen, allowed=allowed, edited_at=timezone.now(), edited_by=by)
    write_contents([(edition, changes) for edition, _version, changes in writings])
    for edition, _version, changes in writings:
        if "image" in changes:
            stored_files.delete_after_commit(edition.measure_id, before[edition.pk].image.name)
    AuditEntry.objects.bulk_create(
        _audited(Verb.SAVE, edition, by, fields=sorted(changes)) for edition, _version, changes in writings
    )
    return results


@transaction.atomic
def submit(*, edition: Edition, by: User | None, version: int, at: datetime | None = None) -> None:
    """Hand a draft, or a returned edition, over for review, now or `at` the time an import gives."""
    _advance(
        edition,
        version,
        allowed=(State.DRAFT, State.RETURNED),
        state=State.SUBMITTED,
        submitted_at=at or timezone.now(),
        submitted_by=by,
    )
    _record(Verb.SUBMIT, edition, by)
    if by is not None:
        notices.tell_moderators(edition)


@transaction.atomic
def recall(*, edition: Edition, by: User | None, version: int) -> None:
    """Take a submitted edition back to work on it; it is again what it was before: a draft, or returned."""
    came_back = Edition.objects.filter(pk=edition.pk, returned_at__isnull=False).exists()
    if came_back:
        _advance(edition, version, allowed=(State.SUBMITTED,), state=State.RETURNED)
    else:
        _advance(edition, version, allowed=(State.SUBMITTED,), state=State.DRAFT, submitted_at=None, submitted_by=None)
    _record(Verb.RECALL, edition, by)


@transaction.atomic
def return_with_note(*, edition: Edition, by: User | None, version: int, note: str) -> None:
    """Give a submitted edition back to its editors, saying in `note` what they shall change."""
    _demand(note, _("Say what shall be changed; the editors read it."))
    _advance(
        edition,
        version,
        allowed=(State.SUBMITTED,),
        state=State.RETURNED,
        returned_at=timezone.now(),
        returned_by=by,
        return_note=note,
    )
    _record(Verb.RETURN, edition, by, note=note)
    notices.tell_editors("mail/returned.txt", edition, by=by, note=note)


@transaction.atomic
def publish(*, edition: Edition, by: User | None, version: int, reason: str = "", at: datetime | None = None) -> None:
    """Make a submitted edition the public one; the edition that was public before is superseded.

    Raises ReasonNeeded without a `reason` if the user has submitted it or edited it last.
    """
    # First, so that publications take turns, and take their locks in the same order as an import.
    catalogue_changed()
    _lock(edition.measure_id)
    now = at or timezone.now()
    before = Edition.objects.readable().filter(measure=edition.measure_id).exclude(pk=edition.pk).first()
    if before is not None:
        _advance(before, before.version, allowed=Edition.READABLE, state=State.SUPERSEDED, superseded_at=now, **NOBODY)
        _record(Verb.SUPERSEDE, before, by)
    latest = Edition.objects.only("submitted_by", "edited_by").get(pk=edition.pk)
    own = by is not None and by.pk in (latest.submitted_by_id, latest.edited_by_id)
    if own:
        _demand(reason, _("You have worked on this entry yourself: say why nobody else publishes it."))
    _advance(
        edition,
        version,
        allowed=(State.SUBMITTED,),
        state=State.PUBLISHED,
        published_at=now,
        published_by=by,
        publish_reason=reason if own else "",
    )
    _record(Verb.PUBLISH, edition, by, note=edition.publish_reason)
    if by is not None:
        notices.tell_editors("mail/published.txt", edition, by=by)


@transaction.atomic
def confirm(*, edition: Edition, by: User | None, version: int) -> None:
    """Record that the public edition is still correct."""
    catalogue_changed()
    _advance(edition, version, allowed=(State.PUBLISHED,), confirmed_at=timezone.now(), confirmed_by=by)
    _record(Verb.CONFIRM, edition, by)


@transaction.atomic
def archive(*, edition: Edition, by: User | None, version: int, reason: str) -> None:
    """Take a public edition out of the catalogue; its page stays, marked as archived."""
    _close(edition, by, version, reason, verb=Verb.ARCHIVE, state=State.ARCHIVED, allowed=(State.PUBLISHED,))
    notices.tell_editors("mail/archived.txt", edition, by=by, note=reason)


@transaction.atomic
def withdraw(*, edition: Edition, by: User | None, version: int, reason: str) -> None:
    """Take a public or archived edition away from the public; its address then only says why."""
    state = State.WITHDRAWN
    _close(edition, by, version, reason, verb=Verb.WITHDRAW, state=state, allowed=Edition.READABLE, **NOBODY)
    notices.tell_editors("mail/withdrawn.txt", edition, by=by, note=reason)


@transaction.atomic
def discard(*, edition: Edition, by: User | None, version: int) -> None:
    """Delete a draft or a returned edition, and with the only edition its measure."""
    _advance(edition, version, allowed=(State.DRAFT, State.RETURNED))
    _record(Verb.DISCARD, edition, by)
    measure, key = edition.measure, edition.pk
    stored_files.delete_after_commit(measure.pk, Edition.objects.values_list("image", flat=True).get(pk=key))
    edition.delete()
    edition.pk = key  # Django has taken it away; the caller may still want to name it
    if not measure.editions.exists():
        measure.delete()


@transaction.atomic
def remove_person(*, measure: Measure, by: User | None, ended_before: date | None = None) -> list[Edition]:
    """Remove the named person from all editions of `measure`, without review; return these editions.

    With `ended_before`, only persons whose last day is before that day. No version is asked for: whoever is editing
    the entry or deciding about it gets a Conflict afterwards and sees it without the name.
    """
    naming = measure.editions.naming_persons()
    if ended_before:
        naming = naming.filter(person_until__lt=ended_before)
    if not naming.exists():
        return []
    if measure.editions.exclude(state__in=(State.DRAFT, State.RETURNED)).exists():
        catalogue_changed()  # before the lock, as all verbs that change what visitors read
        _lock(measure.pk)  # a mere draft may be discarded right now, which takes its measure along
    removed = []
    for edition in naming:
        erase(edition=edition, by=by, values=NOBODY)
        removed.append(edition)
    return removed


def erase(*, edition: Edition, by: User | None, values: Content) -> None:
    """Overwrite what an edition says about a person with `values`, in any state. Call it in a transaction."""
    if Edition.objects.filter(pk=edition.pk).update(version=F("version") + 1, **values):
        edition.refresh_from_db(fields=["version", "state", *values])
        _record(Verb.REMOVE, edition, by, fields=sorted(values))


def catalogue_changed() -> None:
    """Move the catalogue's version on, so that every index is brought up to date.

    Call it in the transaction that changes what visitors see, before any other lock is taken. The version's row is
    locked until that transaction ends, so versions become visible in their order. Raises
    CatalogueVersion.DoesNotExist if the row that the migrations have created is missing: no index would catch up.
    """
    version = CatalogueVersion.objects.filter(id=1)
    if not version.update(number=F("number") + 1, changed_at=timezone.now()):
        raise CatalogueVersion.DoesNotExist("The catalogue has lost its version: the row with id 1 is missing.")


def _close(edition, by, version, reason, *, verb, state, allowed, **changes):
    _demand(reason, _("Say why; visitors of its page read it."))
    catalogue_changed()
    _lock(edition.measure_id)
    changes |= {"state": state, "closed_at": timezone.now(), "closed_by": by, "close_reason": reason}
    _advance(edition, version, allowed=allowed, **changes)
    _record(verb, edition, by, note=reason)


def _lock(*measure_ids):
    """Keep others from changing the public editions of these measures until the transaction ends.

    The lock leaves out the key, because a save that has written to an edition checks its foreign key to the measure at
    the end of its transaction. If it had to wait there while we wait for what it has written, both would be stuck.
    """
    measures = Measure.objects.select_for_update(no_key=True).filter(pk__in=measure_ids).order_by("pk")
    if len(measures) < len(set(measure_ids)):
        raise Conflict(_("Somebody else has changed this entry in the meantime."))


def _demand(reason, message):
    if not reason.strip():
        raise ReasonNeeded(message)


def _advance(edition, version, *, allowed, **changes):
    """Apply `changes` if `edition` is still at `version` and in an `allowed` state, in one statement."""
    _advance_all([(edition, version)], allowed=allowed, **changes)


def _advance_all(seen, *, allowed, **changes):
    """Do what `_advance` does for all pairs of an edition and its version, with one statement for each version."""
    keys = defaultdict(list)
    for edition, version in seen:
        keys[version].append(edition.pk)
    for version, some in keys.items():
        as_seen = Edition.objects.filter(pk__in=some, version=version)
        if as_seen.filter(state__in=allowed).update(version=version + 1, **changes) < len(some):
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


def _record(verb, edition, by, *, fields=(), note=""):
    _audited(verb, edition, by, fields=fields, note=note).save()


def _audited(verb, edition, by, *, fields=(), note=""):
    return AuditEntry(
        by=by,
        verb=verb,
        project_id=edition.measure.project_id,
        measure_key=edition.measure_id,
        edition_key=edition.pk,
        edition_number=edition.number,
        state="" if verb == Verb.DISCARD else edition.state,
        fields=list(fields),
        note=note,
    )
