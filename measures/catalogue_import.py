"""Writing a catalogue, as read by `measures/catalogue_records.py`, into the database.

Whatever has been edited here is kept: an import only changes measures whose public edition is an import too.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from tqdm import tqdm

from measures import workflow
from measures.catalogue_files import CatalogueError
from measures.models import ActionField, CatalogueVersion, Edition, Measure, SolutionType
from municipalities.models import ModelProject, Municipality, Participation
from municipalities.slugs import free_slug

# What the official register of municipalities says too
OFFICIAL = (
    "official_name",
    "kind",
    "population",
    "population_date",
    "latitude",
    "longitude",
    "coordinate_source",
)


@dataclass
class Summary:
    """What an import did: per kind how many were created, changed, unchanged or kept, and which were kept."""

    counts: dict = field(default_factory=lambda: defaultdict(Counter))
    kept: list = field(default_factory=list)

    @property
    def wrote(self):
        return any(count["created"] or count["changed"] for count in self.counts.values())


@transaction.atomic
def import_catalogue(catalogue):
    """Write `catalogue` and return a Summary. Raises CatalogueError where it contradicts what is stored."""
    # One import at a time: a second one waits here, and then finds nothing left to do.
    CatalogueVersion.objects.select_for_update().get(id=1)
    _check_against_stored(catalogue)
    summary = Summary()
    projects = _write_projects(catalogue.projects, summary.counts["model projects"])
    bodies = _write_municipalities(catalogue.bodies, summary.counts["municipalities"])
    _write_participations(catalogue.bodies, projects, bodies, summary.counts["participations"])
    if summary.wrote:
        workflow.catalogue_changed()
    _write_measures(catalogue.measures, projects, summary)
    return summary


def _check_against_stored(catalogue):
    """What the database would refuse gets its line and reason here."""
    problems = []
    slugs = dict(ModelProject.objects.values_list("name", "slug"))
    for project in catalogue.projects:
        owner = slugs.get(project.fields["name"], project.slug)
        if owner != project.slug:
            reason = f"is the name of another project here: {owner}"
            problems.append(project.row.problem("short_name", reason))
    owners = dict(Measure.objects.exclude(reference="").values_list("reference", "project__slug"))
    for measure in catalogue.measures:
        owner = owners.get(measure.reference, measure.project)
        if owner != measure.project:
            reason = f"belongs to the project {owner} here, and a measure keeps its project"
            problems.append(measure.row.problem("id", reason))
    if problems:
        raise CatalogueError(problems)


def _write_projects(records, counts):
    """Return the stored projects by slug."""
    projects = {project.slug: project for project in ModelProject.objects.all()}
    for record in records:
        if record.slug in projects:
            changed = _update(projects[record.slug], record.fields)
            counts["changed" if changed else "unchanged"] += 1
        else:
            projects[record.slug] = ModelProject.objects.create(slug=record.slug, **record.fields)
            counts["created"] += 1
    return projects


def _write_municipalities(records, counts):
    """Return the stored municipalities by the key of their record."""
    stored = list(Municipality.objects.prefetch_related("states"))
    taken = {body.slug for body in stored}
    by_ars = {body.ars: body for body in stored if body.ars}
    by_name = {(body.level, body.name): body for body in stored if not body.ars}
    by_ags = {body.ags: body for body in stored if body.ags and not body.gone_since}
    written = {}
    for record in {record.key: record for record in records}.values():
        ars, name = record.fields["ars"], (record.fields["level"], record.fields["name"])
        body = (by_ars.get(ars) or by_ags.get(record.ags)) if ars else by_name.get(name)
        if body is None:
            body = Municipality(slug=free_slug(record.fields["name"], taken, suffix=ars), **record.fields)
            body.save()
            body.states.set(record.states)
            taken.add(body.slug)
            counts["created"] += 1
        else:
            changed = _update_municipality(body, record)
            counts["changed" if changed else "unchanged"] += 1
        written[record.key] = body
    return written


def _update_municipality(body, record):
    values = {name: value for name, value in record.fields.items() if name != "ars" and value is not None}
    if body.population_date and body.population_date > values.get("population_date", body.population_date):
        # The official register has been here with a newer figure: what it says stays, gaps are filled.
        said = {name for name in OFFICIAL if getattr(body, name) not in ("", None)}
        values = {name: value for name, value in values.items() if name not in said}
    changed = _update(body, values)
    if {state.code for state in body.states.all()} != set(record.states):
        body.states.set(record.states)
        changed = True
    return changed


def _write_participations(records, projects, bodies, counts):
    stored = {
        (part.project_id, part.municipality_id): part
        for part in Participation.objects.select_related("project", "municipality")
    }
    # Leads last: a project has one, so the one before must have stepped down.
    for record in sorted(records, key=lambda record: record.role == Participation.Role.LEAD):
        project, body = projects[record.project], bodies[record.key]
        part = stored.get((project.pk, body.pk))
        if record.role == Participation.Role.LEAD:
            _check_no_other_lead(record, project, body, stored.values())
        values = {"role": record.role, "source_url": record.source_url}
        if part is None:
            Participation.objects.create(project=project, municipality=body, **values)
            counts["created"] += 1
        else:
            counts["changed" if _update(part, values) else "unchanged"] += 1


def _check_no_other_lead(record, project, body, parts):
    for part in parts:
        if part.project_id == project.pk and part.role == record.role and part.municipality_id != body.pk:
            reason = f"is taken in {project} by {part.municipality} here; change that one's role first"
            raise CatalogueError([record.row.problem("role", reason)])


def _write_measures(records, projects, summary):
    now = timezone.now()  # one time for all of them, so that their order does not hang on milliseconds
    types = SolutionType.objects.in_bulk(field_name="name")
    fields = ActionField.objects.in_bulk(field_name="name")
    stored = _stored_measures([record.reference for record in records])
    for record in tqdm(records, desc="Importing measures", unit="", delay=1, disable=None):
        content = {
            **record.fields,
            "solution_types": [types[name] for name in record.solution_types],
            "action_fields": [fields[name] for name in record.action_fields],
            "sources": record.sources,
        }
        measure = stored.get(record.reference)
        if measure is None:
            edition = workflow.create_measure(
                project=projects[record.project], by=None, content=content, reference=record.reference
            )
            _publish(edition, now)
            summary.counts["measures"]["created"] += 1
        else:
            outcome = _update_measure(measure, content, now)
            summary.counts["measures"][outcome] += 1
            if outcome == "kept":
                summary.kept.append(f"{record.reference} ({record.fields['title']})")


def _stored_measures(references):
    current = Edition.objects.exclude(state=Edition.State.SUPERSEDED)
    current = current.prefetch_related("solution_types", "action_fields", "sources")
    measures = Measure.objects.filter(reference__in=references)
    measures = measures.prefetch_related(Prefetch("editions", queryset=current, to_attr="current_editions"))
    return {measure.reference: measure for measure in measures}


def _update_measure(measure, content, now):
    """Publish a new edition where `content` differs; return what became of the measure."""
    editions = {edition.state: edition for edition in measure.current_editions}
    public = editions.get(Edition.State.PUBLISHED)
    if public is None or public.published_by_id or editions.keys() & set(Edition.WORKING):
        return "kept"
    if _is_same(public, content):
        return "unchanged"
    draft = workflow.start_draft(measure=measure, by=None)
    workflow.save_draft(edition=draft, by=None, version=draft.version, content=content)
    _publish(draft, now)
    return "changed"


def _is_same(edition, content):
    sources = [{"url": s.url, "kind": s.kind, "confidence": s.confidence} for s in edition.sources.all()]
    if sources != content["sources"]:
        return False
    for name in content.keys() - {"sources"}:
        stored = getattr(edition, name)
        if name in workflow.RELATIONS:
            same = set(stored.all()) == set(content[name])
        else:
            same = stored == content[name]
        if not same:
            return False
    return True


def _publish(edition, now):
    workflow.submit(edition=edition, by=None, version=edition.version, at=now)
    workflow.publish(edition=edition, by=None, version=edition.version, at=now)


def _update(stored, values):
    """Save what differs from `values`; return whether anything did."""
    different = [name for name, value in values.items() if getattr(stored, name) != value]
    for name in different:
        setattr(stored, name, values[name])
    if different:
        stored.save(update_fields=different)
    return bool(different)
