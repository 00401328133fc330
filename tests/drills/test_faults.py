"""R23: the clock jumps, the master of the workers is killed, a worker runs out of memory, and readers are answered."""

import os
import re
import resource
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests import server
from tests.drills.site import Site

CLOCK = Path(__file__).with_name("jumping_clock.c")
PAGES = ["/", "/massnahmen/", "/massnahmen/?q=bestand", "/massnahmen/bestand/", "/healthz"]
DAY = 24 * 3600


@pytest.fixture
def environment(tmp_path, postgres):
    name = f"faults_{tmp_path.name[-12:].strip('_').lower()}"
    environment = server.production(tmp_path, database_url=postgres.create(name))
    server.run("tests.drills", environment, "prepare")
    return environment


@contextmanager
def gunicorn(environment, port, log):
    """Run gunicorn with two workers; yield its process."""
    environment = {**environment, "WEB_CONCURRENCY": "2", "MASSWERK_BIND": f"127.0.0.1:{port}"}
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"]
    with log.open("ab") as stream, subprocess.Popen(command, env=environment, stdout=stream, stderr=stream) as process:
        try:
            server.wait_for(port, process)
            yield process
        finally:
            process.kill() if process.poll() is not None else process.terminate()
            process.wait(timeout=15)


def workers(log):
    """Return the process ids of all workers that there have been, the newest last."""
    return [int(number) for number in re.findall(r"Booting worker with pid: (\d+)", log.read_text())]


def is_there(process):
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def statuses(url, paths, times=1):
    """Ask for all paths, `times` each, four at once; return the statuses, and None for no answer."""

    def ask(path):
        done = subprocess.run(
            ["curl", "--silent", "--max-time", "30", "--output", os.devnull, "--write-out", "%{http_code}", url + path],  # noqa: S607
            capture_output=True,
            text=True,
        )
        return int(done.stdout)

    with ThreadPoolExecutor(4) as pool:
        return set(pool.map(ask, paths * times))


def shows_it(url):
    """Return whether the list has the measure that clock.py publishes."""
    with urlopen(url + "/massnahmen/?q=zeppelin") as answer:  # noqa: S310 - our own server
        return "Zeppelinlandeplatzreservierung" in answer.read().decode()


def within(seconds, condition):
    """Return after how many seconds the condition holds; fail if it takes longer."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds
        time.sleep(0.1)
    return time.monotonic() - started


def test_a_killed_master_leaves_no_worker_behind_and_the_next_one_serves(environment, tmp_path):
    port, log = server.free_port(), tmp_path / "log"
    url = f"http://127.0.0.1:{port}"
    with gunicorn(environment, port, log) as master:
        assert statuses(url, PAGES) == {200}
        old = workers(log)
        master.kill()
        gone = within(5, lambda: not any(map(is_there, old)))
    with gunicorn(environment, port, log):  # as systemd does
        served = within(20, lambda: statuses(url, ["/"]) == {200})
        assert statuses(url, PAGES, times=10) == {200}
    print(f"R23: workers of a killed master were gone after {gone:.1f} s, the next one served after {served:.1f} s")  # noqa: T201


def test_a_worker_without_memory_is_replaced_and_the_other_serves(tmp_path):
    environment = server.production(tmp_path, database_url=f"sqlite:///{tmp_path / 'site.sqlite3'}")
    port, log = server.free_port(), tmp_path / "log"
    url = f"http://127.0.0.1:{port}"
    exports = ["/massnahmen/export.xlsx", "/massnahmen/export.json", "/massnahmen/?q=app", "/"]
    server.run("tests.serving.change", environment, "prepare")  # enough entries to need memory
    with gunicorn(environment, port, log):
        assert statuses(url, exports, times=3) == {200}
        starved = workers(log)[-1]
        used = int(Path(f"/proc/{starved}/statm").read_text().split()[0]) * resource.getpagesize()
        resource.prlimit(starved, resource.RLIMIT_AS, (used, used))
        answered = set()
        deadline = time.monotonic() + 60
        while is_there(starved) and time.monotonic() < deadline:
            answered |= statuses(url, exports, times=4)
        assert not is_there(starved), log.read_text()[-3000:]
        assert answered <= {0, 200, 500, 503}  # 0: the connection was closed, since there was no memory for an answer
        assert 200 in answered
        within(10, lambda: len(workers(log)) == 3)
        assert statuses(url, exports, times=3) == {200}


@pytest.mark.skipif(shutil.which("cc") is None, reason="no compiler on this machine")
def test_a_clock_that_jumps_breaks_nothing(environment, tmp_path):
    clock, library = tmp_path / "clock", tmp_path / "clock.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, CLOCK, "-ldl"], check=True)  # noqa: S607
    clock.write_text("0")
    faked = {"LD_PRELOAD": str(library), "JUMPING_CLOCK": str(clock)}
    port, log = server.free_port(), tmp_path / "log"
    url = f"http://127.0.0.1:{port}"
    with gunicorn({**environment, **faked}, port, log):
        site = Site(url, environment, log)
        for jump in (0, 2 * DAY, -2 * DAY, 400 * DAY, 0):
            clock.write_text(str(jump))
            time.sleep(1)
            assert statuses(url, PAGES, times=3) == {200}, jump
            report = site.drill("clock", url)
            print(f"R23, clock {jump / DAY:+.0f} days: {report}")  # noqa: T201
            # Sessions begun by the right clock end if the clock is far ahead; then the typed text is shown again.
            assert report["saved"] == (302 if jump <= 0 else 403) or report["kept"], report
            assert report["stored"] or report["kept"]
            within(5, lambda: shows_it(url))
            server.run("tests.serving.change", environment, "withdraw")
            within(5, lambda: not shows_it(url))
    assert "Traceback" not in log.read_text()
