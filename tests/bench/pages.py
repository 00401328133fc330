"""Part 2, pages: `python -m tests.bench.pages RESULT PID-OF-POSTGRES` measures CPU per request.

The pages take turns in blocks; what counts is the processor time of all server processes and of PostgreSQL.
"""

import json
import os
import sys
import time
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from random import Random
from statistics import median
from urllib.parse import urlencode

import django

django.setup()

from django.db import connection  # noqa: E402

from measures.models import Edition  # noqa: E402
from tests.bench import flat  # noqa: E402
from tests.bench.databases import FOLDER  # noqa: E402
from tests.bench.questions import address, questions  # noqa: E402
from tests.bench.scenarios import SCENARIOS  # noqa: E402
from tests.bench.servers import cpu_seconds, datasette, free_port, get, gunicorn  # noqa: E402

HELLO, LIST, API, NOT_MODIFIED, ORM, DATASETTE = "hello", "list", "API", "304", "ORM page", "Datasette"
BLOCKS = 7
REQUESTS = {HELLO: 600, LIST: 300, API: 300, NOT_MODIFIED: 600, ORM: 24, DATASETTE: 12}  # in one block
LONGEST_BLOCK = 4  # seconds
EACH = 12  # questions of each scenario
WARM_UP = 40


class Page:
    """One kind of page: the addresses that are asked for in turn, and the processes that work for it."""

    def __init__(self, port, pids, requests, status=200):
        self.port, self.pids, self.status = port, pids, status
        self.requests = cycle(requests)  # pairs of address, etag
        self.bytes, self.asked = 0, 0

    def ask(self):
        status, _, size = get(self.port, *next(self.requests))
        self.bytes, self.asked = self.bytes + size, self.asked + 1
        assert status == self.status, f"{status} instead of {self.status}"

    def block(self, number):
        """Return the milliseconds of processor time for one request: of the server, and of PostgreSQL."""
        before, began, done = self.used(), time.monotonic(), 0
        while done < number and time.monotonic() - began < LONGEST_BLOCK:
            self.ask()
            done += 1
        return [(after - earlier) * 1000 / done for earlier, after in zip(before, self.used(), strict=True)]

    def used(self):
        return [cpu_seconds(pid) for pid in self.pids]


def mixed(asked):
    """All scenarios equally often, in a fixed random order."""
    questions = [asked[name][number % len(asked[name])] for name in SCENARIOS for number in range(EACH)]
    Random(1).shuffle(questions)  # noqa: S311
    return questions


def pages(stack, postgres):
    asked = mixed(questions(EACH))
    table = FOLDER / "measures.sqlite3"
    flat.export(table)
    connection.close()
    port, other = free_port(), free_port()
    pids = (stack.enter_context(gunicorn(port)).pid, postgres)
    others = (stack.enter_context(datasette(other, table)).pid, postgres)
    lists = [f"/massnahmen/?{address(question)}" for question in asked]
    kept = [(one, get(port, one)[1]) for one in lists]
    tables = [f"/measures/measures?{urlencode(flat.address(question))}" for question in asked]
    found = {
        HELLO: Page(port, pids, [("/bench/hello", "")]),
        LIST: Page(port, pids, [(one, "") for one in lists]),
        API: Page(port, pids, [(f"/api/v1/measures?{address(question)}", "") for question in asked]),
        ORM: Page(port, pids, [(f"/bench/orm?{address(question)}", "") for question in asked]),
        DATASETTE: Page(other, others, [(one, "") for one in tables]),
    }
    if all(etag for _, etag in kept):
        found[NOT_MODIFIED] = Page(port, pids, kept, status=304)
    return found


def main(result, postgres):
    with ExitStack() as stack:
        contestants = pages(stack, int(postgres))
        for name, page in contestants.items():
            page.block(min(WARM_UP, REQUESTS[name]))
            if name in (LIST, API):
                page.block(REQUESTS[name])  # both workers shall have seen most questions
        blocks = {name: [] for name in contestants}
        for _ in range(BLOCKS):
            for name, page in contestants.items():
                blocks[name].append(page.block(REQUESTS[name]))
        sizes = {name: page.bytes / page.asked for name, page in contestants.items()}
    report = {
        "measures": Edition.objects.public().count(),
        "load": os.getloadavg()[0],
        "ms": {name: median(map(sum, costs)) for name, costs in blocks.items()},
        "database_ms": {name: median(cost for _, cost in costs) for name, costs in blocks.items()},
        "bytes": sizes,
    }
    Path(result).write_text(json.dumps(report, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
