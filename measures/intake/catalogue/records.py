"""What a catalogue folder says, as plain records: model projects, who takes part, measures.

`read_catalogue` checks the three files and what they say about each other. It reads the vocabularies from the
database and writes nothing.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from measures.intake.catalogue import checks, format
from measures.intake.catalogue.files import CatalogueError, Row, read_rows
from measures.models import ActionField, SolutionType
from measures.vocabulary_values import by_name
from municipalities.models import Municipality, State

SHIPPED = Path(__file__).parents[2] / "data" / "catalogue"


@dataclass(frozen=True)
class ProjectRecord:
    row: Row = field(compare=False, repr=False)
    slug: str
    fields: dict
    states: tuple
    lead_ags: str


@dataclass(frozen=True)
class BodyRecord:
    """A municipality, association, district or region, and its part in one project."""

    row: Row = field(compare=False, repr=False)
    fields: dict
    states: tuple
    project: str = field(compare=False)
    role: str = field(compare=False)
    source_url: str = field(compare=False)

    @property
    def key(self):
        """What tells bodies apart. Reforms change the middle of an ARS; the AGS of a municipality stays."""
        return self.ags or self.fields["ars"] or (self.fields["level"], self.fields["name"])

    @property
    def ags(self):
        return Municipality(level=self.fields["level"], ars=self.fields["ars"]).ags


@dataclass(frozen=True)
class MeasureRecord:
    row: Row = field(compare=False, repr=False)
    reference: str
    project: str
    fields: dict
    solution_types: tuple
    action_fields: tuple
    places: tuple  # keys of bodies; empty: the file does not say, so all of the project
    sources: list


@dataclass(frozen=True)
class Catalogue:
    projects: list
    bodies: list
    measures: list


def read_catalogue(folder):
    """Return what `folder` says as a Catalogue. Raises CatalogueError naming everything that is wrong."""
    folder, problems = Path(folder), []
    rows = {
        file: read_rows(folder, file, columns, problems, optional=format.OPTIONAL.get(file, ()))
        for file, columns in format.COLUMNS.items()
    }
    if None in rows.values():
        raise CatalogueError(problems)  # without one table, every reference to it would look wrong

    projects = [_project(row) for row in rows["model_projects.csv"]]
    slugs = {project.slug: project.slug for project in projects}
    state_keys = dict(State.objects.values_list("code", "key"))
    bodies = [_body(row, slugs, state_keys) for row in rows["municipalities.csv"]]
    types, fields = _names(SolutionType), _names(ActionField)
    measures = [_measure(row, slugs, types, fields, _keys_by_ars(bodies)) for row in rows["measures.csv"]]

    checks.check_duplicates(projects, bodies, measures)
    checks.check_names(projects, [*bodies, *measures])
    checks.check_same_body(bodies)
    checks.check_participants(projects, bodies)
    if problems:
        raise CatalogueError(sorted(problems, key=_place))
    return Catalogue(projects, bodies, measures)


def _place(problem):
    files = list(format.COLUMNS)
    # "" is the row as a whole
    columns = ["", *format.COLUMNS[problem.file], *format.OPTIONAL.get(problem.file, ())]
    return files.index(problem.file), problem.line, columns.index(problem.column)


def _keys_by_ars(bodies):
    """Return for each project the keys of its bodies, by what a measure calls them."""
    keys = defaultdict(dict)
    for body in bodies:
        if body.fields["ars"]:
            keys[body.project][body.fields["ars"]] = body.key
    return keys


def _names(vocabulary):
    return {name: name for name in by_name(vocabulary)}


def _project(row):
    slug = row.matching("slug", r"[a-z0-9-]{1,100}", "an address of a-z, 0-9 and hyphens", required=True)
    return ProjectRecord(
        row=row,
        slug=slug,
        fields={
            "name": row.text("short_name", most=120, required=True),
            "official_name": row.text("official_name", most=200),
            "cohort": row.choice("cohort_year", format.COHORTS, required=True),
            "kind": row.choice("kind", format.KINDS, required=True),
            "website": row.url("website"),
            "note": row.text("note", most=2000),
            "source_url": row.url("source_url"),
            "kind_source_url": row.url("source_url_kind"),
        },
        states=row.choices("states", {code: code for code in State.Code.values}, required=True),
        lead_ags=row.matching("lead_ags", r"\d{5}|\d{8}", "a key of 8 digits (district: 5)"),
    )


def _body(row, projects, state_keys):
    level = row.choice("level", format.LEVELS, required=True)
    body = BodyRecord(
        row=row,
        fields={
            "ars": row.matching("ars", r"\d+", "a key of digits only"),
            "name": row.text("name", most=120, required=True),
            "official_name": row.text("official_name", most=120),
            "kind": row.text("type", most=40),
            "level": level,
            "population": row.integer("population", 0, 99_999_999),
            "population_date": row.day("population_date"),
            "latitude": row.decimal("lat", 47.0, 55.2),
            "longitude": row.decimal("lon", 5.8, 15.1),
            "coordinate_source": row.text("coord_source", most=120),
        },
        states=row.choices("state", {code: code for code in state_keys}, required=True),
        project=row.choice("model_project_slug", projects, required=True),
        role=row.choice("role", format.ROLES, required=True),
        source_url=row.url("source_url"),
    )
    for one, other in (("population", "population_date"), ("lat", "lon")):
        if bool(row.cells[one]) != bool(row.cells[other]):
            row.wrong(one, f"and {other} must both be filled or both be empty")
    if level:
        _check_keys(body, state_keys)
    return body


def _check_keys(body, state_keys):
    row, ars, level = body.row, body.fields["ars"], body.fields["level"]
    digits = format.ARS_DIGITS[level]
    if len(ars) != digits:
        row.wrong("ars", f"does not fit the level {row.cells['level']}: {digits} digits expected")
    elif row.cells["ags"] and row.cells["ags"] != body.ags:
        row.wrong("ags", f"does not fit the ars {ars}: “{body.ags}” expected")
    if ars and body.states and [state_keys[code] for code in body.states] != [ars[:2]]:
        row.wrong("state", f"does not fit the ars {ars}")


def _measure(row, projects, types, fields, keys_by_ars):
    url = row.url("url")
    project = row.choice("model_project_slug", projects, required=True)
    is_source_code = _is_source_code(url)
    source = {
        "url": row.url("source_url"),
        "kind": row.choice("source_kind", format.SOURCE_KINDS),
        "confidence": row.choice("confidence", format.CONFIDENCES),
    }
    if not source["url"] and (source["kind"] or source["confidence"]):
        row.wrong("source_url", "must not be empty when source_kind or confidence is filled")
    start, end = row.integer("start_year", 1990, 2100), row.integer("end_year", 1990, 2100)
    if start and end and end < start:
        row.wrong("end_year", f"is before the start ({start})")
    return MeasureRecord(
        row=row,
        reference=row.text("id", most=80, required=True),
        project=project,
        fields={
            "title": row.text("title", most=200, required=True),
            "summary": row.text("description_de", most=500),
            "status": row.choice("status", format.STATUSES),
            "start_year": start,
            "end_year": end,
            "website": "" if is_source_code else url,
            "source_code_url": url if is_source_code else "",
        },
        solution_types=row.choices("solution_type", types),
        action_fields=row.choices("action_field", fields),
        # Where the project itself is not known, its places cannot be judged.
        places=row.choices("places", keys_by_ars[project]) if project else (),
        sources=[source] if source["url"] else [],
    )


def _is_source_code(url):
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return host in format.SOURCE_CODE_HOSTS or host.startswith("gitlab.") or host.endswith(".opencode.de")
