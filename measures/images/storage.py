"""Where uploaded files are kept: in a folder of this machine, or in an S3-compatible object store that machines share.

The settings choose (config/settings.py). Neither gives a file an address of its own: visitors get images from
`public.measure_image`, which asks the visibility rule.
"""

from collections.abc import Iterator

from django.core.files.storage import FileSystemStorage, Storage


class StoreAway(OSError):
    """The object store does not answer, or refuses what it should do."""


class WholeFiles(FileSystemStorage):
    """A folder. A file that cannot be written whole is not left behind."""

    def _save(self, name, content):
        was_there = self.exists(name)
        try:
            return super()._save(name, content)
        except OSError:  # the disk is full, for example
            if not was_there:
                self.delete(name)
            raise


def names_of_files(storage: Storage, folder: str = "") -> Iterator[str]:
    """Yield the names of all files in a folder of the storage and in the folders below it.

    Whether the folder exists is not asked: an object store has no folders, only names with slashes.
    """
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored there
        return
    for name in sorted(files):
        yield f"{folder}{name}"
    for name in sorted(folders):
        yield from names_of_files(storage, f"{folder}{name}/")


def place_of(storage: Storage, name: str) -> str:
    """Return where an operator finds a file: its path, or its address in the object store."""
    try:
        return storage.path(name)
    except NotImplementedError:
        return f"s3://{storage.bucket_name}/{name}"  # type: ignore[attr-defined]  # it has no path, so it is ObjectStore
