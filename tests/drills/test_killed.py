"""R8: what was acknowledged is stored, whatever is killed. R9: when the database is back, everything works at once."""

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.drills import rounds
from tests.drills.person import Person

HEALS_WITHIN = 2  # seconds: each worker tries the database again four times a second, and refuses requests meanwhile


class Killer:
    """Kills a worker or the database in every so-many-th edit, and notes when the database was up again."""

    def __init__(self, site, edits, workers, databases):
        self.site, self.kills, self.healthy, self.first_statuses = site, [], [], Counter()
        self.every = max(1, edits // (workers + databases + 1))
        self.databases = databases if site.cluster else 0
        self.turn = (workers + databases) // databases

    def __call__(self, edit, seconds):
        if edit % self.every:
            return
        time.sleep(random.uniform(0, seconds))  # noqa: S311 - any part of an edit may be hit
        self.broken()
        if self.databases and len(self.kills) % self.turn == 0:
            self.databases -= 1
            self.kills.append("postmaster" if self.databases % 2 else "backend")
            kill = self.site.cluster.kill_postmaster if self.databases % 2 else self.site.cluster.kill_backend
            kill()
            self.healthy.append([time.time(), float("inf")])
            self.ask_every_thread()
        else:
            self.kills.append("worker")
            self.site.kill_worker()

    def broken(self):
        if self.healthy:
            self.healthy[-1][1] = min(self.healthy[-1][1], time.time())

    def ask_every_thread(self):
        """Ask at once what all threads of all workers can answer: each has a connection of its own to the database."""
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(Person(self.site.url).get, ["/massnahmen/bestand/"] * 24))
        self.first_statuses.update(answer.status for answer in answers)

    def restart_while_nobody_asks(self):
        """Then no connection has been found broken yet when the first visitors come."""
        self.ask_every_thread()
        self.site.cluster.kill_postmaster()
        self.ask_every_thread()

    def failures_when_up(self, failures):
        """Those that began HEALS_WITHIN seconds after the database was back and ended before the next kill."""
        return [
            what
            for began, ended, what in failures
            if any(up + HEALS_WITHIN <= began and ended < broken for up, broken in self.healthy)
        ]


def healthy_within(site, seconds):
    """Return whether the site calls itself healthy before the time is over; it may still report the last outage."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if Person(site.url).get("/healthz").status == 200:
            return True
        time.sleep(0.1)
    return False


def test_whatever_is_killed_no_acknowledged_edit_is_lost_torn_or_doubled(site):
    edits = rounds(30, 500)
    killer = Killer(site, edits, workers=rounds(4, 40), databases=rounds(2, 10))
    began = time.time()
    report = site.drill("edits", site.url, edits, seconds=rounds(600, 7200), watch=killer)
    if site.cluster:
        killer.restart_while_nobody_asks()

    unhealed = killer.failures_when_up(report["failures"])
    killed = dict(Counter(killer.kills))
    print(  # noqa: T201 - the figures of the promise
        f"R8 {site.engine}: {report['acknowledged']} edits acknowledged,"
        f" {report['unanswered']} more stored whose answer was lost; lost {report['lost']}, torn {report['torn']},"
        f" doubled {report['doubled']}; killed {killed},"
        f" {len(report['failures'])} of {report['requests']} requests failed."
        f" R9: {len(unhealed)} failed after {len(killer.healthy)} recoveries,"
        f" first answers {dict(killer.first_statuses)}. {time.time() - began:.1f} s"
    )
    assert killed["worker"] >= rounds(3, 30)
    assert len(killer.healthy) == (rounds(2, 10) if site.cluster else 0)
    assert report["acknowledged"] + report["unanswered"] == edits
    assert (report["lost"], report["torn"], report["doubled"]) == (0, 0, 0)
    assert unhealed == []
    assert set(killer.first_statuses) <= {200}
    assert healthy_within(site, HEALS_WITHIN)
