"""The files in which the workers of gunicorn keep their metrics, so that one of them can answer for all.

prometheus_client decides at its import whether there is such a folder, so nothing here imports it early.
"""

import os
import tempfile
from pathlib import Path
from shutil import rmtree

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where prometheus_client reads the name of the folder


def make_folder() -> None:
    """Make the folder for the values of all workers, in memory where possible. Only before metrics are imported."""
    shared_memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a folder that only we may enter
    prefix = f"masswerk-metrics-{os.getpid()}-"
    if Path(os.environ.get(FOLDER, "")).name.startswith(prefix):
        return  # the configuration is read again, in the same process
    os.environ[FOLDER] = tempfile.mkdtemp(prefix=prefix, dir=shared_memory if shared_memory.is_dir() else None)


def remove_folder() -> None:
    rmtree(os.environ.pop(FOLDER, ""), ignore_errors=True)


def forget_process(pid: int) -> None:
    """Remove the gauges of a process that has ended, or serves no requests. What it has counted stays."""
    if FOLDER in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(pid)
