"""Vectors are computed, stored with their edition, and followed by every process."""

from datetime import timedelta

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from measures.finding import vector_index
from measures.finding import vectors as vectors_module
from measures.finding.current import CatalogueIndex, current, index
from measures.finding.embedders import MOST_CHARACTERS, embedder, plain
from measures.finding.missing_vectors import claim, compute_vectors
from measures.finding.vectors import BLOCK, Rows, VectorTable, as_bytes, products
from measures.models import EditionVectors, VectorState
from tests.factories import make_public
from tests.finding.test_index_current import republish, withdraw
from tests.finding.toy_model import ToyModel

pytestmark = pytest.mark.django_db

TOY = "tests.finding.toy_model.ToyModel"


@pytest.fixture(autouse=True)
def _toy_model(settings):
    settings.MASSWERK_EMBEDDER = TOY


def compute():
    while index.compute_vectors():
        pass
    return current()


def test_vectors_are_stored_for_each_public_edition_and_once_only():
    editions = [make_public(f"Hitze {n}") for n in range(40)]
    assert index.compute_vectors() == 16
    assert not current().vectors.complete
    snapshot = compute()
    assert snapshot.vectors.complete
    assert len(snapshot.vectors) == 40
    assert set(EditionVectors.objects.values_list("edition", flat=True)) == {edition.pk for edition in editions}
    assert index.compute_vectors() == 0
    assert VectorState.objects.get().number == 4  # three batches


def test_a_new_edition_gets_vectors_and_an_old_one_keeps_its_own():
    kept, changed = make_public("Hitze"), make_public("Schule")
    compute()
    newer = republish(changed, title="Wasser")
    snapshot = current()
    numbers = {document.edition: number for number, document in enumerate(snapshot.documents)}
    assert snapshot.vectors.has[numbers[kept.pk]]
    assert not snapshot.vectors.has[numbers[newer.pk]]  # costs it only its place in the second list
    assert index.compute_vectors() == 1
    assert current().vectors.complete


def test_another_process_follows_new_vectors_without_a_new_version_of_the_catalogue():
    make_public("Hitze")
    other = CatalogueIndex()
    before = other.catch_up()
    compute()
    after = other.catch_up()
    assert (after.version, len(before.vectors), len(after.vectors)) == (before.version, 0, 1)
    assert before.tag != after.tag
    assert after.tag == current().tag
    assert after.documents is before.documents  # nothing was read or indexed again


def test_vectors_that_were_stored_before_a_process_has_read_the_entry_are_not_computed_again():
    make_public("Hitze")
    other = CatalogueIndex()
    other.catch_up()
    make_public("Schule")
    compute()
    behind = other._snapshot
    other._vectors.read(behind.documents, VectorState.objects.get().number)  # the vectors come first
    assert other.catch_up().vectors.complete


def test_a_withdrawn_entry_leaves_the_vectors():
    kept, gone = make_public("Hitze"), make_public("Schule")
    compute()
    withdraw(gone)
    snapshot = current()
    assert [document.edition for document in snapshot.documents] == [kept.pk]
    assert len(snapshot.vectors) == 1
    newer = make_public("Wasser")
    compute()
    assert set(EditionVectors.objects.values_list("edition", flat=True)) == {kept.pk, newer.pk}


def test_only_one_process_computes_until_its_claim_runs_out():
    make_public("Hitze")
    assert claim()
    assert not claim()
    assert index.compute_vectors() == 0
    VectorState.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert index.compute_vectors() == 1
    assert VectorState.objects.get().claimed_until is None


def test_what_another_process_has_stored_meanwhile_is_not_computed_again():
    make_public("Hitze")
    other = CatalogueIndex()
    seen = other.catch_up()
    compute()
    number = VectorState.objects.get().number
    compute_vectors(embedder(), seen.documents)
    assert VectorState.objects.get().number == number


def test_vectors_of_another_model_are_not_used(settings):
    make_public("Hitze")
    compute()
    settings.MASSWERK_EMBEDDER = "tests.finding.toy_model.OtherToyModel"
    assert len(current().vectors) == 0
    assert compute().vectors.complete
    assert EditionVectors.objects.get().model == "other toy"


def test_without_a_model_there_are_no_vectors(settings):
    settings.MASSWERK_EMBEDDER = "none"
    make_public("Hitze")
    assert index.compute_vectors() == 0
    assert current().vectors is None
    with pytest.raises(CommandError):
        call_command("compute_vectors")


def test_the_command_computes_all_that_are_missing(capsys):
    for n in range(20):
        make_public(f"Hitze {n}")
    call_command("compute_vectors")
    assert "20 computed; all 20 public entries have vectors." in capsys.readouterr().out
    assert EditionVectors.objects.count() == 20


def test_a_failed_computation_gives_the_claim_back(monkeypatch):
    make_public("Hitze")

    def broken(self, texts):
        raise OSError("no memory")

    monkeypatch.setattr(ToyModel, "passages", broken)
    with pytest.raises(OSError, match="no memory"), transaction.atomic():
        index.compute_vectors()
    monkeypatch.undo()
    assert index.compute_vectors() == 1


def test_scores_of_stored_vectors_are_close_to_the_exact_cosines():
    chance = np.random.default_rng(7)
    exact = chance.normal(size=(2 * BLOCK + 5, 6)).astype(np.float32)
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)
    rows = [Rows(b"", np.frombuffer(as_bytes(vector.reshape(1, -1)), dtype=np.int8).reshape(1, -1)) for vector in exact]
    rows[3] = None
    table = VectorTable(ToyModel(), 1, rows)
    numbers, scores = table.scores(exact[9])
    assert list(numbers) == [number for number in range(len(rows)) if number != 3]
    assert np.abs(scores - exact[numbers] @ exact[9]).max() < 0.02
    assert table.of(3) is None
    assert np.dot(table.of(9), exact[9]) > 0.999
    assert len(products(np.empty((0, 6), np.int8), exact[0], slice(None))) == 0


def test_keywords_count_beside_the_text():
    def row(*vectors):
        return Rows(b"", np.array(vectors, dtype=np.int8))

    text, other = [127, 0, 0, 0, 0, 0], [0, 127, 0, 0, 0, 0]
    table = VectorTable(ToyModel(), 1, [row(text), None, row(text, other), row(other), row(other, text)])
    asked = np.array([1, 0, 0, 0, 0, 0], dtype=np.float32)
    numbers, scores = table.scores(asked)
    assert list(zip(numbers, scores.round(2), strict=True)) == [(0, 1), (2, 0.5), (3, 0), (4, 0.5)]
    assert list(table.scores(asked, texts_only=True)[1]) == [1, 1, 0, 0]


def test_a_large_catalogue_finds_the_nearest_by_an_index_as_by_comparing_all(monkeypatch):
    monkeypatch.setattr(vectors_module, "EXACT_UP_TO", 20)
    monkeypatch.setattr(vectors_module, "SAMPLE", 5)
    monkeypatch.setattr(vector_index, "NEAREST", 8)
    gone = [make_public(title) for title in ("Hitze", "Klimaanlage", "Bus")]
    for n in range(30):
        make_public(f"Bibliothek {n}")
    snapshot = compute()
    asked = embedder().query("schwitzen")
    nearest = best_titles(snapshot, asked)
    assert set(nearest[:2]) == {"Hitze", "Klimaanlage"}
    assert len(nearest) < 33
    withdraw(gone[0])
    republish(gone[1], title="Wasser")
    make_public("Warm")
    nearest = best_titles(compute(), asked)
    assert nearest[0] == "Warm"
    assert not {"Hitze", "Klimaanlage"} & set(nearest)


def best_titles(snapshot, vector):
    numbers, scores = snapshot.vectors.scores(vector)
    return [snapshot.documents[numbers[place]].card.title for place in np.argsort(-scores)]


@pytest.mark.parametrize("text", ["ﷺ" * 200, "a\0b", "\ud800", "", "x" * 100_000, "Straße ﬁx ½"])
def test_no_text_reaches_the_packaged_model_that_its_buffer_cannot_hold(text):
    """U+FDFA becomes 18 characters there, more than there is room for; normalised text does not contain it."""
    passed = plain(text)
    assert len(passed) <= MOST_CHARACTERS
    assert "ﷺ" not in passed
    assert "\0" not in passed
    passed.encode()
