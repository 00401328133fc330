"""Archiving and withdrawing are taken back in one step, and past days keep the gap."""

import pytest
from django.utils import timezone

from measures import reopening, workflow
from measures.models import Edition
from tests.desk.pages import state, text_of, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("verb", [workflow.archive, workflow.withdraw])
def test_a_moderator_takes_it_back_in_one_step(moderator_client, moderator, first, verb):
    before = timezone.now()
    verb(edition=first, by=moderator, version=first.version, reason="Ein Versehen.")
    between = timezone.now()
    page = text_of(moderator_client.get(url("entry_history", first)))
    assert url("entry_reopen", first) in page
    assert moderator_client.post(url("entry_reopen", first), {"version": first.version}).status_code == 302
    public = Edition.objects.public().get()
    assert (public.title, public.number, public.published_by) == (first.title, 2, moderator)
    assert list(Edition.objects.public_at(before)) == [first]
    assert list(Edition.objects.public_at(between)) == []
    assert list(Edition.objects.public_at(timezone.now())) == [public]
    assert url("entry_reopen", public) not in text_of(moderator_client.get(url("entry_history", public)))


def test_it_is_not_taken_back_twice_or_over_what_somebody_else_does(moderator, editor, first):
    with pytest.raises(workflow.WorkflowError):
        reopening.reopen(edition=first, by=moderator, version=first.version)  # it is public
    workflow.archive(edition=first, by=moderator, version=first.version, reason="Ein Versehen.")
    with pytest.raises(workflow.Conflict):
        reopening.reopen(edition=first, by=moderator, version=first.version - 1)
    assert (state(first), Edition.objects.count()) == ("archived", 1)
    workflow.start_draft(measure=first.measure, by=editor, original=first)
    with pytest.raises(workflow.WorkflowError):
        reopening.reopen(edition=first, by=moderator, version=first.version)
