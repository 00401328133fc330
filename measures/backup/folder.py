"""The folder of a backup: `tables/NAME.jsonl`, `files/…` and `manifest.json`, which has the hash of each of them.

The manifest is written last. A folder without one is what an interrupted backup has left.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 1 << 20  # bytes


class BackupError(Exception):
    """The backup cannot be made or used; the message says why."""


@dataclass
class Manifest:
    """What a backup has.

    made_at     the time, in ISO format
    migrations  the names of all migrations that its database had, as "app.name"
    rows        the number of rows of each table
    hashes      the SHA-256 of each file, by its path in the folder
    """

    made_at: str
    migrations: list[str]
    rows: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


def table_path(table: str) -> str:
    return f"tables/{table}.jsonl"


def write_blocks(path: Path, blocks: Iterable[bytes]) -> tuple[int, str]:
    """Write a new file and return the number of blocks, and the hash."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, number = hashlib.sha256(), 0
    with path.open("xb") as file:
        for number, block in enumerate(blocks, start=1):  # noqa: B007 - the last number is returned
            file.write(block)
            digest.update(block)
    return number, digest.hexdigest()


def hash_of(blocks: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()


def blocks_of(file) -> Iterator[bytes]:
    """Yield the content of an open file, of any size."""
    while block := file.read(BLOCK):
        yield block


def write_manifest(folder: Path, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a backup whose files are all there and unchanged; raise BackupError otherwise."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise BackupError(f"{folder} has no {MANIFEST}: it is no backup, or one that was interrupted.") from None
    except (ValueError, TypeError) as error:
        raise BackupError(f"{folder / MANIFEST} cannot be read: {error}") from error
    if manifest.format != FORMAT:
        raise BackupError(f"The backup has format {manifest.format}, this version reads format {FORMAT}.")
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    if different := there ^ manifest.hashes.keys():
        raise BackupError(f"The backup is not whole: {min(different)} is missing, or is not in {MANIFEST}.")
    for name, expected in manifest.hashes.items():
        with (folder / name).open("rb") as file:
            if hash_of(blocks_of(file)) != expected:
                raise BackupError(f"The backup is damaged: {name} is not what {MANIFEST} says.")
    return manifest
