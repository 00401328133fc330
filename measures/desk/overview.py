"""Where people land after signing in: what there is to do, and all entries of their projects."""

from datetime import timedelta
from itertools import groupby
from types import SimpleNamespace

from django.utils import timezone

from measures.models import Edition
from municipalities.accounts.access_review import accounts_to_confirm, projects_without_editor
from municipalities.models import ModelProject
from municipalities.ordering import german_order, sort_key

CONFIRM_AFTER = timedelta(days=183)  # half a year


def desk(request):
    """Return what the landing page shows to this user: to a moderator what waits, to an editor all her entries."""
    if request.user.is_moderator:
        return {
            "waiting": Edition.objects.filter(state=Edition.State.SUBMITTED).count(),
            "accounts_to_confirm": accounts_to_confirm().count(),
            "left_alone": Edition.objects.public().filter(measure__project__in=projects_without_editor()).count(),
            "named_persons": Edition.objects.naming_persons().count(),
        }
    entries = entries_of(request.user)
    return {
        "projects": list(ModelProject.objects.open_to(request.user).order_by(german_order("name"))),
        "returned": [entry for entry in entries if entry.state == Edition.State.RETURNED],
        "due": [entry for entry in entries if entry.is_due],
        "entries": entries,
    }


def entries_of(user):
    """Return one entry for each measure open to `user`: what is being worked on, what the public reads, or both."""
    editions = Edition.objects.open_to(user).exclude(state=Edition.State.SUPERSEDED)
    editions = editions.select_related("measure__project", "returned_by").order_by("measure", "number")
    entries = [_entry(list(group)) for _measure, group in groupby(editions, key=lambda edition: edition.measure_id)]
    return sorted(
        entries, key=lambda entry: (sort_key(entry.edition.measure.project.name), sort_key(entry.edition.title))
    )


def _entry(editions):
    working = next((edition for edition in editions if edition.state in Edition.WORKING), None)
    public = next((edition for edition in editions if edition.state == Edition.State.PUBLISHED), None)
    edition = working or public or editions[-1]
    confirmed = public and (public.confirmed_at or public.published_at)
    return SimpleNamespace(
        edition=edition,
        state=edition.state,
        working=working,
        public=public,
        naming=next((edition for edition in (public, working, editions[-1]) if edition and edition.person_name), None),
        confirmed=confirmed,
        months=(timezone.now() - confirmed).days // 30 if confirmed else None,
        is_due=bool(public and not working and confirmed < timezone.now() - CONFIRM_AFTER),
    )
