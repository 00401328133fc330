"""The content of a catalogue folder as plain records: model projects, who takes part, measures.

`read_catalogue` checks the files and what they say about each other. It reads the vocabularies from the
database and writes nothing.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from measures.intake.catalogue import checks, format
from measures.intake.catalogue.details import NOTHING, Details, cite, read_details
from measures.intake.catalogue.effects import read_effects
from measures.intake.catalogue.english import add_translations, read_names
from measures.intake.catalogue.files import CatalogueError, Row, read_rows
from measures.models import ActionField, Solution, SolutionType
from measures.vocabulary_values import by_name
from municipalities.models import Municipality, State

NO_PLACES = format.named({})
SOURCED = ("title", "summary", "status", "start_year", "end_year")  # of measures.csv, supported by its source
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
        """The identity of a body. Reforms change the middle of an ARS, but not the AGS of a municipality."""
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
    solutions: tuple  # names
    places: tuple  # keys of bodies; empty: the file does not say, so all of the project
    sources: list
    effects: list


@dataclass(frozen=True)
class Catalogue:
    projects: list
    bodies: list
    measures: list
    solutions: list = field(default_factory=list)  # the fields of each
    english_names: dict = field(default_factory=dict)


def read_catalogue(folder):
    """Return what `folder` says as a Catalogue. Raises CatalogueError naming everything that is wrong."""
    folder, problems = Path(folder), []
    rows = {file: read_rows(folder, file, problems) for file in format.COLUMNS}
    if None in rows.values():
        raise CatalogueError(problems)  # without one table, every reference to it would be wrong

    projects = [_project(row) for row in rows["model_projects.csv"]]
    slugs = format.codes(project.slug for project in projects)
    state_keys = dict(State.objects.values_list("code", "key"))
    bodies = [_body(row, slugs, state_keys) for row in rows["municipalities.csv"]]
    types, fields = format.codes(by_name(SolutionType)), format.codes(by_name(ActionField))
    places = _places_by_project(bodies)
    columns = format.COLUMNS["solutions.csv"]
    solutions = [{column: row.value(column) for column in columns} for row in rows["solutions.csv"]]
    software = format.codes({*by_name(Solution), *(solution["name"] for solution in solutions)})
    keys = {row.cells["id"] for row in rows["measures.csv"]}
    details, effects = read_details(rows["details.csv"], keys, software), read_effects(rows["effects.csv"], keys)
    measures = [_measure(row, slugs, types, fields, places, details, effects) for row in rows["measures.csv"]]

    checks.check_duplicates(projects, bodies, measures)
    checks.check_names(projects, [*bodies, *measures])
    checks.check_same_body(bodies)
    checks.check_participants(projects, bodies)
    if problems:
        raise CatalogueError(sorted(problems, key=_place))
    add_translations(folder, measures)
    return Catalogue(projects, bodies, measures, solutions, read_names(folder))


def _place(problem):
    files = list(format.COLUMNS)
    # "" is the row as a whole
    columns = ["", *format.COLUMNS[problem.file], *format.OPTIONAL.get(problem.file, ())]
    return files.index(problem.file), problem.row, columns.index(problem.column)


def _places_by_project(bodies):
    """Return {slug of a project: Choices of the keys of its bodies, named by their ARS}."""
    keys = defaultdict(dict)
    for body in bodies:
        if ars := body.fields["ars"]:
            keys[body.project] |= {ars: body.key, ars.removeprefix("0"): body.key}
    return {project: format.named(of_project) for project, of_project in keys.items()}


def _project(row):
    return ProjectRecord(
        row=row,
        slug=row.value("slug"),
        fields={
            "name": row.value("short_name"),
            "official_name": row.value("official_name"),
            "cohort": row.choice("cohort_year", required=True),
            "kind": row.choice("kind", required=True),
            "website": row.value("website"),
            "note": row.value("note"),
            "source_url": row.value("source_url"),
            "kind_source_url": row.value("source_url_kind"),
        },
        states=row.choices("states", required=True),
        lead_ags=format.with_zeros(row.value("lead_ags"), 5, 8),
    )


def _body(row, projects, state_keys):
    level = row.choice("level", required=True)
    body = BodyRecord(
        row=row,
        fields={
            "ars": format.with_zeros(row.value("ars"), format.ARS_DIGITS.get(level, 0)),
            "name": row.value("name"),
            "official_name": row.value("official_name"),
            "kind": row.value("type"),
            "level": level,
            "population": row.value("population"),
            "population_date": row.value("population_date"),
            "latitude": row.value("lat"),
            "longitude": row.value("lon"),
            "coordinate_source": row.value("coord_source"),
            "district": row.value("district"),
            "travel_region": row.value("travel_region"),
        },
        states=row.choices("state", required=True),
        project=row.choice("model_project_slug", projects, required=True),
        role=row.choice("role", required=True),
        source_url=row.value("source_url"),
    )
    for one, other in (("population", "population_date"), ("lat", "lon")):
        if bool(row.cells[one]) != bool(row.cells[other]):
            row.wrong(one, f"This and {other} must both be filled or both be empty.")
    if level:
        _check_keys(body, state_keys)
    return body


def _check_keys(body, state_keys):
    row, ars, level = body.row, body.fields["ars"], body.fields["level"]
    digits = format.ARS_DIGITS[level]
    if len(ars) != digits:
        row.wrong("ars", f"The level {row.cells['level']} needs {digits} digits.")
    elif row.cells["ags"] and format.with_zeros(row.cells["ags"], 5, 8) != body.ags:
        row.wrong("ags", f"This does not fit the ars {ars}.", nearest=body.ags)
    if ars and body.states and [state_keys[code] for code in body.states] != [ars[:2]]:
        row.wrong("state", f"This does not fit the ars {ars}.")


def _measure(row, projects, types, fields, places, details, effects):
    url = row.value("url")
    project = row.choice("model_project_slug", projects, required=True)
    is_source_code = _is_source_code(url)
    source = {
        "url": row.value("source_url"),
        "kind": row.choice("source_kind"),
        "confidence": row.choice("confidence"),
    }
    if not source["url"] and (source["kind"] or source["confidence"]):
        row.wrong("source_url", "This must not be empty if source_kind or confidence is filled.")
    own = {
        "title": row.value("title"),
        "summary": row.value("description_de"),
        "keywords": "; ".join(filter(None, map(str.strip, row.value("keywords").split(";")))),
        "status": row.choice("status"),
        "start_year": row.value("start_year"),
        "end_year": row.value("end_year"),
        "website": "" if is_source_code else url,
        "source_code_url": url if is_source_code else "",
    }
    further = details.get(row.cells["id"], Details())
    statements = NOTHING | own | further.values
    start, end = statements["start_year"], statements["end_year"]
    if start and end and end < start:
        row.wrong("end_year", f"This is before the start ({start}).", value=str(end))
    return MeasureRecord(
        row=row,
        reference=row.value("id"),
        project=project,
        fields={name: value for name, value in statements.items() if name != "solutions"},
        solutions=statements["solutions"],
        solution_types=row.choices("solution_type", types),
        action_fields=row.choices("action_field", fields),
        # Where the project itself is not known, its places cannot be judged.
        places=row.choices("places", places.get(project, NO_PLACES)) if project else (),
        sources=_sources(row, source, [name for name in SOURCED if own[name] and name not in further.values], further),
        effects=effects.get(row.cells["id"], []),
    )


def _sources(row, source, names, further):
    """Return the sources of a measure: that of its own row, which supports the fields `names`, and `further` ones."""
    if not source["url"]:
        return further.sources
    all_of_them = Details(sources=[{**source, "fields": names}], rows={source["url"]: row})
    for other in further.sources:
        for name in other["fields"]:
            cite(all_of_them, further.rows[other["url"]], name, other)
    return all_of_them.sources


def _is_source_code(url):
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return host in format.SOURCE_CODE_HOSTS or host.startswith("gitlab.") or host.endswith(".opencode.de")
