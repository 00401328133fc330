"""The dry run of a table: the outcome of each of its rows, compared with what is stored now."""

import hashlib
from collections import Counter

from django.utils.translation import gettext as _

from measures.content import changed_names
from measures.intake.cell_choices import Choices
from measures.intake.cell_values import Reader, place_choices
from measures.intake.cells import same
from measures.intake.columns import BY_NAME, CONTENT_NAMES, fold
from measures.intake.entries import entries, places_by_project, stored_texts
from measures.intake.planned_rows import (
    CHANGED,
    ERROR,
    NEW,
    OUTCOMES,
    UNCHANGED,
    PlannedRow,
    emptied,
    fixed,
    key_of,
    why_broken,
)
from measures.intake.problems import NotUnderstood, Problem
from measures.models import Edition, Measure
from municipalities.models import ModelProject


class Plan:
    """What a table would do if `user` carried it out. Any number of rows takes the same number of queries."""

    def __init__(self, table, user):
        self.table, self.user = table, user
        self.projects = list(ModelProject.objects.open_to(user).funded())
        self.project_choices = Choices((project, [project.name, project.slug]) for project in self.projects)
        self.place_choices = {}
        self.reader = Reader()
        keys = {key for row in table.rows if (key := key_of(row))}
        self.entries = {entry.key: entry for entry in entries(user, keys)}
        self.places = places_by_project([*self.projects, *[entry.project for entry in self.entries.values()]])
        self.key_choices = None
        self.often = Counter(key_of(row) for row in table.rows)
        self.titles, self.titles_in_table = self._stored_titles(), {}
        self.rows = [self._row(row) for row in table.rows]

    def of(self, outcome):
        return [row for row in self.rows if row.outcome == outcome]

    @property
    def counts(self):
        counts = Counter(row.outcome for row in self.rows)
        return {outcome: counts[outcome] for outcome in OUTCOMES}

    @property
    def left_alone(self):
        """Headers of the fields that existing measures keep, because the table has no column for them."""
        if not self.entries:
            return []
        return [BY_NAME[name].header for name in CONTENT_NAMES if name not in self.table.columns]

    @property
    def fingerprint(self):
        """A text that stays the same as long as carrying out the plan would do the same."""
        digest = hashlib.blake2s(digest_size=16)
        for row in self.rows:
            base = (row.entry.edition.pk, row.entry.edition.version) if row.entry else ()
            project = row.project.pk if row.project else None
            content = [(name, fixed(value)) for name, value in sorted(row.content.items())]
            digest.update(repr((row.number, row.outcome, project, base, content)).encode())
        return digest.hexdigest()

    def places_of(self, project):
        """Return all municipalities of a project: the places of a new measure, if the table names none."""
        return self.places[project.pk]

    def _stored_titles(self):
        """Return {(key of a project, folded title): slug of the measure} of all current editions."""
        found = Edition.objects.open_to(self.user).exclude(state=Edition.State.SUPERSEDED)
        found = found.values_list("measure__project", "title", "measure__slug")
        return {(project, fold(title)): slug for project, title, slug in found}

    def _row(self, row):
        planned = PlannedRow(row["row"], row["cells"].get("title", "")[:200])
        for name, (why, text) in row["broken"].items():
            self._wrong(row, planned, name, why_broken(why), value=text)
        if row["extra"]:
            planned.problems.append(_without_header(row))
        if key := key_of(row):
            self._existing(row, key, planned)
        elif row["cells"] or row["broken"]:
            self._new(row, planned)
        if planned.problems:
            planned.outcome = ERROR
        return planned

    def _existing(self, row, key, planned):
        entry = self.entries.get(key)
        if self.often[key] > 1:
            self._wrong(row, planned, "key", _("This key stands in more than one row."))
        elif entry is None:
            reason = _("None of the measures you write for has this key. For a new measure, leave it empty.")
            self._wrong(row, planned, "key", reason, nearest=self._nearest_key(key))
        if entry is None:
            return
        planned.entry, planned.project = entry, entry.project
        planned.title = planned.title or entry.edition.title
        self._check_project(row, planned)
        stored = stored_texts(entry, self.places[entry.project.pk])
        for name in self._content_columns(row):
            text = row["cells"].get(name, "")
            if not same(text, stored[name]):
                self._read(row, name, text, planned)
        self._check_years(row, planned, entry.edition)
        if planned.content and entry.edition.state == Edition.State.SUBMITTED:
            reason = _("The entry waits for review. Take it back first, then it can be changed.")
            self._wrong(row, planned, "key", reason)
        planned.outcome = CHANGED if planned.content else UNCHANGED

    def _new(self, row, planned):
        planned.outcome, planned.project = NEW, self._project(row, planned)
        for name in self._content_columns(row):
            if text := row["cells"].get(name, ""):
                self._read(row, name, text, planned)
        if "title" not in row["cells"] and "title" not in row["broken"]:
            self._wrong(row, planned, "title", _("A new measure needs a title."))
        self._check_years(row, planned, Edition())
        if planned.project and planned.title:
            self._check_title(row, planned)

    def _check_title(self, row, planned):
        """Note a problem for two new measures with the same title, a hint if there is a stored one with it."""
        title = planned.project.pk, fold(planned.title)
        if title in self.titles_in_table:
            reason = _("Row %(row)s is a new measure with the same title.") % {"row": self.titles_in_table[title]}
            self._wrong(row, planned, "title", reason)
        elif title in self.titles:
            planned.hint = _(
                "There is a measure with this title already. If you mean that one, put its key there: %(key)s"
            ) % {"key": self.titles[title]}
        self.titles_in_table.setdefault(title, row["row"])

    def _content_columns(self, row):
        return [name for name in self.table.columns if name not in ("key", "project", *row["broken"])]

    def _read(self, row, name, text, planned):
        try:
            if name == "title" and not text:
                raise NotUnderstood(_("A measure needs a title."))
            if "\ufffd" in text:
                raise NotUnderstood(_("A character was lost when the file was saved; it is shown as �."))
            if text:
                planned.content[name] = self.reader.value(name, text, self._places(planned))
            else:
                planned.content[name] = emptied(name)
        except NotUnderstood as error:
            self._wrong(row, planned, name, error.reason, value=error.value, nearest=error.nearest)
        else:
            if planned.entry and not changed_names(planned.entry.edition, {name: planned.content[name]}):
                del planned.content[name]  # the same value in other words

    def _places(self, planned):
        if planned.project is None:
            return Choices(())
        named = planned.entry.edition.places.all() if planned.entry else ()
        key = planned.project.pk, *sorted(place.pk for place in named)
        if key not in self.place_choices:
            self.place_choices[key] = place_choices({*self.places[planned.project.pk], *named})
        return self.place_choices[key]

    def _project(self, row, planned):
        text = row["cells"].get("project", "")
        if not text and len(self.projects) == 1:
            return self.projects[0]
        try:
            if not text:
                raise NotUnderstood(_("Please name the model project; you write for more than one."))
            return self.project_choices.find(text)
        except NotUnderstood as error:
            reason = _("You do not write for a model project of this name.") if text else error.reason
            self._wrong(row, planned, "project", reason, nearest=error.nearest)
            return None

    def _check_project(self, row, planned):
        """Note a problem if the row names another project than that of its measure, which cannot be changed."""
        text = row["cells"].get("project", "")
        if text and fold(text) not in (fold(planned.project.name), fold(planned.project.slug)):
            reason = _("The measure belongs to another model project, which a table cannot change.")
            self._wrong(row, planned, "project", reason, nearest=planned.project.name)

    def _check_years(self, row, planned, edition):
        start, end = (planned.content.get(name, getattr(edition, name)) for name in ("start_year", "end_year"))
        if {"start_year", "end_year"} & planned.content.keys() and start and end and end < start:
            name = "end_year" if "end_year" in self.table.columns else "start_year"
            self._wrong(row, planned, name, _("The end lies before the start."))

    def _nearest_key(self, key):
        if self.key_choices is None:
            open_to_user = Edition.objects.open_to(self.user).values("measure")
            slugs = Measure.objects.filter(pk__in=open_to_user).values_list("slug", flat=True)
            self.key_choices = Choices((slug, [slug]) for slug in slugs)
        return self.key_choices.nearest(key)

    def _wrong(self, row, planned, name, reason, *, value=None, nearest=""):
        problem = Problem(
            row=row["row"],
            column=BY_NAME[name].header,
            letter=self.table.columns.get(name, ""),
            value=row["cells"].get(name, "") if value is None else value,
            reason=reason,
            nearest=nearest,
        )
        planned.problems.append(problem)


def _without_header(row):
    """Return the Problem for the cells of a row that have no header above them."""
    cells = [f"{letter}{row['row']}: {text}" for letter, text in row["extra"].items()]
    return Problem(
        row=row["row"],
        letter=next(iter(row["extra"])),
        value="\n".join(cells),
        reason=_(
            "There is no header above this cell. In a CSV file, a text with a separator needs quotation marks; else "
            "give the column a header, or empty the cell."
        ),
    )
