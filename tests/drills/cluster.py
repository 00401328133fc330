"""A PostgreSQL of our own, careful as in production (fsync is on), that may be killed and started again.

The site signs in as the role that compose.yaml gives it, which may do nothing outside of its own databases.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

PATIENCE = 30  # seconds for a start, also after a crash
ROLE = "masswerk"  # and the name of its first database
MAKE_ROLE = Path(__file__).resolve().parents[2] / "deploy" / "docker" / "make_role.sh"


def binaries():
    """Return the folder of the newest PostgreSQL server on this machine, or None."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin/initdb") if path.parts[-3].isdigit()]
    if found:
        return max(found, key=lambda path: int(path.parts[-3])).parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@contextmanager
def running():
    with tempfile.TemporaryDirectory(prefix="masswerk-") as scratch:
        cluster = Cluster(Path(scratch))
        try:
            cluster.start()
            cluster.make_role()
            yield cluster
        finally:
            cluster.stop()


class Cluster:
    def __init__(self, scratch):
        self.folder, self.server = scratch / "postgres", None
        self.folder.mkdir(mode=0o700)
        self.account = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            scratch.chmod(0o711)
            shutil.chown(self.folder, "postgres", "postgres")
            self.account = {"user": "postgres", "group": "postgres", "extra_groups": []}
        self._run("initdb", "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8")

    def _run(self, program, *options):
        command = [binaries() / program, "--pgdata", self.folder / "data", "--no-sync", *options]
        subprocess.run(command, cwd="/", check=True, stdout=subprocess.DEVNULL, timeout=PATIENCE, **self.account)

    def make_role(self):
        password = self.folder / "password"
        password.write_text('it\'s "only" for this $test')
        environment = {**os.environ, "PGHOST": str(self.folder), "MASSWERK_DB_PASSWORD_FILE": str(password)}
        subprocess.run(["/bin/sh", MAKE_ROLE], env=environment, check=True, timeout=PATIENCE)

    def address(self, name="postgres", role="postgres"):
        return f"postgresql://{role}@{quote(str(self.folder), safe='')}/{name}"

    def connect(self):
        return psycopg.connect(self.address(), autocommit=True, connect_timeout=5)

    def create(self, name):
        """Return the address of a new database that belongs to the role of the site."""
        if name != ROLE:  # that one is there
            with self.connect() as connection:
                connection.execute(f"CREATE DATABASE {name} OWNER {ROLE}")
        return self.address(name, ROLE)

    def start(self):
        """Start the server and wait until it answers. After a crash it refuses as long as its old processes live."""
        command = [binaries() / "postgres", "-D", self.folder / "data", "-k", self.folder, "-c", "listen_addresses="]
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            if self.server is None or self.server.poll() is not None:
                with (self.folder / "log").open("ab") as log:
                    self.server = subprocess.Popen(
                        [*command, "-c", "fsync=on"], cwd="/", stdout=log, stderr=log, **self.account
                    )
            time.sleep(0.02)

    def answers(self):
        try:
            with self.connect() as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def stop(self):
        if self.server:
            self.server.send_signal(signal.SIGQUIT)  # at once: nobody needs the data any more
            try:
                self.server.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()

    def kill_postmaster(self):
        """Kill the server itself: it must be started again by somebody."""
        self.server.kill()
        self.server.wait()
        self.start()

    def kill_backend(self):
        """Kill the process behind one connection of the site: the server ends all others and recovers by itself."""
        with self.connect() as connection:
            [[process]] = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname <> 'postgres'"
                " ORDER BY state = 'active' OR state LIKE 'idle in transaction%' DESC, random() LIMIT 1"
            ).fetchall() or [[None]]
            if process is None:
                return False
            os.kill(process, signal.SIGKILL)
            deadline = time.monotonic() + PATIENCE
            while time.monotonic() < deadline:  # until it has noticed
                try:
                    connection.execute("SELECT 1")
                except psycopg.OperationalError:
                    break
                time.sleep(0.005)
        self.start()
        return True
