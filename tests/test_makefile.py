"""The Makefile: creating the virtual environment with a Python that lacks venv."""

import os
import shutil
import subprocess

import pytest
from django.conf import settings

pytestmark = pytest.mark.one_database

# As on Debian without python3-venv: the folder and its interpreter are there, pip is not, and it fails.
HALF_MADE = """#!/bin/sh
case "$1 $2" in
"-m venv")
    mkdir -p "$3/bin"
    ln -sf "$0" "$3/bin/python"
    if [ ! -e ensurepip ]; then exit 1; fi
    touch "$3/bin/pip" ;;
esac
"""


@pytest.fixture
def checkout(tmp_path):
    shutil.copy(settings.BASE_DIR / "Makefile", tmp_path)
    (tmp_path / "requirements.txt").touch()
    python = tmp_path / "python-without-venv"
    python.write_text(HALF_MADE)
    python.chmod(0o755)
    return tmp_path


def make(checkout, target=".venv/run.stamp"):
    if shutil.which("make") is None:
        pytest.skip("needs make")
    return subprocess.run(
        ["make", f"PYTHON={checkout}/python-without-venv", target],  # noqa: S607
        cwd=checkout,
        env={"PATH": os.environ["PATH"]},  # a make around this one hands down nothing
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_failed_environment_is_removed_and_says_what_to_install(checkout):
    done = make(checkout)

    assert done.returncode == 2
    assert "apt install python3-venv" in done.stdout
    assert not (checkout / ".venv").exists()


def test_the_next_try_starts_afresh(checkout):
    make(checkout)
    (checkout / "ensurepip").touch()

    assert make(checkout).returncode == 0
    assert (checkout / ".venv" / "run.stamp").exists()


def test_an_environment_that_was_half_there_is_completed_and_never_removed(checkout):
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to(checkout / "python-without-venv")

    assert make(checkout).returncode == 2
    assert (checkout / ".venv").exists()
    (checkout / "ensurepip").touch()
    assert make(checkout).returncode == 0
