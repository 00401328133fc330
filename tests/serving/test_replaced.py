"""Workers that replace others: they start with the present catalogue, which only the main process has built."""

import json
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

from tests import server
from tests.serving.test_freshness import get


def lines(log):
    return [json.loads(line) for line in log.read_text().splitlines()]


def worker_that_answers(site, seen):
    """Return the line of the access log about a new request."""
    request_id = f"replaced-{time.monotonic_ns()}"
    assert get(site[0], "/massnahmen/", **{"X-Request-ID": request_id})[0] == 200
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        for line in reversed(lines(seen.access_log)):
            if line["request_id"] == request_id:
                return line
        time.sleep(0.02)
    raise AssertionError("the request was not logged")


def parent_of(process):
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def wait_until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def change_catalogue(site, seen):
    """Return its version, which both workers serve by now."""
    worker_that_answers(site, seen)  # so that the workers have started
    before = len(lines(seen.error_log))
    server.run("tests.serving.change", site[1], "rename")

    def built():
        news = [line for line in lines(seen.error_log)[before:] if "is served, built in" in line["message"]]
        return {line["worker"] for line in news}

    wait_until(lambda: len(built()) == 2)
    time.sleep(0.1)
    return worker_that_answers(site, seen)["catalogue"]


def test_sighup_builds_the_index_once_for_all_new_workers(site, seen):
    version = change_catalogue(site, seen)  # so that what the main process has built is old
    main_process = parent_of(worker_that_answers(site, seen)["worker"])
    before = len(lines(seen.error_log))
    os.kill(main_process, signal.SIGHUP)

    def news():
        return lines(seen.error_log)[before:]

    wait_until(lambda: sum("Worker exiting" in line["message"] for line in news()) == 2)
    builders = [line["worker"] for line in news() if "is served, built in" in line["message"]]
    assert builders == [main_process]
    new = {line["worker"] for line in news() if "Booting worker" in line["message"]}
    answers = [worker_that_answers(site, seen) for _ in range(6)]
    assert {answer["worker"] for answer in answers} <= new
    assert {answer["catalogue"] for answer in answers} == {version}


def test_a_worker_that_replaces_a_killed_one_never_shows_the_old_catalogue(site, seen):
    version = change_catalogue(site, seen)
    before = len(lines(seen.access_log))
    known = {line["worker"] for line in lines(seen.access_log)}
    os.kill(worker_that_answers(site, seen)["worker"], signal.SIGKILL)
    done = threading.Event()

    def ask_all_the_time():
        while not done.is_set():
            with suppress(OSError, HTTPException):  # what the killed worker had taken
                get(site[0], "/massnahmen/")

    def answers_of_the_new_worker():
        return [line for line in lines(seen.access_log)[before:] if line["worker"] not in known]

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask_all_the_time) for _ in range(4)]
        try:
            wait_until(lambda: len(answers_of_the_new_worker()) >= 5)
        finally:
            done.set()
        for thread in asking:
            thread.result()
    assert {line["catalogue"] for line in answers_of_the_new_worker()} == {version}
