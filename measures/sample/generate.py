"""Fill the database with made-up published measures, to test the site with many entries.

Besides measures/workflow.py, this is the only module that writes editions. The verbs take some twenty queries for each
measure, which is too slow for 100,000 of them. This module writes the same rows in bulk, as for an import (`by=None`).
 The references of made-up measures are "generiert-1", "generiert-2" and so on.
"""

from random import Random

from django.db import reset_queries, transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from tqdm import tqdm

from measures import workflow
from measures.content import RELATIONS
from measures.models import ActionField, AuditEntry, Edition, Measure, SolutionType, Source, SpatialScope
from measures.sample.entries import Author, Project
from municipalities.models import ModelProject
from municipalities.slugs import free_slug

PREFIX = "generiert-"
BATCH = 2_000  # measures that are in memory at a time


class GenerateError(Exception):
    """There are no model projects with municipalities."""


@transaction.atomic
def generate_measures(number: int, *, seed: int = 1) -> None:
    """Publish `number` made-up measures. The same seed on the same catalogue leads to the same measures.

    Raise GenerateError if there are no model projects with municipalities.
    """
    workflow.catalogue_changed()  # first, to take locks in the same order as a merge of values
    references = made_up().values_list("reference", flat=True)
    first = 1 + max((int(reference.removeprefix(PREFIX)) for reference in references), default=0)
    taken = set(Measure.objects.values_list("slug", flat=True))
    # The first number is part of the seed, so that another run with the same seed makes other measures.
    author = make_author(Random(f"{seed}/{first}"))  # noqa: S311
    with tqdm(total=number, desc="Making up measures", unit="", delay=1, disable=None) as bar:
        for start in range(first, first + number, BATCH):
            numbers = range(start, min(start + BATCH, first + number))
            write({number: author.entry() for number in numbers}, taken)
            bar.update(len(numbers))
            reset_queries()  # in debug mode Django stores every statement, and these are long


@transaction.atomic
def remove_made_up_measures() -> int:
    """Delete all made-up measures, including those that were edited later. Return their number."""
    removed = 0
    with tqdm(total=made_up().count(), desc="Removing measures", unit="", delay=1, disable=None) as bar:
        while keys := list(made_up().values_list("pk", flat=True)[:BATCH]):
            editions = Edition.objects.filter(measure__in=keys)
            record(AuditEntry.Verb.DISCARD, editions.select_related("measure"))
            editions.delete()
            Measure.objects.filter(pk__in=keys).delete()
            removed += len(keys)
            bar.update(len(keys))
    if removed:
        workflow.catalogue_changed()
    return removed


def made_up() -> QuerySet[Measure]:
    """Return the made-up measures, which are recognised by their references."""
    return Measure.objects.filter(reference__regex=rf"^{PREFIX}[0-9]+$")


def make_author(random: Random) -> Author:
    """Return an Author for the projects and vocabularies in the database; raise GenerateError without projects."""
    projects = []
    # Ordered, so that the same seed leads to the same measures.
    for project in ModelProject.objects.funded().order_by("slug").prefetch_related("municipalities"):
        municipalities = project.municipalities.all()
        if municipalities:
            keys = [municipality.pk for municipality in municipalities]
            place = municipalities[0].name
            projects.append(Project(pk=project.pk, slug=project.slug, place=place, municipalities=keys))
    if not projects:
        raise GenerateError("There are no model projects yet. Load the catalogue first: manage.py import_catalogue")
    return Author(
        random,
        projects=projects,
        solution_types=dict(SolutionType.objects.current().values_list("slug", "pk")),
        action_fields=dict(ActionField.objects.current().values_list("slug", "pk")),
        spatial_scopes=dict(SpatialScope.objects.current().values_list("slug", "pk")),
    )


def write(entries, taken):
    """Insert `entries`, a mapping of numbers to Entries, with few statements.

    `taken` is the set of slugs in use; the new ones are added to it.
    """
    measures = []
    editions = []
    for number, entry in entries.items():
        slug = free_slug(entry.fields["title"], taken, suffix=entry.project.slug)
        taken.add(slug)
        key = entry.project.pk
        measures.append(Measure(project_id=key, maintainer_id=key, slug=slug, reference=f"{PREFIX}{number}"))
    Measure.objects.bulk_create(measures)
    for measure, entry in zip(measures, entries.values(), strict=True):
        editions.append(
            Edition(
                measure=measure,
                state=Edition.State.PUBLISHED,
                version=3,  # created, submitted, published
                submitted_at=entry.submitted_at,
                published_at=entry.published_at,
                **entry.fields,
            )
        )
    Edition.objects.bulk_create(editions)
    record(AuditEntry.Verb.PUBLISH, editions)
    write_relations(editions, entries.values())
    backdate(measures)


def record(verb, editions):
    """Insert one audit entry for each edition, so that the audit is complete for made-up editions, too."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            verb=verb,
            at=edition.published_at if verb == AuditEntry.Verb.PUBLISH else timezone.now(),
            project_id=edition.measure.project_id,
            measure_key=edition.measure_id,
            edition_key=edition.pk,
            edition_number=edition.number,
            state=edition.state if verb == AuditEntry.Verb.PUBLISH else "",
        )
        for edition in editions
    )


def write_relations(editions, entries):
    """Insert the relations and sources of new editions."""
    pairs = list(zip(editions, entries, strict=True))
    for relation in RELATIONS:
        field = Edition._meta.get_field(relation)
        model = field.remote_field.through
        edition_id, value_id = field.m2m_column_name(), field.m2m_reverse_name()
        rows = []
        for edition, entry in pairs:
            keys = entry.relations.get(relation, ())  # made-up measures have none of some relations
            rows += [model(**{edition_id: edition.pk, value_id: key}) for key in keys]
        model.objects.bulk_create(rows)
    Source.objects.bulk_create(
        Source(edition=edition, **source) for edition, entry in pairs for source in entry.sources
    )


def backdate(measures):
    """Set the dates of creation to before the publication. `auto_now_add` has set them to the time of this run."""
    keys = [measure.pk for measure in measures]
    editions = Edition.objects.filter(measure__in=keys)
    editions.update(created_at=F("submitted_at"), edited_at=F("submitted_at"))
    created_at = Edition.objects.filter(measure=OuterRef("pk")).values("created_at")
    Measure.objects.filter(pk__in=keys).update(created_at=Subquery(created_at))
