"""A backup that is not whole is refused, with the reason."""

import json

import pytest

from measures.backup.folder import BackupError, Manifest, read_manifest, write_blocks, write_manifest

pytestmark = pytest.mark.one_database


@pytest.fixture
def folder(tmp_path):
    manifest = Manifest(made_at="2026-03-04", migrations=[])
    for path in ("tables/user.jsonl", "files/measures/a.png"):
        number, manifest.hashes[path] = write_blocks(tmp_path / path, [b"one\n", b"two\n"])
        assert number == 2
    write_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest
    return tmp_path


def damage(folder):
    (folder / "tables/user.jsonl").write_bytes(b"one\ntwO\n")


def cut_short(folder):
    (folder / "files/measures/a.png").write_bytes(b"")


def interrupt(folder):
    (folder / "manifest.json").unlink()


def tear_the_manifest(folder):
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes()[:-20])


def lose(folder):
    (folder / "tables/user.jsonl").unlink()


def add(folder):
    (folder / "files/more").write_bytes(b"")


def come_from_later(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"format": 2}))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (damage, "damaged: tables/user.jsonl"),
        (cut_short, "damaged: files/measures/a.png"),
        (interrupt, "interrupted"),
        (tear_the_manifest, "cannot be read"),
        (lose, "tables/user.jsonl is missing"),
        (add, "files/more"),
        (come_from_later, "format 2"),
    ],
)
def test_a_backup_that_is_not_whole_is_refused(folder, change, reason):
    change(folder)
    with pytest.raises(BackupError, match=reason):
        read_manifest(folder)
