"""Fill the database with made-up published measures, to test how everything behaves with many of them.

This is the only module beside measures/workflow.py that writes editions: the verbs take some twenty queries for each
measure, which is too slow for 100,000 of them. It writes in bulk the rows that the verbs would write for an import
(`by=None`). The references of made-up measures are "generiert-1", "generiert-2" and so on.
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
BATCH = 2_000  # measures that are in memory at a time


class GenerateError(Exception):
    """There are no model projects with municipalities."""


@transaction.atomic
def generate_measures(number, *, seed=1):
    """Publish `number` made-up measures. The same seed on the same catalogue gives the same measures.

    Raises GenerateError if there are no model projects with municipalities.
    """
    workflow.catalogue_changed()  # first, in the same order as a merge of values takes its locks
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
def remove_made_up_measures():
    """Delete all made-up measures, including those that were edited since; return how many there were."""
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
    """Write {number: Entry} with a few statements. `taken` holds the slugs in use; new ones are added."""
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
    """Write one audit entry for each edition, so that the audit has the states of made-up editions as well."""
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
    """Set the dates of creation, where `auto_now_add` has put the time of this run, to before the publication."""
    keys = [measure.pk for measure in measures]
    editions = Edition.objects.filter(measure__in=keys)
    editions.update(created_at=F("submitted_at"), edited_at=F("submitted_at"))
    created_at = Edition.objects.filter(measure=OuterRef("pk")).values("created_at")
    Measure.objects.filter(pk__in=keys).update(created_at=Subquery(created_at))
