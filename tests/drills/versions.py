"""Two versions of the software beside each other: an earlier one with fewer migrations, and this one."""

import re
import subprocess
import sys
import tarfile
from io import BytesIO

from django.conf import settings

MIGRATION = re.compile(r".*/migrations/\d{4}_\w+\.py")


def git(*arguments):
    command = ["git", "-C", str(settings.BASE_DIR), *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def migrations(commit):
    return {name for name in git("ls-tree", "-r", "--name-only", commit).decode().split() if MIGRATION.fullmatch(name)}


def earlier_commit():
    """Return the latest commit of the main line from which this version migrates, or None."""
    now = migrations("HEAD")
    for commit in git("log", "--first-parent", "--format=%H").decode().split():
        if migrations(commit) < now:
            return commit
    return None


def unpack_commit(commit, folder):
    """Write the files of a commit into a new folder, with the environment of the tests beside them."""
    folder.mkdir()
    with tarfile.open(fileobj=BytesIO(git("archive", commit))) as archive:
        archive.extractall(folder, filter="data")
    (folder / ".venv").symlink_to(sys.prefix)


def copy_this(folder):
    """Do so with this version, as it lies here."""
    folder.mkdir()
    for name in git("ls-files", "--cached", "--others", "--exclude-standard").decode().splitlines():
        source = settings.BASE_DIR / name
        if source.is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(source.read_bytes())
    (folder / ".venv").symlink_to(sys.prefix)
