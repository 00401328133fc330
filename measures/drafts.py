"""The verbs by which drafts begin, change and end. They are called by way of measures/workflow.py, as all verbs are."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

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
from measures.draft_rules import original_of
from measures.images import stored_files
from measures.models import AuditEntry, Edition, Measure
from measures.new_measures import new_measures
from measures.transitions import (
    Conflict,
    WorkflowError,
    advance_all,
    audit_entry,
    lock_measures,
    not_recorded_lately,
)
from municipalities.accounts.models import User
from municipalities.models import ModelProject

State, Verb = Edition.State, AuditEntry.Verb
SENT_TWICE = timedelta(minutes=10)  # within which the same project and title come from the same form
Content = dict[str, Any]  # see measures/content.py


@transaction.atomic
def create_measure(
    *, project: ModelProject, by: User | None, content: Content, reference: str = "", slug: str = ""
) -> Edition:
    """Create a measure with a first draft and return the draft.

    `content` maps names of content fields to values, names of relations to objects, and "sources" and "effects" to
    lists of dicts with the fields of `Source` and `Effect`. Without "places", the project's municipalities are the
    places. `slug` is the address that the measure had in another catalogue; without it, one is made of the title.
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
