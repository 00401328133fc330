"""Image files are deleted when no edition names them any more, and not before."""

import os
import time
from contextlib import nullcontext
from functools import partial
from threading import Event

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from measures import workflow
from measures.models import Edition, Measure
from tests.concurrency import at_once, pause_before_insert, reload
from tests.factories import make_draft, make_picture, make_public

pytestmark = pytest.mark.django_db


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """Let what a verb leaves for after the transaction happen, as it does outside of a test."""
    return partial(django_capture_on_commit_callbacks, execute=True)


@pytest.fixture
def files(settings):
    folder = settings.MEDIA_ROOT / "editions"
    return lambda: {f"editions/{path.name}" for path in folder.iterdir()} if folder.exists() else set()


def save(edition, **content):
    return workflow.save_draft(edition=edition, by=None, version=edition.version, content=content)


def make_old(settings, *names):
    two_days_ago = time.time() - 2 * 24 * 3600
    for name in names:
        os.utime(settings.MEDIA_ROOT / name, (two_days_ago, two_days_ago))


def test_a_replaced_image_goes_after_the_transaction_and_not_before(commit, files):
    edition = make_draft(**make_picture())
    before = edition.image.name
    with commit():
        save(edition, **make_picture(3, 3))
        assert files() == {before, edition.image.name}
    assert files() == {edition.image.name} == {Edition.objects.get().image.name}


def test_a_cleared_image_goes(commit, files):
    edition = make_draft(**make_picture())
    with commit():
        save(edition, image="")
    assert files() == set()


def test_the_image_of_a_discarded_draft_goes_also_with_its_measure(commit, files):
    edition = make_draft(**make_picture())
    kept = make_draft(**make_picture())
    with commit():
        workflow.discard(edition=edition, by=None, version=1)
    assert (files(), Measure.objects.count()) == ({kept.image.name}, 1)


def test_an_image_that_another_edition_names_stays(commit, files):
    public = make_public(**make_picture())
    for end in (lambda draft: save(draft, image=""), lambda draft: save(draft, **make_picture(4, 4))):
        draft = workflow.start_draft(measure=public.measure, by=None)
        assert draft.image.name == public.image.name
        with commit():
            end(draft)
        assert public.image.name in files()
        with commit():
            workflow.discard(edition=draft, by=None, version=2)
        assert files() == {public.image.name}


def test_what_was_public_once_keeps_its_image(commit, files):
    public = make_public(**make_picture())
    with commit():
        draft = workflow.start_draft(measure=public.measure, by=None)
        save(draft, **make_picture(4, 4))
        workflow.submit(edition=draft, by=None, version=2)
        workflow.publish(edition=draft, by=None, version=3)
        workflow.withdraw(edition=draft, by=None, version=4, reason="Darum")
    assert files() == {public.image.name, draft.image.name}


def test_what_is_rolled_back_deletes_nothing(commit, files):
    edition = make_draft(**make_picture())
    before = edition.image.name
    with commit():
        with transaction.atomic():
            save(reload(edition), image="")
            transaction.set_rollback(True)
        with transaction.atomic():
            workflow.discard(edition=reload(edition), by=None, version=1)
            transaction.set_rollback(True)
    assert files() == {before} == {Edition.objects.get().image.name}


def test_a_conflict_deletes_nothing(commit, files):
    edition = make_draft(**make_picture())
    with commit():
        for version in (0, 2):
            with pytest.raises(workflow.Conflict):
                workflow.save_draft(edition=edition, by=None, version=version, content={"image": ""})
    assert files() == {edition.image.name}


def test_nothing_is_copied_from_an_edition_that_is_gone():
    public = make_public(**make_picture())
    draft = workflow.start_draft(measure=public.measure, by=None)
    seen = reload(draft)
    workflow.discard(edition=draft, by=None, version=1)
    with pytest.raises(workflow.WorkflowError):
        workflow.start_draft(measure=public.measure, by=None, original=seen)
    assert Edition.objects.get() == public


def test_an_edition_cannot_take_the_image_of_another_one():
    theirs = make_draft(**make_picture())
    mine = make_draft()
    for image in (theirs.image, theirs.image.name):
        with pytest.raises(ValueError, match="only by copying"):
            save(reload(mine), image=image, image_alt="x", image_rights="y")
    assert Edition.objects.exclude(image="").get() == theirs


def test_the_image_it_has_is_no_change():
    edition = make_draft(**make_picture())
    assert save(edition, image=reload(edition).image, title="Neu") == ["title"]


def test_what_failed_saves_have_left_is_removed_after_a_day(commit, files, settings, capsys):
    public, draft = make_public(**make_picture()), make_draft(**make_picture())
    named = {public.image.name, draft.image.name}
    with pytest.raises(IntegrityError), transaction.atomic():
        save(draft, **make_picture(3, 3), start_year=2021, end_year=2020)
    assert len(files() - named) == 1
    call_command("remove_orphaned_images")
    assert len(files()) == 3, "a save under way may still name it"
    make_old(settings, *files())
    call_command("remove_orphaned_images")
    assert files() == named
    call_command("remove_orphaned_images")
    assert capsys.readouterr().out.split(" files removed.\n") == ["0", "1", "0", ""]


def test_without_any_file_there_is_nothing_to_remove(capsys):
    call_command("remove_orphaned_images")
    assert capsys.readouterr().out == "0 files removed.\n"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("paused", [True, False])
def test_a_draft_that_starts_while_a_file_is_deleted_names_no_file_that_is_gone(files, paused):
    """Its original is a draft that is being discarded: whoever is first, no edition is left without its file."""
    original = make_draft(**make_picture())
    Edition.objects.create(measure=original.measure, number=2, title="Damit die Maßnahme bleibt",
        state="withdrawn", submitted_at=original.created_at, published_at=original.created_at,
        closed_at=original.created_at, close_reason="Darum")  # fmt: skip
    discarded = Event()

    def start():
        with pause_before_insert("measures_edition", until=discarded) if paused else nullcontext():
            return workflow.start_draft(measure=original.measure, by=None, original=original)

    def discard():
        workflow.discard(edition=reload(original), by=None, version=1)
        discarded.set()

    draft, _ = at_once(start, discard)

    naming = set(Edition.objects.exclude(image="").values_list("image", flat=True))
    assert naming == files()
    # Refused since there was nothing to copy any more, or since the original was there still; or the copy has it all.
    assert isinstance(draft, workflow.WorkflowError) or naming == {original.image.name}
