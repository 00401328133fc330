"""Write a catalogue, as `read_catalogue` returns it, to the database: projects, municipalities, participations.

measures.py writes the measures: only those whose public edition is an import are changed. Model projects,
municipalities and participations follow the files. Nothing is ever deleted.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db import transaction

from measures import workflow
from measures.intake.catalogue.english import write_names
from measures.intake.catalogue.files import CatalogueError
from measures.intake.catalogue.measures import write_measures
from measures.models import CatalogueVersion, Measure, Solution
from measures.vocabulary_values import by_name
from municipalities.models import ModelProject, Municipality, Participation
from municipalities.slugs import free_slug

# Fields that the official register of municipalities has as well
OFFICIAL = (
    "official_name",
    "kind",
    "population",
    "population_date",
    "latitude",
    "longitude",
    "coordinate_source",
    "district",
    "travel_region",
)
MAY_BE_MISSING = ("district", "travel_region")  # a file without these columns does not empty them


@dataclass
class Summary:
    """What an import did: {kind: Counter of "created", "changed", "unchanged" and "kept"}.

    `kept` names measures that were edited here, `not_in_files` participations that are in no file any more.
    """

    counts: dict = field(default_factory=lambda: defaultdict(Counter))
    kept: list = field(default_factory=list)
    not_in_files: list = field(default_factory=list)

    @property
    def wrote(self):
        return any(count["created"] or count["changed"] for count in self.counts.values())


@transaction.atomic
def import_catalogue(catalogue):
    """Write `catalogue` and return a Summary. Raises CatalogueError where it contradicts what is stored."""
    # One import at a time: a second one waits here until the first has ended.
    CatalogueVersion.objects.select_for_update().get(id=1)
    _check_against_stored(catalogue)
    summary = Summary()
    projects = _write_projects(catalogue.projects, summary.counts["model projects"])
    bodies = _write_municipalities(catalogue.bodies, summary.counts["municipalities"])
    solutions = _write_solutions(catalogue.solutions, summary.counts["software"])
    if catalogue.english_names:
        write_names(catalogue.english_names, summary.counts["English names"])
    before = _members(projects)
    _write_participations(catalogue.bodies, projects, bodies, summary)
    if summary.wrote:
        workflow.catalogue_changed()
    after = _members(projects)
    joined = {pk: (before[pk], after[pk]) for pk in before if before[pk] != after[pk]}
    write_measures(catalogue.measures, projects, bodies, solutions, joined, summary)
    return summary


def _members(projects):
    """Return {primary key of a project: set of the municipalities that take part}."""
    members = {project.pk: set() for project in projects.values()}
    for part in Participation.objects.filter(project__in=members).select_related("municipality"):
        members[part.project_id].add(part.municipality)
    return members


def _check_against_stored(catalogue):
    """Raise CatalogueError, with lines and reasons, for what the database would refuse."""
    problems = []
    slugs = dict(ModelProject.objects.values_list("name", "slug"))
    for project in catalogue.projects:
        owner = slugs.get(project.fields["name"], project.slug)
        if owner != project.slug:
            reason = f"Another project has this name here: {owner}."
            problems.append(project.row.problem("short_name", reason))
    owners = dict(Measure.objects.exclude(reference="").values_list("reference", "project__slug"))
    for measure in catalogue.measures:
        owner = owners.get(measure.reference, measure.project)
        if owner != measure.project:
            reason = f"This measure belongs to the project {owner} here, and a measure keeps its project."
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
    stored = list(Municipality.objects.prefetch_related("states").select_related("successor"))
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
        elif body.successor:
            # The official register has a newer key of this body, so the file says nothing about the new one.
            body = body.successor
            counts["unchanged"] += 1
        else:
            changed = _update_municipality(body, record)
            counts["changed" if changed else "unchanged"] += 1
        written[record.key] = body
    return written


def _update_municipality(body, record):
    values = {name: value for name, value in record.fields.items() if name != "ars" and value is not None}
    values = {name: value for name, value in values.items() if value or name not in MAY_BE_MISSING}
    if body.population_date and body.population_date > values.get("population_date", body.population_date):
        # A newer official register was imported. Its values stay; the catalogue only fills gaps.
        filled = {name for name in OFFICIAL if getattr(body, name) not in ("", None)}
        values = {name: value for name, value in values.items() if name not in filled}
    changed = _update(body, values)
    if {state.code for state in body.states.all()} != set(record.states):
        body.states.set(record.states)
        changed = True
    return changed


def _write_solutions(records, counts):
    """Write the software that is not here yet, and return the current one by name.

    Moderators keep what is here, so it stays as it is. They may have renamed or merged it.
    """
    found = by_name(Solution)
    stored = {solution.slug: solution.merged_into or solution for solution in Solution.objects.all()}
    for fields in records:
        name, slug = fields["name"], fields["slug"]
        counts["unchanged" if name in found or slug in stored else "created"] += 1
        if name not in found:
            found[name] = stored.get(slug) or Solution.objects.create(**fields)
    return found


def _write_participations(records, projects, bodies, summary):
    counts = summary.counts["participations"]
    named = {projects[record.project].pk for record in records}
    stored = {
        (part.project_id, part.municipality_id): part
        for part in Participation.objects.filter(project__in=named)
        .select_related("project", "municipality")
        .order_by("project", "municipality", "pk")
    }
    in_files = {(projects[record.project].pk, bodies[record.key].pk) for record in records}
    for key, part in stored.items():
        if key not in in_files:
            summary.not_in_files.append(f"{part.municipality} in {part.project}")
    # Leads last: a project has only one, so the former lead must get its new role first.
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
            reason = f"The lead of {project} is {part.municipality} here; change that role first."
            raise CatalogueError([record.row.problem("role", reason)])


def _update(stored, values):
    """Save what differs from `values`; return whether anything did."""
    different = [name for name, value in values.items() if getattr(stored, name) != value]
    for name in different:
        setattr(stored, name, values[name])
    if different:
        stored.save(update_fields=different)
    return bool(different)
