"""The shipped configuration of nginx, read by nginx itself."""

import shutil
import subprocess

import pytest

from tests.nginx import configuration

pytestmark = pytest.mark.one_database


def test_nginx_accepts_the_shipped_configuration(tmp_path):
    nginx = shutil.which("nginx")
    if nginx is None:
        pytest.skip("no nginx on this machine")
    done = subprocess.run(
        [nginx, "-t", "-q", "-p", tmp_path, "-c", configuration(tmp_path, "127.0.0.1:8000", 8080)],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
