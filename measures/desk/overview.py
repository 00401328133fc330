"""The page after signing in: what there is to do, and for editors all entries of their projects."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.utils import timezone

from measures.models import Edition
from municipalities.accounts.access_review import accounts_to_confirm, projects_without_editor
from municipalities.models import ModelProject
from municipalities.ordering import german_order, sort_key

CONFIRM_AFTER = timedelta(days=183)  # half a year


@dataclass(frozen=True)
class Entry:
    """A measure in an editor's overview, with the editions that matter to them."""

    edition: Edition  # the one that the row is about: being worked on, else public, else the newest
    working: Edition | None
    public: Edition | None
    naming: Edition | None  # an edition that names a person

    @property
    def state(self) -> str:
        return self.edition.state

    @property
    def confirmed(self) -> datetime | None:
        """Return when the public edition was last confirmed, or else published."""
        return self.public and (self.public.confirmed_at or self.public.published_at)

    @property
    def months(self) -> int | None:
        """Return how many months ago that was."""
        return (timezone.now() - self.confirmed).days // 30 if self.confirmed else None

    @property
    def is_due(self) -> bool:
        """Return whether somebody should confirm or update the entry."""
        return bool(self.public and not self.working and self.confirmed < timezone.now() - CONFIRM_AFTER)


def overview(user):
    """Return the context of the overview: for a moderator numbers of what waits, for an editor all their entries."""
    if user.is_moderator:
        return {
            "waiting": Edition.objects.filter(state=Edition.State.SUBMITTED).count(),
            "accounts_to_confirm": accounts_to_confirm().count(),
            "left_alone": Edition.objects.public().filter(measure__project__in=projects_without_editor()).count(),
            "named_persons": Edition.objects.naming_persons().count(),
        }
    entries = entries_of(user)
    return {
        "projects": list(ModelProject.objects.open_to(user).order_by(german_order("name"))),
        "returned": [entry for entry in entries if entry.state == Edition.State.RETURNED],
        "due": [entry for entry in entries if entry.is_due],
        "entries": entries,
    }


def entries_of(user):
    """Return one Entry for each measure that `user` may see, ordered by project and title."""
    editions = Edition.objects.open_to(user).exclude(state=Edition.State.SUPERSEDED)
    editions = editions.select_related("measure__project", "returned_by").order_by("measure", "number")
    groups = groupby(editions, key=lambda edition: edition.measure_id)
    return sorted((entry_of(list(group)) for _measure, group in groups), key=project_and_title)


def project_and_title(entry):
    return sort_key(entry.edition.measure.project.name), sort_key(entry.edition.title)


def entry_of(editions):
    """Return the Entry of a measure with these `editions`, in the order of their numbers."""
    working = next((edition for edition in editions if edition.state in Edition.WORKING), None)
    public = next((edition for edition in editions if edition.state == Edition.State.PUBLISHED), None)
    newest = editions[-1]
    naming = next((edition for edition in (public, working, newest) if edition and edition.person_name), None)
    return Entry(edition=working or public or newest, working=working, public=public, naming=naming)
