"""Two people at the same moment, each in a thread with a connection of its own."""

from contextlib import contextmanager, nullcontext
from functools import partial
from threading import Barrier, Event, Lock, Thread
from time import sleep

import pytest
from django.db import connection, connections, transaction

from measures import workflow
from measures.models import CatalogueVersion, Edition
from tests.factories import make_draft, make_public

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(*actions):
    """Run `actions` at the same time; return for each what it returned or the error it raised.

    SQLite lets one writer in at a time. As a file it makes the others wait; in memory, where the tests run, it
    turns them away, so here a lock lets them wait.
    """
    turn = Lock() if connection.vendor == "sqlite" else nullcontext()
    start, outcomes = Barrier(len(actions)), [None] * len(actions)

    def run(position, action):
        try:
            start.wait()
            with turn:
                outcomes[position] = action()
        except Exception as error:
            outcomes[position] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def errors(outcomes):
    return [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)]


@contextmanager
def pause_before_insert(table, *, until):
    """Hold this thread's first INSERT into `table` until `until` is set, or for half a second."""

    def wait(execute, sql, params, many, context):
        if sql.startswith(f'INSERT INTO "{table}"'):
            until.wait(0.5)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wait):
        yield


def fresh(edition):
    return Edition.objects.get(pk=edition.pk)


def test_of_two_who_publish_the_same_edition_one_wins():
    for _ in range(5):
        edition = make_draft()
        workflow.submit(edition=edition, by=None, version=1)
        before = CatalogueVersion.objects.get().number
        publish = partial(workflow.publish, by=None, version=2)

        outcomes = at_once(partial(publish, edition=fresh(edition)), partial(publish, edition=fresh(edition)))

        assert errors(outcomes) == [workflow.Conflict]
        assert (fresh(edition).state, fresh(edition).version) == ("published", 3)
        assert CatalogueVersion.objects.get().number == before + 1


def test_of_two_who_save_the_same_draft_one_wins():
    titles = ["Erste", "Zweite"]
    for _ in range(5):
        edition = make_draft()
        save = partial(workflow.save_draft, by=None, version=1)

        outcomes = at_once(*(partial(save, edition=fresh(edition), content={"title": title}) for title in titles))

        assert errors(outcomes) == [workflow.Conflict]
        assert (fresh(edition).title, fresh(edition).version) == (titles[outcomes.index(["title"])], 2)


def test_of_two_who_start_a_draft_one_gets_it():
    for _ in range(5):
        measure = make_public().measure
        start = partial(workflow.start_draft, measure=measure, by=None)

        outcomes = at_once(start, start)

        assert errors(outcomes) == [workflow.WorkflowError]
        assert measure.editions.working().count() == 1


def test_who_starts_a_draft_while_another_one_saves_his_is_refused_and_he_is_not():
    public = make_public()
    draft = workflow.start_draft(measure=public.measure, by=None)
    written = Event()

    @transaction.atomic
    def save():
        workflow.save_draft(edition=fresh(draft), by=None, version=1, content={"title": "Neu"})
        written.set()
        sleep(0.3)  # until the other one waits for what is written

    def start():
        written.wait(1)
        workflow.start_draft(measure=public.measure, by=None, original=public)

    outcomes = at_once(save, start)

    assert errors(outcomes) == [workflow.WorkflowError]
    assert fresh(draft).title == "Neu"


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
    assert fresh(second).state == "published"
    # Whoever was first: the draft is refused, or it begins with what is public now.
    assert isinstance(draft, workflow.WorkflowError) or draft.title == "Neu"
    assert set(Edition.objects.working().values_list("title", flat=True)) <= {"Neu"}
