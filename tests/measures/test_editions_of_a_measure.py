"""Which edition of a measure is public, which is being worked on, which is the newest."""

import pytest

from measures import workflow
from measures.models import Edition, Measure
from tests.factories import make_draft, make_public, make_submitted

pytestmark = pytest.mark.django_db


def editions_of(measure):
    return measure.public, measure.working, measure.newest


def newest_of(measure):
    return Edition.objects.newest_of_each().get(measure=measure)


def check(measure, *, public, working, newest):
    assert editions_of(measure) == (public, working, newest)
    assert newest_of(measure) == newest


def publish(edition):
    workflow.submit(edition=edition, by=None, version=edition.version)
    workflow.publish(edition=edition, by=None, version=edition.version)


def test_a_new_measure_has_a_working_edition_only():
    draft, submitted = make_draft(), make_submitted()
    check(draft.measure, public=None, working=draft, newest=draft)
    check(submitted.measure, public=None, working=submitted, newest=submitted)


def test_a_public_measure_has_a_working_edition_while_it_is_changed():
    first = make_public()
    measure = first.measure
    check(measure, public=first, working=None, newest=first)

    second = workflow.start_draft(measure=measure, by=None)
    check(measure, public=first, working=second, newest=second)

    publish(second)
    check(measure, public=second, working=None, newest=second)


def test_a_discarded_draft_leaves_the_public_edition_as_the_newest():
    first = make_public()
    draft = workflow.start_draft(measure=first.measure, by=None)
    workflow.discard(edition=draft, by=None, version=draft.version)
    check(first.measure, public=first, working=None, newest=first)


@pytest.mark.parametrize("verb", [workflow.archive, workflow.withdraw])
def test_an_archived_or_withdrawn_edition_is_the_newest_but_not_public(verb):
    edition = make_public()
    verb(edition=edition, by=None, version=edition.version, reason="Irrtum")
    check(edition.measure, public=None, working=None, newest=edition)


def test_there_is_one_newest_edition_for_each_measure():
    changed, untouched = make_public(), make_public()
    draft = workflow.start_draft(measure=changed.measure, by=None)
    assert set(Edition.objects.newest_of_each()) == {draft, untouched}
    assert list(Edition.objects.public().newest_of_each()) == [untouched]


def test_an_edition_that_was_looked_up_knows_its_measure(django_assert_num_queries):
    measure = Measure.objects.get(pk=make_public().measure_id)
    with django_assert_num_queries(2):
        assert (measure.public.measure, measure.newest.measure) == (measure, measure)
