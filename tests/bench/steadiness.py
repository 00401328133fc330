"""`python -m tests.bench.steadiness [COMMIT]`: what load and faults do to the site, and to an older version of it.

Each version runs as in production, with 5,000 made-up measures, with and without the proxy that is shipped now. The
section of docs/performance.md is written anew. Needs nginx and a PostgreSQL server.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests import server
from tests.bench.databases import ROOT
from tests.bench.report import STEADINESS
from tests.drills import cluster, test_outage, versions
from tests.drills.test_overload import NUMBERS, ask, p99
from tests.nginx import proxying

MEASURES = 5_000
PATHS = [
    "/massnahmen/?q={}",
    "/massnahmen/?typ=app&q={}",
    "/?{}",
    "/modellprojekte/ulm/?{}",
    "/loesungstypen/app/?{}",
    "/kommunen/ulm/?{}",
    "/modellprojekte/?{}",
]
PAGE, HEADING = ROOT / "docs" / "performance.md", STEADINESS
INTRODUCTION = """
Written by `python -m tests.bench.steadiness`. {measures:,} measures, two workers; PostgreSQL and the clients share the
{cores} cores with them; every address is new, so that no cache helps. Each cell has the statuses with their numbers,
p99 of the answers with 200, and the longest time of any answer; nobody waits longer than {longest} seconds. The first
column was measured once, before there were time-outs, a circuit breaker and a bounded queue. The load average of the
machine was {before:.1f} before this run.
"""
LONGEST = 40  # seconds after which nobody waits for an answer
LOCKED = 14  # seconds, as in the first column
CLOSING = """
A public page waits for the database for 1.2 seconds in all. With 10,000 made-up measures, the slowest pages that ask it
took, of the processor and of the database (waiting included, on a busy machine): figures 87 and 244 ms, changes 42 and
244 ms, a solution type 21 and 241 ms, a measure 23 and 141 ms. The CSV file of all takes 1.8 seconds of the processor;
it is sent while it is made, and the limit does not apply to it.
"""
THEN = {
    "200 dripping clients, direct": "nobody else is answered",
    "200 dripping clients, proxy": "p99 0.07 to 0.08 s",
    "50 requests a second, direct": "no errors; p99 0.37 s",
    "50 requests a second, proxy": "no errors; p99 0.10 s",
    "500 requests a second, direct": "nothing is refused; 600 of 6,000 fail, longest 29 s",
    "500 requests a second, proxy": "not measured",
    "database stopped": "500 for the start page, every measure and every project",
    "database frozen": "500 or 502 after 30 s",
    "database frozen, /healthz": "500 or 502 after 30 s",
    f"a lock on the table of entries for {LOCKED} s": f"the whole site waits for {LOCKED} s",
}


async def load(url, rate, seconds):
    """Ask for the pages in turn at `rate` requests a second, whether or not answers come; each address is new."""
    address, tasks, loop = (urlsplit(url).hostname, urlsplit(url).port), [], asyncio.get_running_loop()
    started = loop.time()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0, started + number / rate - loop.time()))
        tasks.append(asyncio.ensure_future(patient(address, PATHS[number % len(PATHS)].format(next(NUMBERS)))))
    return await asyncio.gather(*tasks)


async def patient(address, path):
    try:
        return await asyncio.wait_for(ask(address, path), LONGEST)
    except (TimeoutError, OSError, IndexError, ValueError):
        return 0, LONGEST, False  # no answer


async def with_dripping(url):
    address = urlsplit(url).hostname, urlsplit(url).port

    async def drip():
        with suppress(OSError):
            _reader, writer = await asyncio.open_connection(*address)
            for byte in b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " + b"a" * 100:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.5)

    dripping = [asyncio.ensure_future(drip()) for _ in range(200)]
    await asyncio.sleep(1)
    answers = await load(url, 20, 5)
    for task in dripping:
        task.cancel()
    return answers


def said(answers):
    """Return the statuses with their numbers, and p99 and the longest time of the answers with 200."""
    counts = Counter(status or "no answer" for status, *_rest in answers)
    good = [answer for answer in answers if answer[0] == 200]
    shown = ", ".join(f"{status}: {number}" for status, number in sorted(counts.items(), key=str))
    if not good:
        return f"{shown}; longest {max(seconds for _status, seconds, _retry in answers):.1f} s"
    return f"{shown}; p99 {p99(good):.2f} s, longest of all {max(seconds for _s, seconds, _r in answers):.1f} s"


@contextmanager
def site(tree, postgres, name):
    """Fill a database and serve the checkout `tree`; yield its address."""
    with tempfile.TemporaryDirectory() as storage:
        environment = server.production(Path(storage), database_url=postgres.create(name))
        for line in ("migrate", "collectstatic --no-input", "import_catalogue", f"generate_measures {MEASURES} --yes"):
            command = [sys.executable, "manage.py", *line.split()]
            subprocess.run(command, cwd=tree, env=environment, check=True, stdout=subprocess.DEVNULL)
        before = os.getcwd()
        os.chdir(tree)  # gunicorn's configuration is found there
        try:
            with server.serving(environment, workers=2, log=subprocess.DEVNULL) as url:
                yield url
        finally:
            os.chdir(before)


@contextmanager
def locked(postgres, name):
    with psycopg.connect(postgres.address(name)) as connection:
        connection.execute("LOCK TABLE measures_edition")
        yield


async def health(url):
    """Ask for /healthz once a second, five times."""
    address, answers = (urlsplit(url).hostname, urlsplit(url).port), []
    for _ in range(5):
        answers.append(await patient(address, "/healthz"))
        await asyncio.sleep(max(0, 1 - answers[-1][1]))
    return answers


def measure(tree, postgres, name):
    """Yield pairs of a key of THEN and what came of it."""
    with site(tree, postgres, name) as url, tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        with proxying(Path(folder), urlsplit(url).netloc, limited=False) as front:
            asyncio.run(load(url, 20, 4))
            for where, address in (("direct", url), ("proxy", front)):
                yield f"200 dripping clients, {where}", said(asyncio.run(with_dripping(address)))
                yield f"50 requests a second, {where}", said(asyncio.run(load(address, 50, 10)))
                yield f"500 requests a second, {where}", said(asyncio.run(load(address, 500, 4)))
        with test_outage.stopped(postgres):
            yield "database stopped", said(asyncio.run(load(url, 10, 5)))
        with test_outage.frozen(postgres):
            yield "database frozen", said(asyncio.run(load(url, 10, 5)))
            yield "database frozen, /healthz", said(asyncio.run(health(url)))
        with locked(postgres, name):
            yield f"a lock on the table of entries for {LOCKED} s", said(asyncio.run(load(url, 10, LOCKED)))


def main():
    before = os.getloadavg()[0]
    columns, heads = [THEN], ["", "then"]
    with cluster.running() as postgres, tempfile.TemporaryDirectory() as folder:
        if commit := "".join(sys.argv[1:]):
            versions.unpack_commit(commit, Path(folder) / "older")
            columns.append(dict(measure(Path(folder) / "older", postgres, "older")))
            heads.append("the same version, in this run")
        columns.append(dict(measure(ROOT, postgres, "now")))
        heads.append("now")
    lines = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    lines += [f"| {row} | {' | '.join(column[row] for column in columns)} |" for row in THEN]
    print("\n".join(lines))  # noqa: T201
    kept = PAGE.read_text().partition(HEADING)[0].rstrip()
    cores = len(os.sched_getaffinity(0))
    introduction = INTRODUCTION.format(measures=MEASURES, before=before, cores=cores, longest=LONGEST).strip()
    PAGE.write_text("\n\n".join([kept, HEADING, introduction, "\n".join(lines), CLOSING.strip()]) + "\n")


if __name__ == "__main__":
    main()
