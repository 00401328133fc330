"""What the files of a catalogue must say about each other. Each check notes the problems it finds."""

from municipalities.models import Participation


def check_duplicates(projects, bodies, measures):
    keys = [(project.row, "slug", project.slug) for project in projects]
    keys += [(project.row, "short_name", project.fields["name"]) for project in projects]
    keys += [(measure.row, "id", measure.reference) for measure in measures]
    keys += [(body.row, "ars" if body.fields["ars"] else "name", (body.project, body.key)) for body in bodies]
    first = {}
    for row, column, key in keys:
        earlier = first.setdefault((column, key), row)
        if earlier is not row and row.cells[column]:
            row.wrong(column, f"stands in line {earlier.line} already")


def check_names(projects, records):
    names = {project.slug: project.fields["name"] for project in projects}
    for record in records:
        if record.project and record.row.cells["model_project"] not in ("", names[record.project]):
            record.row.wrong("model_project", f"is not the name of {record.project}: {names[record.project]}")


def check_same_body(bodies):
    """A body that takes part in several projects has several rows, which must not contradict each other."""
    first = {}
    for body in bodies:
        earlier = first.setdefault(body.key, body)
        if earlier != body:
            reason = f"is described differently in line {earlier.row.line}"
            body.row.wrong("ars" if body.fields["ars"] else "name", reason)


def check_participants(projects, bodies):
    """The lead and the states that a project names are those of its rows in municipalities.csv."""
    for project in projects:
        own = [body for body in bodies if body.project == project.slug]
        leads = [body for body in own if body.role == Participation.Role.LEAD]
        for body in leads[1:]:
            body.row.wrong("role", f"is taken by line {leads[0].row.line}; a project has one lead")
        if project.lead_ags and project.lead_ags not in [body.ags for body in own]:
            project.row.wrong("lead_ags", "is not among the project's rows in municipalities.csv")
        elif project.lead_ags and project.lead_ags not in [body.ags for body in leads]:
            project.row.wrong("lead_ags", "belongs to a row in municipalities.csv that is not “federführend”")
        states = {code for body in own for code in body.states}
        # A row whose state is not known is a problem of its own; what the project says cannot be judged then.
        if set(project.states) != states and all(body.states for body in own):
            actual = ";".join(sorted(states)) or "none"
            project.row.wrong("states", f"does not fit the project's rows in municipalities.csv: {actual}")
