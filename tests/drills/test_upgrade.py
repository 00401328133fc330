"""R20: an upgrade under load, from data of an earlier version, by the documented order: nothing lost, nobody waits."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress

import pytest

from tests import server
from tests.drills import versions
from tests.drills.test_overload import PATHS, ask, p99

RATE, SECONDS = 50, 20  # of the load
EDITS = 60  # while it lasts
WORKERS = 2
LONGEST = 2.0  # seconds for any request


@pytest.fixture(scope="module")
def upgrade(tmp_path_factory, postgres):
    earlier = versions.earlier_commit()
    if earlier is None:
        pytest.skip("no earlier version with fewer migrations in the history")
    upgrade = Upgrade(tmp_path_factory.mktemp("upgrade"), postgres, earlier)
    upgrade.run("old", "-m", "tests.drills", "prepare")
    upgrade.run("old", "manage.py", "import_catalogue")
    with upgrade.running():
        yield upgrade


class Upgrade:
    """A site whose folder is a link: first to the earlier version, then to this one."""

    def __init__(self, folder, postgres, earlier):
        self.folder, self.postgres = folder, postgres
        versions.unpack_commit(earlier, folder / "old")
        versions.copy_this(folder / "new")
        ours = folder / "new" / "tests" / "drills" / "prepare.py"  # which knows its project among all others
        (folder / "old" / "tests" / "drills" / "prepare.py").write_bytes(ours.read_bytes())
        self.live, self.pid_file, self.log = folder / "live", folder / "pid", folder / "log"
        self.live.symlink_to("old")
        (folder / "storage").mkdir()
        self.notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)  # what systemd is told
        self.notices.bind(str(folder / "notices"))
        self.notices.setblocking(False)
        self.port = server.free_port()
        self.environment = server.production(folder / "storage", database_url=postgres.create("upgrade")) | {
            "PWD": str(self.live),  # as in the unit of systemd: by this name the next version is started
            "WEB_CONCURRENCY": str(WORKERS),
            "MASSWERK_BIND": f"127.0.0.1:{self.port}",
            "NOTIFY_SOCKET": str(folder / "notices"),
            "PYTHONPATH": "",
        }

    def start(self, version, *command, **options):
        """Start Python in one of the two folders."""
        folder = self.folder / version
        environment = self.environment | {"PWD": str(folder)}
        return subprocess.Popen(
            [folder / ".venv" / "bin" / "python", *command], cwd=folder, env=environment, text=True, **options
        )

    def run(self, version, *command):
        assert self.start(version, *command).wait(timeout=300) == 0, command

    @contextmanager
    def running(self):
        programs = self.live / ".venv" / "bin"
        command = [programs / "python", programs / "gunicorn", "--config", "config/gunicorn.py", "--pid", self.pid_file]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, cwd=self.live, env=self.environment, stdout=subprocess.DEVNULL, stderr=log
            )
            try:
                server.wait_for(self.port, self.process)
                yield
            finally:
                os.kill(self.master, signal.SIGTERM)
                deadline = time.monotonic() + 20
                while self.pid_file.exists() and time.monotonic() < deadline:
                    time.sleep(0.1)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def master(self):
        return int(self.pid_file.read_text())

    @property
    def serving_from(self):
        return os.readlink(f"/proc/{self.master}/cwd")

    def switch(self):
        """What the documentation says, and nothing else."""
        self.run("new", "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
        self.run("new", "manage.py", "migrate", "--no-input", "--verbosity", "0")
        link = self.folder / "next"
        link.symlink_to("new")
        link.replace(self.live)
        os.kill(self.master, signal.SIGUSR2)
        self.process.wait(timeout=60)  # the old main process ends by itself

    def reload(self):
        os.kill(self.master, signal.SIGHUP)

    def told_systemd(self):
        told = []
        with suppress(BlockingIOError):
            while True:
                told += self.notices.recv(1000).decode().splitlines()
        return told

    def rows(self):
        """Return {table: set of keys}, for tables without a key {table: number of rows}."""
        with self.postgres.connect() as connection:
            address = self.environment["DATABASE_URL"]
        with type(connection).connect(address) as connection:
            tables = connection.execute(
                "SELECT table_name, bool_or(column_name = 'id') FROM information_schema.columns"
                " WHERE table_schema = 'public' GROUP BY table_name"
            ).fetchall()
            return {
                name: {row for [row] in connection.execute(f'SELECT id FROM "{name}"')}  # noqa: S608
                if has_id
                else set(range(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]))  # noqa: S608
                for name, has_id in tables
            }

    def connections(self):
        with self.postgres.connect() as connection:
            return connection.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = 'upgrade'").fetchone()[0]

    @contextmanager
    def most_connections(self):
        """Yield a list whose last number is the most connections that there were."""
        most, done = [0], threading.Event()

        def watch():
            while not done.wait(0.1):
                most.append(max(most[-1], self.connections()))

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield most
        finally:
            done.set()
            thread.join()


async def load(port, rate, seconds, *, every_address_is_new=True):
    """Ask at `rate` requests a second, whether or not answers come; return what came of each."""

    async def once(path):
        began = time.monotonic()
        try:
            return await ask(("127.0.0.1", port), path)
        except (OSError, IndexError) as error:  # refused, reset, or an empty answer
            return type(error).__name__, time.monotonic() - began, False

    tasks, started = [], time.monotonic()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0, started + number / rate - time.monotonic()))
        tasks.append(asyncio.ensure_future(once(PATHS[number % len(PATHS)].format(number))))
    return await asyncio.gather(*tasks)


@contextmanager
def under_load(port, rate=RATE, seconds=SECONDS):
    """Yield a list that has all answers when the block has ended."""
    answers = []
    thread = threading.Thread(target=lambda: answers.extend(asyncio.run(load(port, rate, seconds))))
    thread.start()
    try:
        yield answers
    finally:
        thread.join()


def summary(answers):
    seconds = sorted(seconds for _status, seconds, _retry in answers)
    statuses = dict(Counter(status for status, *_rest in answers))
    return f"{statuses}, p50 {seconds[len(seconds) // 2]:.3f} s, p99 {p99(answers):.3f} s, longest {seconds[-1]:.3f} s"


def test_an_upgrade_under_load_loses_nothing_and_keeps_nobody_waiting(upgrade):
    before = upgrade.rows()
    asyncio.run(load(upgrade.port, 20, 2))  # so that every thread has its connection to the database
    with upgrade.most_connections() as most, under_load(upgrade.port) as answers:
        command = ["-m", "tests.drills", "edits", upgrade.url, str(EDITS)]
        editing = upgrade.start("old", *command, stdout=subprocess.PIPE)
        time.sleep(2)
        upgrade.switch()
        edits = json.loads(editing.communicate(timeout=120)[0].splitlines()[-1])
    print(f"R20: {len(answers)} at {RATE} a second: {summary(answers)}; at most {most[-1]} connections")  # noqa: T201
    print(f"R20: edits {edits}")  # noqa: T201
    after = upgrade.rows()
    assert upgrade.serving_from == str(upgrade.folder / "new")
    assert f"MAINPID={upgrade.master}" in upgrade.told_systemd()
    assert {
        table: keys - after.get(table, set()) for table, keys in before.items() if keys - after.get(table, set())
    } == {}
    assert sum(map(len, before.values())) > 5000
    assert {status for status, *_rest in answers} == {200}
    assert max(seconds for _status, seconds, _retry in answers) < LONGEST
    assert (edits["acknowledged"], edits["failures"]) == (EDITS, [])
    assert (edits["lost"], edits["torn"], edits["doubled"]) == (0, 0, 0)
    assert most[-1] <= 2 * WORKERS * 7 + 5


def test_new_workers_do_not_all_build_the_index_while_visitors_wait(upgrade):
    """SIGHUP, after the catalogue has changed: the main process builds it, the workers inherit it."""
    upgrade.run("new", "-m", "tests.serving.change", "rename")
    time.sleep(2)
    with under_load(upgrade.port, seconds=8) as answers:
        time.sleep(2)
        upgrade.reload()
    print(f"R20: SIGHUP, {len(answers)} at {RATE} a second: {summary(answers)}")  # noqa: T201
    assert {status for status, *_rest in answers} == {200}
    assert max(seconds for _status, seconds, _retry in answers) < LONGEST
