"""Filling the database with made-up published measures, to see how everything behaves at scale.

This is the one writer of editions beside `measures/workflow.py`: its verbs take some twenty queries for each
measure, too slow for 100,000 of them. The rows are what the verbs would have written for an import
(`by=None`), only in bulk. Made-up measures have references "generiert-1", "generiert-2" and so on.
"""

from random import Random

from django.db import reset_queries, transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from tqdm import tqdm

from measures import workflow
from measures.content import RELATIONS
from measures.models import ActionField, AuditEntry, Edition, Measure, SolutionType, Source, SpatialScope
from measures.sample.entries import Author, Project
from municipalities.models import ModelProject
from municipalities.slugs import free_slug

PREFIX = "generiert-"
BATCH = 2_000  # measures; limits the memory needed


class GenerateError(Exception):
    """There is nothing to make up measures for."""


@transaction.atomic
def generate_measures(number, *, seed=1):
    """Publish `number` made-up measures; the same seed on the same catalogue gives the same ones.

    Raises GenerateError when there are no model projects with municipalities.
    """
    workflow.catalogue_changed()  # first, in the same order as a merge of values takes its locks
    references = made_up().values_list("reference", flat=True)
    first = 1 + max((int(reference.removeprefix(PREFIX)) for reference in references), default=0)
    taken = set(Measure.objects.values_list("slug", flat=True))
    # A further run with the same seed must not repeat what is there.
    author = make_author(Random(f"{seed}/{first}"))  # noqa: S311
    with tqdm(total=number, desc="Making up measures", unit="", delay=1, disable=None) as bar:
        for start in range(first, first + number, BATCH):
            numbers = range(start, min(start + BATCH, first + number))
            write({number: author.entry() for number in numbers}, taken)
            bar.update(len(numbers))
            reset_queries()  # in debug mode Django keeps every statement, and these are long


@transaction.atomic
def remove_made_up_measures():
    """Delete all made-up measures, whatever has become of them since; return how many there were."""
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


def made_up():
    return Measure.objects.filter(reference__regex=rf"^{PREFIX}[0-9]+$")


def make_author(random):
    projects = [
        Project(
            pk=project.pk,
            slug=project.slug,
            place=project.municipalities.all()[0].name,
            municipalities=[place.pk for place in project.municipalities.all()],
        )
        for project in ModelProject.objects.order_by("slug").prefetch_related("municipalities")
        if project.municipalities.all()
    ]
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
    """Write entries, given by number, in a handful of statements."""
    measures, editions = [], []
    for number, entry in entries.items():
        slug = free_slug(entry.fields["title"], taken, suffix=entry.project.slug)
        taken.add(slug)
        measures.append(Measure(project_id=entry.project.pk, slug=slug, reference=f"{PREFIX}{number}"))
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
    """One row for each in the audit, so that it gives the states of made-up editions, too."""
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
    pairs = list(zip(editions, entries, strict=True))
    for relation in RELATIONS:
        field = Edition._meta.get_field(relation)
        row, edition_id, value_id = (
            field.remote_field.through,
            field.m2m_column_name(),
            field.m2m_reverse_name(),
        )
        row.objects.bulk_create(
            row(**{edition_id: edition.pk, value_id: value})
            for edition, entry in pairs
            for value in entry.relations[relation]
        )
    Source.objects.bulk_create(
        Source(edition=edition, **source) for edition, entry in pairs for source in entry.sources
    )


def backdate(measures):
    """Nothing was created after it was published; `auto_now_add` has put in the time of this run."""
    keys = [measure.pk for measure in measures]
    editions = Edition.objects.filter(measure__in=keys)
    editions.update(created_at=F("submitted_at"), edited_at=F("submitted_at"))
    created_at = Edition.objects.filter(measure=OuterRef("pk")).values("created_at")
    Measure.objects.filter(pk__in=keys).update(created_at=Subquery(created_at))
