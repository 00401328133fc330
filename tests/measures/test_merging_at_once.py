"""Merging values of a vocabulary while entries that name them are saved, started or deleted."""

from contextlib import nullcontext
from functools import partial
from threading import Event

import pytest
from django.db import transaction
from django.db.models import ProtectedError

from measures import merging, workflow
from measures.models import SolutionType
from measures.vocabulary_values import lock_exclusive
from tests.concurrency import at_once, errors, pause_before_insert, reload
from tests.factories import make_draft, make_public, make_user
from tests.measures.test_merging import types_of, value

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_saving_during_a_merge_neither_fails_nor_loses_a_value():
    for _ in range(5):
        old = SolutionType.objects.create(slug="alt", name="Alt")
        new = value("dashboard")
        adding, keeping, removing = make_draft(types=[]), make_draft(types=["alt"]), make_draft(types=["alt", "app"])
        by = make_user()

        def save(edition, values):
            return partial(
                workflow.save_draft, edition=reload(edition), by=None, version=1,
                content={"title": "Neu", "solution_types": values},
            )  # fmt: skip

        outcomes = at_once(
            partial(merging.merge, value=old, into=new, by=by),
            save(adding, [old]),
            save(keeping, [old, value("app")]),
            save(removing, [value("app")]),
            partial(workflow.create_measure, project=adding.measure.project, by=None,
                    content={"title": "Ganz neu", "solution_types": [old]}),
        )  # fmt: skip

        assert errors(outcomes) == []
        assert value("alt").merged_into == new
        named = [types_of(edition) for edition in (adding, keeping, removing, outcomes[4])]
        assert named == [["dashboard"], ["app", "dashboard"], ["app"], ["dashboard"]]
        value("alt").delete()


@pytest.mark.parametrize("slow", ["save", "start", "merge"])
@pytest.mark.parametrize("named", [["app"], ["app", "plattform"], []])
def test_a_merge_and_a_transaction_that_names_the_value_wait_for_each_other(slow, named):
    """The slow one pauses for half a second in the middle of it while the others go on."""
    public = make_public(types=["app"])
    draft, seen = make_draft(types=named), [value("app")]
    old, new, by = value("app"), value("dashboard"), make_user()
    done = Event()

    def stopping(who, table, action):
        with pause_before_insert(table, until=done) if who == slow else nullcontext():
            result = action()
        done.set()
        return result

    save = partial(workflow.save_draft, edition=reload(draft), by=None, version=1)
    outcomes = at_once(
        lambda: stopping(
            "save", "measures_edition_solution_types", lambda: save(content={"title": "x", "solution_types": seen})
        ),
        lambda: stopping(
            "start",
            "measures_edition_solution_types",
            lambda: workflow.start_draft(measure=public.measure, by=None),
        ),
        lambda: stopping("merge", "django_admin_log", lambda: merging.merge(value=old, into=new, by=by)),
    )

    assert errors(outcomes) == []
    assert [types_of(edition) for edition in (public, draft, outcomes[1])] == [["dashboard"]] * 3


def test_of_two_merges_of_the_same_values_one_wins():
    for number in range(5):
        first, second = (SolutionType.objects.create(slug=f"{name}{number}", name=f"{name}{number}") for name in "ab")
        edition, by = make_draft(types=[first.slug, second.slug]), make_user()

        outcomes = at_once(
            partial(merging.merge, value=first, into=second, by=by),
            partial(merging.merge, value=second, into=first, by=by),
        )

        assert errors(outcomes) == [merging.MergeError]
        assert len(types_of(edition)) == 1


def test_transactions_that_save_several_entries_do_not_deadlock_with_merges():
    def save_in_turn(*savings):
        with transaction.atomic():
            for edition, values in savings:
                workflow.save_draft(edition=edition, by=None, version=1, content={"solution_types": values})

    for number in range(5):
        first, second = (SolutionType.objects.create(slug=f"{name}{number}", name=f"{name}{number}") for name in "ab")
        drafts, by, into = [make_draft(types=[]) for _ in range(4)], make_user(), value("dashboard")

        outcomes = at_once(
            partial(save_in_turn, (drafts[0], [first]), (drafts[1], [second])),
            partial(save_in_turn, (drafts[2], [second]), (drafts[3], [first])),
            partial(merging.merge, value=first, into=into, by=by),
            partial(merging.merge, value=second, into=into, by=by),
        )

        assert errors(outcomes) == []
        assert [types_of(draft) for draft in drafts] == [["dashboard"]] * 4


@pytest.mark.parametrize("slow", ["save", "delete"])
def test_a_value_is_deleted_before_or_refused_after_an_edition_names_it(slow):
    old, draft, done = SolutionType.objects.create(slug="alt", name="Alt"), make_draft(types=[]), Event()

    def delete():
        with transaction.atomic():
            workflow.catalogue_changed()
            lock_exclusive(SolutionType)
            if slow == "delete":
                done.wait(0.5)
            SolutionType.objects.get(slug="alt").delete()

    def save():
        with pause_before_insert("measures_edition_solution_types", until=done) if slow == "save" else nullcontext():
            workflow.save_draft(edition=reload(draft), by=None, version=1, content={"solution_types": [old]})

    outcomes = at_once(save, delete)

    deleted = not SolutionType.objects.filter(slug="alt").exists()
    assert errors(outcomes) == ([] if deleted else [ProtectedError])
    assert types_of(draft) == ([] if deleted else ["alt"])
