"""The start page of the desk: what is to be done, and for editors all entries of their projects."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.utils import timezone

from measures.desk.dead_link_pages import links_of
from measures.desk.handover_pages import entries_without_editor
from measures.desk.reuse_pages import waiting_for
from measures.desk.reuse_sides import asked_of
from measures.desk.review_queue import requests_to_archive
from measures.models import AnsweredQuestion, Edition, Enquiry, Handover, OpenQuestion
from municipalities.accounts.access_review import accounts_to_confirm
from municipalities.accounts.models import User
from municipalities.models import ModelProject
from municipalities.ordering import sort_key

CONFIRM_AFTER = timedelta(days=183)  # half a year


@dataclass(frozen=True)
class Entry:
    """A measure in the overview of an editor, with the editions that matter there."""

    edition: Edition  # the one shown in the row: the working one, else the public one, else the newest
    working: Edition | None
    public: Edition | None
    with_person: Edition | None  # an edition that names a person

    @property
    def state(self) -> str:
        return self.edition.state

    @property
    def was_confirmed(self) -> bool:
        """Return whether a user has confirmed or published the public edition. An import does neither."""
        return bool(self.public and (self.public.confirmed_at or self.public.published_by_id))

    @property
    def confirmed(self) -> datetime | None:
        """Return when the public edition was last confirmed, or else published or imported."""
        if self.public is None:
            return None
        return self.public.confirmed_at or self.public.published_at

    @property
    def months(self) -> int | None:
        """Return the number of months (of 30 days) since then."""
        return (timezone.now() - self.confirmed).days // 30 if self.confirmed else None

    @property
    def is_due(self) -> bool:
        """Return whether an editor should confirm or update the entry.

        A draft does not change that, since it may lie there for long; one that waits for review does.
        """
        waits = self.working is not None and self.working.state == Edition.State.SUBMITTED
        return bool(self.public and not waits and self.confirmed < timezone.now() - CONFIRM_AFTER)


def overview(user: User) -> dict:
    """Return the context of the overview: numbers of open tasks for a moderator, all entries for an editor."""
    open_enquiries = Enquiry.objects.open_to(user).open().count()
    if user.is_moderator:
        return {
            "open_enquiries": open_enquiries,
            "waiting": Edition.objects.filter(state=Edition.State.SUBMITTED).count(),
            "archiving_requests": requests_to_archive().count(),
            "accounts_to_confirm": accounts_to_confirm().count(),
            "entries_without_editor": entries_without_editor().count(),
            "waiting_reuses": waiting_for(user),
            "asked_reuses": asked_of(user).count(),
            "offers": Handover.objects.received_by(user).count(),
            "waiting_answers": AnsweredQuestion.objects.waiting().count(),
            "named_persons": Edition.objects.naming_persons().count(),
            "dead_links": len(links_of(user)),
            "open_questions": OpenQuestion.objects.known().count() if settings.MASSWERK_COUNT_QUESTIONS else 0,
        }
    entries = entries_of(user)
    return {
        "open_enquiries": open_enquiries,
        "projects": list(ModelProject.objects.open_to(user)),
        "returned": [entry for entry in entries if entry.state == Edition.State.RETURNED],
        "drafts": [entry for entry in entries if entry.state == Edition.State.DRAFT],
        "due": [entry for entry in entries if entry.is_due],
        "entries": entries,
        "dead_links": len(links_of(user)),
        "waiting_reuses": waiting_for(user),
        "offers": Handover.objects.received_by(user).count(),
        "asked_reuses": asked_of(user).count(),
    }


def entries_of(user):
    """Return one Entry for each measure that `user` may see, ordered by project and title."""
    # One query for all editions; superseded ones never appear, and their number grows without limit.
    editions = Edition.objects.open_to(user).exclude(state=Edition.State.SUPERSEDED)
    editions = editions.select_related("measure__project", "returned_by", "edited_by").order_by("measure", "number")
    groups = groupby(editions, key=lambda edition: edition.measure_id)
    entries = [entry_of(list(group)) for _measure, group in groups]
    return sorted(entries, key=project_and_title)


def project_and_title(entry):
    return sort_key(entry.edition.measure.project.name), sort_key(entry.edition.title)


def entry_of(editions):
    """Return the Entry of one measure, given its `editions` in the order of their numbers."""
    working = next((edition for edition in editions if edition.state in Edition.WORKING), None)
    public = next((edition for edition in editions if edition.state == Edition.State.PUBLISHED), None)
    newest = editions[-1]
    candidates = [edition for edition in (public, working, newest) if edition]
    with_person = next((edition for edition in candidates if edition.person_name), None)
    return Entry(edition=working or public or newest, working=working, public=public, with_person=with_person)
