"""Two users run verbs of the workflow at the same moment, in threads with separate connections."""

from functools import partial
from threading import Event
from time import sleep

import pytest
from django.db import transaction

from measures import workflow
from measures.models import CatalogueVersion, Edition
from tests.concurrency import at_once, errors, pause_before_insert, reload
from tests.factories import make_draft, make_person, make_public

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_of_two_who_publish_the_same_edition_one_wins():
    for _ in range(5):
        edition = make_draft()
        workflow.submit(edition=edition, by=None, version=1)
        before = CatalogueVersion.objects.get().number
        publish = partial(workflow.publish, by=None, version=2)

        outcomes = at_once(partial(publish, edition=reload(edition)), partial(publish, edition=reload(edition)))

        assert errors(outcomes) == [workflow.Conflict]
        assert (reload(edition).state, reload(edition).version) == ("published", 3)
        assert CatalogueVersion.objects.get().number == before + 1


def test_of_two_who_save_the_same_draft_one_wins():
    titles = ["Erste", "Zweite"]
    for _ in range(5):
        edition = make_draft()
        save = partial(workflow.save_draft, by=None, version=1)

        outcomes = at_once(*(partial(save, edition=reload(edition), content={"title": title}) for title in titles))

        assert errors(outcomes) == [workflow.Conflict]
        assert (reload(edition).title, reload(edition).version) == (titles[outcomes.index(["title"])], 2)


def test_of_two_who_start_a_draft_one_gets_it():
    for _ in range(5):
        measure = make_public().measure
        start = partial(workflow.start_draft, measure=measure, by=None)

        outcomes = at_once(start, start)

        assert errors(outcomes) == [workflow.WorkflowError]
        assert measure.editions.working().count() == 1


def test_starting_a_draft_while_another_is_saved_is_refused_and_the_save_succeeds():
    public = make_public()
    draft = workflow.start_draft(measure=public.measure, by=None)
    written = Event()

    @transaction.atomic
    def save():
        workflow.save_draft(edition=reload(draft), by=None, version=1, content={"title": "Neu"})
        written.set()
        sleep(0.3)  # until the other one waits for what is written

    def start():
        written.wait(1)
        workflow.start_draft(measure=public.measure, by=None, original=public)

    outcomes = at_once(save, start)

    assert errors(outcomes) == [workflow.WorkflowError]
    assert reload(draft).title == "Neu"


def test_a_draft_never_starts_from_an_edition_that_is_being_superseded():
    measure = make_public("Alt").measure
    second = workflow.start_draft(measure=measure, by=None)
    workflow.save_draft(edition=second, by=None, version=1, content={"title": "Neu"})
    workflow.submit(edition=second, by=None, version=2)
    published = Event()

    def start():
        with pause_before_insert("measures_edition", until=published):
            return workflow.start_draft(measure=measure, by=None)

    def publish():
        workflow.publish(edition=second, by=None, version=3)
        published.set()

    draft, publication = at_once(start, publish)

    assert publication is None
    assert reload(second).state == "published"
    # Whoever was first: the draft is refused, or it begins with what is public now.
    assert isinstance(draft, workflow.WorkflowError) or draft.title == "Neu"
    assert set(Edition.objects.working().values_list("title", flat=True)) <= {"Neu"}


def test_a_draft_that_starts_while_a_person_is_removed_does_not_bring_the_name_back():
    measure = make_public(**make_person()).measure
    has_read, removed = Event(), Event()

    def start():
        with pause_before_insert("measures_edition", reached=has_read, until=removed):
            workflow.start_draft(measure=measure, by=None)

    def remove():
        has_read.wait(0.5)
        workflow.remove_person(measure=measure, by=None)
        removed.set()

    outcomes = at_once(start, remove)

    assert errors(outcomes) == []
    assert [*measure.editions.order_by("number").values_list("person_name", flat=True)] == ["", ""]
