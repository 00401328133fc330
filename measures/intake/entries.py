"""The entries in the table of a user: one for each measure, with the edition that a change would start from."""

from dataclasses import dataclass

from measures.content import LISTS
from measures.intake.cells import named_places, texts
from measures.models import Edition
from municipalities.models import ModelProject, Participation
from municipalities.ordering import sort_key


@dataclass
class Entry:
    """A measure with its newest edition: the one being worked on, else the public one, else the last."""

    edition: Edition
    project: ModelProject

    @property
    def key(self):
        return self.edition.measure.slug


def entries(user, keys=None):
    """Return the Entries that `user` may edit by project and title; with `keys`, only those with these slugs."""
    editions = Edition.objects.newest_of_each().open_to(user)
    if keys is not None:
        editions = editions.filter(measure__slug__in=keys)
    editions = editions.select_related("measure__project").prefetch_related(*LISTS)
    found = [Entry(edition, edition.measure.project) for edition in editions]
    return sorted(found, key=lambda entry: (sort_key(entry.project.name), sort_key(entry.edition.title), entry.key))


def places_by_project(projects):
    """Return {key of a project: [its municipalities]}."""
    found = {project.pk: [] for project in projects}
    parts = Participation.objects.filter(project__in=found).order_by("municipality")
    for part in parts.select_related("municipality"):
        found[part.project_id].append(part.municipality)
    return found


def stored_texts(entry, places):
    """Return the cells of an entry: {name of a column: text}; `places` are those of its project."""
    named = named_places({*places, *entry.edition.places.all()})
    return {"key": entry.key, "project": entry.project.name, **texts(entry.edition, named)}
