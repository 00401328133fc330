"""Two machines with the site, two with PostgreSQL, and one with the proxy, in a network of our own (network.py).

The second database is a hot standby, made and promoted by the commands that docs/scaling.md names.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from tests import server
from tests.drills.cluster import binaries
from tests.nginx import configuration

NUMBERS = {"db1": 11, "db2": 12, "app1": 21, "app2": 22}
NAME, PORT = "masswerk", 8000
PATIENCE = 60  # seconds for a start
PROXY_PORT = 8080


class Hosts:
    def __init__(self, network, folder):
        self.network, self.folder, self.started = network, folder, []
        folder.chmod(0o755)
        self.databases = folder / "postgres"
        self.databases.mkdir(mode=0o755)
        shutil.chown(self.databases, "postgres", "postgres")
        self.proxy = f"http://127.0.0.1:{PROXY_PORT}"

    # --- databases ---

    def start_databases(self):
        data = self.databases / "db1"
        self.postgres(
            "db1", "initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
        )
        with (data / "pg_hba.conf").open("a") as rules:
            rules.write("host all,replication postgres 10.231.15.0/24 trust\n")
        self.start_postgres("db1")
        self.sql("db1", f"CREATE DATABASE {NAME}", database="postgres")
        self.basebackup()
        self.start_postgres("db2")

    def basebackup(self):
        source = f"host={self.network.address_of('db1')} user=postgres"
        target = self.databases / "db2"
        self.postgres(
            "db2",
            "pg_basebackup",
            "-d",
            source,
            "-D",
            target,
            "-c",
            "fast",
            "-R",
            "-X",
            "stream",
            "-C",
            "-S",
            "standby1",
        )

    def postgres(self, machine, program, *options):
        command = self.network.as_postgres(machine, binaries() / program, *options)
        subprocess.run(command, cwd="/", check=True, stdout=subprocess.DEVNULL, timeout=PATIENCE)

    def start_postgres(self, machine):
        data, sockets = self.databases / machine, self.sockets(machine)
        sockets.mkdir()
        shutil.chown(sockets, "postgres", "postgres")
        # Our machines are lost, but the disk is not: without fsync the figures are not those of its other users.
        options = [
            "-D",
            data,
            "-k",
            sockets,
            "-c",
            "fsync=off",
            "-c",
            f"listen_addresses={self.network.address_of(machine)}",
        ]
        self.start(f"{machine}.log", self.network.as_postgres(machine, binaries() / "postgres", *options), cwd="/")
        self.until(lambda: self.sql(machine, "SELECT 1", database="postgres"))

    def sockets(self, machine):
        return self.databases / f"{machine}-socket"

    def sql(self, machine, statement, database=NAME):
        """Run a statement by the socket of a server, which all machines share as they share all files."""
        with psycopg.connect(
            host=str(self.sockets(machine)), user="postgres", dbname=database, autocommit=True
        ) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchone() if cursor.description else True

    def promote(self):
        self.sql("db2", "SELECT pg_promote()")

    # --- the site ---

    def environment(self, machine):
        storage = self.folder / machine
        storage.mkdir(exist_ok=True)
        one, two = (self.network.address_of(name) for name in ("db1", "db2"))
        return server.production(
            storage, database_url=f"postgresql://postgres@{one}%2C{two}/{NAME}?target_session_attrs=read-write"
        ) | {
            "DATABASE_REPLICA_URL": f"postgresql://postgres@{two}/{NAME}",
            "MASSWERK_STATIC_ROOT": str(self.folder / "static"),
            "FORWARDED_ALLOW_IPS": self.network.address_of("front"),
            "MASSWERK_BIND": f"{self.network.address_of(machine)}:{PORT}",
            "WEB_CONCURRENCY": "2",
        }

    def start_site(self):
        command = self.network.command("app1", sys.executable, "-m", "tests.serving.change", "prepare")
        subprocess.run(command, env=self.environment("app1"), check=True, stdout=subprocess.DEVNULL)
        for machine in ("app1", "app2"):
            command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"]
            self.start(f"{machine}.log", self.network.command(machine, *command), env=self.environment(machine))
        (self.folder / "nginx").mkdir()
        applications = [f"{self.network.address_of(machine)}:{PORT}" for machine in ("app1", "app2")]
        path = configuration(self.folder / "nginx", applications, PROXY_PORT, limited=False)
        for machine in ("app1", "app2"):
            self.until(lambda machine=machine: self.once(self.direct(machine) + "/healthz")[1] == 200)
        self.start("nginx.log", self.network.command("front", shutil.which("nginx"), "-p", path.parent, "-c", path))
        self.until(lambda: self.once(self.proxy + "/")[1] == 200)

    def direct(self, machine):
        return f"http://{self.network.address_of(machine)}:{PORT}"

    def change_entry(self, what, title):
        """Publish or withdraw an entry; return when that was acknowledged, as of time.time()."""
        command = self.network.command("app1", sys.executable, "-m", "tests.drills", "publication", what, title)
        done = subprocess.run(command, env=self.environment("app1"), check=True, stdout=subprocess.PIPE, text=True)
        return json.loads(done.stdout)["acknowledged"]

    # --- visitors ---

    def asking(self, *arguments):
        """Start to ask from the machine of the proxy; `answers` waits for the end."""
        command = self.network.command("front", sys.executable, "-m", "tests.drills.asking", *arguments)
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def once(self, address):
        """Return (moment, status, seconds, text)."""
        return answers(self.asking("once", address))

    def health(self, machine):
        text = self.once(self.direct(machine) + "/healthz")[3]
        return json.loads(text.rpartition("\r\n\r\n")[2] or "{}")

    # --- processes ---

    def start(self, log, command, **options):
        with (self.folder / log).open("wb") as stream:
            self.started.append(subprocess.Popen(command, stdout=stream, stderr=stream, **options))

    def until(self, holds, seconds=PATIENCE):
        """Wait until something holds; an error counts as no."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if holds():
                    return
            except (psycopg.Error, ValueError) as error:
                last = error
            else:
                last = "no"
            assert time.monotonic() < deadline, (last, self.logs())
            time.sleep(0.1)

    def logs(self):
        return "\n".join(path.read_text(errors="replace")[-1500:] for path in Path(self.folder).glob("*.log"))

    def end(self):
        for machine in self.network.numbers:
            self.network.kill(machine)
        for process in self.started:
            process.wait(timeout=20)


def answers(asking):
    output = asking.communicate(timeout=120)[0]
    return json.loads(output)


def can_run():
    return os.geteuid() == 0 and binaries() is not None and shutil.which("nginx") is not None
