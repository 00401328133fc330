"""Checks of what the files of a catalogue say about each other. Each check adds the problems it finds."""

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
            row.wrong(column, f"This is in line {earlier.line} already.")


def check_names(projects, records):
    names = {project.slug: project.fields["name"] for project in projects}
    for record in records:
        if record.project and record.row.cells["model_project"] not in ("", names[record.project]):
            record.row.wrong(
                "model_project", f"This is not the name of {record.project}.", nearest=names[record.project]
            )


def check_same_body(bodies):
    """Compare the rows of bodies that take part in several projects."""
    first = {}
    for body in bodies:
        earlier = first.setdefault(body.key, body)
        if earlier != body:
            reason = f"Line {earlier.row.line} describes this body differently."
            body.row.wrong("ars" if body.fields["ars"] else "name", reason)


def check_participants(projects, bodies):
    """Compare the lead and the states of each project with its rows in municipalities.csv."""
    for project in projects:
        own = [body for body in bodies if body.project == project.slug]
        leads = [body for body in own if body.role == Participation.Role.LEAD]
        for body in leads[1:]:
            body.row.wrong("role", f"Line {leads[0].row.line} is the lead already; a project has one.")
        if project.lead_ags and project.lead_ags not in [body.ags for body in own]:
            project.row.wrong("lead_ags", "No row of the project in municipalities.csv has this key.")
        elif project.lead_ags and project.lead_ags not in [body.ags for body in leads]:
            project.row.wrong("lead_ags", "The row in municipalities.csv with this key is not “federführend”.")
        states = {code for body in own for code in body.states}
        # A row with an unknown state is a problem of its own; then the states of the project cannot be judged.
        if set(project.states) != states and all(body.states for body in own):
            actual = ";".join(sorted(states)) or "none"
            project.row.wrong("states", f"The rows of the project in municipalities.csv are in other states: {actual}.")
