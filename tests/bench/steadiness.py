"""`python -m tests.bench.steadiness [CHECKOUT …]`: what load and faults do to the site, and to older checkouts.

Each checkout runs as in production, with 5,000 made-up measures, with and without the proxy that is shipped now. The
section of docs/performance.md is written anew.
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
from tests.drills import cluster, test_outage
from tests.drills.test_overload import ask, p99
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
two cores with them; every address is new, so that no cache helps. Each cell has the statuses with their numbers, p99 of
the answers with 200, and the longest time of any answer; nobody waits longer than 40 seconds. The load average of the
machine was {load:.1f} at the end: compare the columns, and do not trust the seconds.
"""
LONGEST = 40  # seconds after which nobody waits for an answer


async def load(url, rate, seconds):
    """Ask for the pages in turn at `rate` requests a second, whether or not answers come; each address is new."""
    address, tasks, loop = (urlsplit(url).hostname, urlsplit(url).port), [], asyncio.get_running_loop()
    started = loop.time()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0, started + number / rate - loop.time()))
        tasks.append(asyncio.ensure_future(patient(address, PATHS[number % len(PATHS)].format(number))))
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


def measure(tree, postgres, name):
    """Return pairs of what was done and what came of it."""
    with site(tree, postgres, name) as url, tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        with proxying(Path(folder), urlsplit(url).netloc, limited=False) as front:
            asyncio.run(load(url, 20, 4))
            faults = {
                "database stopped": test_outage.stopped(postgres),
                "database frozen": test_outage.frozen(postgres),
                "a lock on the table of entries": locked(postgres, name),
            }
            for where, address in (("direct", url), ("proxy", front)):
                yield f"200 dripping clients, {where}", said(asyncio.run(with_dripping(address)))
                yield f"50 requests a second, {where}", said(asyncio.run(load(address, 50, 10)))
                yield f"500 requests a second, {where}", said(asyncio.run(load(address, 500, 4)))
            for what, fault in faults.items():
                with fault:
                    yield f"{what}, direct", said(asyncio.run(load(url, 10, 5)))


def main():
    trees = [Path(path).resolve() for path in sys.argv[1:]] + [ROOT]
    columns = []
    with cluster.running() as postgres:
        for number, tree in enumerate(trees):
            columns.append(dict(measure(tree, postgres, f"steadiness_{number}")))
    heads = ["", *[f"before ({tree.name})" for tree in trees[:-1]], "now"]
    lines = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    lines += [f"| {row} | {' | '.join(column[row] for column in columns)} |" for row in columns[-1]]
    kept = PAGE.read_text().partition(HEADING)[0].rstrip()
    introduction = INTRODUCTION.format(measures=MEASURES, load=os.getloadavg()[1]).strip()
    PAGE.write_text("\n\n".join([kept, HEADING, introduction, "\n".join(lines)]) + "\n")


if __name__ == "__main__":
    main()
