"""A publication planned for a day: nothing is public before, and whatever changes the entry makes the plan void."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from measures import planned_publications, workflow
from measures.models import Edition, PlannedPublication
from tests.desk.pages import state, text_of, url

pytestmark = pytest.mark.django_db


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


@pytest.fixture
def planned(submitted, moderator):
    planned_publications.plan_publication(edition=submitted, by=moderator, version=submitted.version, day=tomorrow())
    return submitted


def pass_a_day():
    PlannedPublication.objects.update(day=timezone.localdate())


def carry_out():
    call_command("publish_planned", verbosity=0)


def test_it_is_public_on_its_day_and_not_before(moderator_client, submitted, moderator, client):
    typed = {"version": submitted.version, "day": tomorrow().isoformat()}
    assert moderator_client.post(url("entry_plan", submitted), typed).status_code == 302
    assert "wird am" in text_of(moderator_client.get(url("review_queue")))
    carry_out()
    assert state(submitted) == "submitted"
    assert client.__class__().get(submitted.get_absolute_url()).status_code == 404
    pass_a_day()
    carry_out()
    published = Edition.objects.public().get()
    assert (published, published.published_by) == (submitted, moderator)
    assert not PlannedPublication.objects.exists()


@pytest.mark.parametrize("day", ["", "morgen", "2020-01-01"])
def test_only_a_day_to_come_can_be_planned(moderator_client, submitted, day):
    response = moderator_client.post(url("entry_plan", submitted), {"version": submitted.version, "day": day})
    assert response.status_code == (409 if day == "2020-01-01" else 400)
    assert not PlannedPublication.objects.exists()


def test_a_plan_is_cancelled(moderator_client, planned):
    assert "Geplant für den" in text_of(moderator_client.get(url("entry_review", planned)))
    moderator_client.post(url("entry_cancel_plan", planned), {"version": planned.version})
    pass_a_day()
    carry_out()
    assert state(planned) == "submitted"


def test_what_was_changed_since_is_not_published(moderator_client, planned, editor):
    workflow.recall(edition=planned, by=editor, version=planned.version)
    workflow.save_draft(edition=planned, by=editor, version=planned.version, content={"goals": "Ganz anders"})
    workflow.submit(edition=planned, by=editor, version=planned.version)
    pass_a_day()
    carry_out()
    assert state(planned) == "submitted"
    assert "gilt nicht mehr" in text_of(moderator_client.get(url("review_queue")))


def test_who_is_no_longer_a_moderator_publishes_nothing(planned, moderator):
    moderator.is_moderator = False
    moderator.save()
    pass_a_day()
    carry_out()
    assert state(planned) == "submitted"


def test_the_rule_of_four_eyes_holds_for_a_plan(submitted, editor):
    with pytest.raises(workflow.ReasonNeeded):
        planned_publications.plan_publication(edition=submitted, by=editor, version=submitted.version, day=tomorrow())
