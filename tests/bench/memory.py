"""Part 3, memory and time of the index: `python -m tests.bench.memory RESULT`.

A worker's memory is read in workers that this process forks, as gunicorn does, once before the index is built and
once after; each of them answers some questions first.
"""

import gc
import json
import os
import sys
import time
from pathlib import Path
from statistics import median

import django

django.setup()

from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402

from measures.finding import current as following  # noqa: E402
from measures.finding.current import index  # noqa: E402
from measures.finding.documents import DocumentReader  # noqa: E402
from measures.finding.offered_choices import read_choices  # noqa: E402
from measures.finding.reuses import read_reuses  # noqa: E402
from measures.models import Edition  # noqa: E402
from tests.bench.questions import address, questions  # noqa: E402
from tests.bench.scenarios import SCENARIOS  # noqa: E402
from tests.bench.servers import WORKERS  # noqa: E402

CHANGES = 5
MOST_FOR_OWN = 100_000  # measures; beyond, several workers that each build their own do not fit in a usual machine


def memory(pid):
    """Return (PSS, USS) of a process in MB: its fair share of what it shares, and what it has alone."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    size = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines}
    return size["Pss"], size["Private_Clean"] + size["Private_Dirty"]


def workers(addresses):
    """Fork the workers, let each answer, and return the mean (PSS, USS) while all of them are there."""
    connections.close_all()
    gc.collect()
    gates = [(os.pipe(), os.pipe()) for _ in range(WORKERS)]
    children = [fork(addresses, *gate) for gate in gates]
    for (ready, _), _ in gates:
        assert os.read(ready, 1) == b"1", "a worker could not answer"
    found = [memory(pid) for pid in children]
    for _, (_, go) in gates:
        os.write(go, b"1")
    for pid in children:
        os.waitpid(pid, 0)
    return [sum(column) / WORKERS for column in zip(*found, strict=True)]


def fork(addresses, ready, go):
    pid = os.fork()
    if pid:
        return pid
    try:
        client = Client()
        good = all(client.get(one).status_code == 200 for one in addresses)
        os.write(ready[1], b"1" if good else b"0")
        os.read(go[0], 1)
    finally:
        os._exit(0)


def seconds(work):
    """Return (seconds, what `work` gave)."""
    began = time.perf_counter()
    given = work()
    return time.perf_counter() - began, given


def build():
    """Build the index as before a fork; return the seconds for reading and for indexing."""
    took = []
    for step, place in ((DocumentReader, "read"), (following, "Snapshot")):
        work = getattr(step, place)

        def timed(*arguments, work=work, **named):
            second, given = seconds(lambda: work(*arguments, **named))
            took.append(second)
            return given

        setattr(step, place, timed)
    index.build_before_fork()
    return took


def absorbing():
    """Return the milliseconds to read one changed edition, and to build the next snapshot with it."""
    reader = DocumentReader()
    reader.read(Edition.objects.public(), read_reuses())
    reading, building = [], []
    for _ in range(CHANGES):
        reader._documents.popitem()
        took, documents = seconds(lambda: reader.read(Edition.objects.public(), read_reuses()))
        reading.append(took)
        took, _snapshot = seconds(lambda documents=documents: following.Snapshot(2, documents, read_choices()))
        building.append(took)
    return median(reading) * 1000, median(building) * 1000


def main(result):
    asked = questions(4)
    addresses = [f"/massnahmen/?{address(asked[name][0])}" for name in SCENARIOS] * WORKERS
    index.forget()
    own = Edition.objects.public().count() <= MOST_FOR_OWN
    pss_own, uss_own = workers(addresses) if own else (None, None)
    reading, building = build()
    pss, uss = workers(addresses)
    snapshot = index.current()
    read_ms, change_ms = absorbing()
    report = {
        "measures": len(snapshot),
        "load": os.getloadavg()[0],
        "pss": pss,
        "uss": uss,
        "pss_own": pss_own,
        "uss_own": uss_own,
        "reading": reading,
        "building": building,
        "read_ms": read_ms,
        "change_ms": change_ms,
    }
    Path(result).write_text(json.dumps(report, indent=1))


if __name__ == "__main__":
    main(sys.argv[1])
