"""The verbs that change an edition. Nothing else in the code writes `Edition.state` and what records decisions,
except `measures/generate.py`, which makes up published editions in bulk.

Each verb is keyword-only, names who acts (`by`; None is an import), runs in one transaction and, where it
changes an existing edition, does so only if that edition is still at the `version` the actor saw.
"""

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.models import CatalogueChange, CatalogueVersion, Edition, Measure, Source
from municipalities.slugs import free_slug, german_slug

RELATIONS = ("solution_types", "action_fields", "spatial_scopes", "places")
BOOKKEEPING = {
    "id", "measure", "number", "state", "version", "created_at", "created_by", "edited_at", "edited_by",
    "submitted_at", "submitted_by", "returned_at", "returned_by", "return_note", "published_at",
    "published_by", "publish_reason", "superseded_at", "closed_at", "closed_by", "close_reason",
}  # fmt: skip
# All that is not bookkeeping is content, so a field added later is carried from edition to edition.
CONTENT = [
    field.name for field in Edition._meta.concrete_fields if field.name not in BOOKKEEPING and not field.generated
]


class WorkflowError(Exception):
    """A verb that the state of the edition does not allow; the text can be shown to the actor, in her language."""


class Conflict(WorkflowError):
    """Somebody else changed the edition since the actor saw it."""


@transaction.atomic
def create_measure(*, project, by, content, reference=""):
    """Create a measure with a first draft and return the draft.

    `content` maps names of content fields to values, names of relations to objects, and "sources" to a list
    of dicts with the fields of `Source`. Without "places", the project's municipalities are the places.
    """
    measure = _new_measure(project=project, title=content["title"], reference=reference)
    edition = Edition.objects.create(measure=measure, created_by=by, edited_by=by, title=content["title"])
    if "places" not in content:
        content = {**content, "places": list(project.municipalities.all())}
    _write_content(edition, content)
    return edition


@transaction.atomic
def start_draft(*, measure, by):
    """Copy the public edition of `measure` into a new draft and return it.

    Raises WorkflowError if the measure has no public edition or is being worked on already.
    """
    _lock(measure.pk)
    original = measure.editions.public().first()
    if original is None:
        raise WorkflowError(_("The measure has no public edition to work on."))
    copy = Edition(
        measure=measure,
        number=measure.editions.aggregate(last=Max("number"))["last"] + 1,
        created_by=by,
        edited_by=by,
        **{name: getattr(original, name) for name in CONTENT},
    )
    try:
        with transaction.atomic():
            copy.save(force_insert=True)
    except IntegrityError as error:
        raise WorkflowError(_("The measure is being worked on already.")) from error
    for relation in RELATIONS:
        getattr(copy, relation).set(getattr(original, relation).all())
    Source.objects.bulk_create(
        Source(edition=copy, url=source.url, kind=source.kind, confidence=source.confidence)
        for source in original.sources.all()
    )
    return copy


@transaction.atomic
def save_draft(*, edition, by, version, content):
    """Write `content` (as in `create_measure`; what is not named stays) into an edition being worked on."""
    _advance(
        edition,
        version,
        allowed=(Edition.State.DRAFT, Edition.State.RETURNED),
        edited_at=timezone.now(),
        edited_by=by,
    )
    _write_content(edition, content)


@transaction.atomic
def submit(*, edition, by, version, at=None):
    """Hand a draft, or a returned edition, over for review, now or `at` the time an import gives."""
    _advance(
        edition,
        version,
        allowed=(Edition.State.DRAFT, Edition.State.RETURNED),
        state=Edition.State.SUBMITTED,
        submitted_at=at or timezone.now(),
        submitted_by=by,
    )


@transaction.atomic
def publish(*, edition, by, version, at=None):
    """Make a submitted edition the public one; the edition that was public before is superseded."""
    # First, so that publications take turns, and take their locks in the same order as an import.
    catalogue_changed(edition.measure)
    _lock(edition.measure_id)
    now = at or timezone.now()
    public_before = Edition.objects.filter(
        measure=edition.measure_id, state__in=(Edition.State.PUBLISHED, Edition.State.ARCHIVED)
    )
    public_before.exclude(pk=edition.pk).update(
        state=Edition.State.SUPERSEDED, superseded_at=now, version=F("version") + 1
    )
    _advance(
        edition,
        version,
        allowed=(Edition.State.SUBMITTED,),
        state=Edition.State.PUBLISHED,
        published_at=now,
        published_by=by,
    )


def catalogue_changed(measure=None):
    """Say that what visitors see has changed: one measure, or (None) anything; every index then catches up.

    Belongs into the transaction that makes the change. The version row is locked until that transaction ends, so
    versions become visible in their order and none is left out. Raises CatalogueVersion.DoesNotExist when the row
    that the migrations put there is missing: no index would ever catch up.
    """
    with transaction.atomic():
        version = CatalogueVersion.objects.filter(id=1)
        if not version.update(number=F("number") + 1, changed_at=timezone.now()):
            raise CatalogueVersion.DoesNotExist("The catalogue has lost its version: the row with id 1 is missing.")
        CatalogueChange.objects.create(number=version.get().number, measure=measure)


def _lock(measure_id):
    """Let the public edition of this measure change only here until the transaction ends."""
    Measure.objects.select_for_update().get(pk=measure_id)


def _advance(edition, version, *, allowed, **changes):
    """Apply `changes` if `edition` is still at `version` and in an `allowed` state, in one statement."""
    updated = Edition.objects.filter(pk=edition.pk, version=version, state__in=allowed).update(
        version=version + 1, **changes
    )
    if not updated:
        current = Edition.objects.get(pk=edition.pk)
        if current.version != version:
            raise Conflict(_("Somebody else has changed this entry in the meantime."))
        raise WorkflowError(
            _("This step is not possible while the entry is in the state “%(state)s”.")
            % {"state": current.get_state_display()}
        )
    edition.refresh_from_db(fields=["version", *changes])  # all fields would include the image, and open its file


def _write_content(edition, content):
    fields = [name for name in content if name in CONTENT]
    unknown = set(content) - set(CONTENT) - set(RELATIONS) - {"sources"}
    if unknown:
        raise ValueError(f"not content of an edition: {sorted(unknown)}")
    for name in fields:
        setattr(edition, name, content[name])
    if "image" in fields:
        fields += ["image_width", "image_height"]  # Django has read them from the file
    if fields:
        edition.save(update_fields=fields)
    for relation in RELATIONS:
        if relation in content:
            getattr(edition, relation).set(content[relation])
    if "sources" in content:
        edition.sources.all().delete()
        Source.objects.bulk_create(Source(edition=edition, **source) for source in content["sources"])


def _new_measure(*, project, title, reference):
    """Create the measure under a free slug, also when another one takes the same slug at this moment."""
    base = german_slug(title)
    for attempt in range(5):
        taken = set(Measure.objects.filter(slug__startswith=base).values_list("slug", flat=True))
        slug = free_slug(title, taken, suffix=project.slug)
        try:
            with transaction.atomic():
                return Measure.objects.create(project=project, slug=slug, reference=reference)
        except IntegrityError:
            if attempt == 4 or (reference and Measure.objects.filter(reference=reference).exists()):
                raise
    raise AssertionError("unreachable")
