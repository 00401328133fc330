"""A PostgreSQL of our own with one database for each size of catalogue, kept for the next run."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("BENCH_DIR") or ROOT / "var" / "bench").resolve()
# What decides how a catalogue of a given size looks; another content means another database.
SHAPES = ("measures/generate*.py", "measures/migrations/*.py", "municipalities/migrations/*.py",
          "measures/data/catalogue/*.csv", "tests/bench/fill.py")  # fmt: skip

# Generous to PostgreSQL: everything fits in memory, nothing waits for a disk, nothing else runs beside a query.
# JIT is off because it only slows statements of this length.
CONFIGURATION = {
    "listen_addresses": "",
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "512MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "autovacuum": "off",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class Server:
    """A running PostgreSQL; `pid` is its first process."""

    def __init__(self, socket, pid):
        self.socket = socket
        self.pid = pid

    def connect(self, name):
        return psycopg.connect(host=str(self.socket), user="postgres", dbname=name, autocommit=True)

    def url(self, name):
        return f"postgresql://postgres@{quote(str(self.socket), safe='')}/{name}"

    def database(self, size):
        """Return the name of the database with `size` measures, after filling it if it is not there."""
        name = f"measures_{size}_{fingerprint()}"
        with self.connect("postgres") as connection:
            there = [row[0] for row in connection.execute("SELECT datname FROM pg_database")]
            if name in there:
                return name
            for old in there:
                if old.startswith((f"measures_{size}_", "filling")):
                    connection.execute(f'DROP DATABASE "{old}"')
            connection.execute("CREATE DATABASE filling ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0")
        run_module("tests.bench.fill", str(size), database_url=self.url("filling"))
        with self.connect("postgres") as connection:
            connection.execute(f'ALTER DATABASE filling RENAME TO "{name}"')
        return name


def fingerprint():
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SHAPES for path in ROOT.glob(pattern)):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:8]


def environment(**further):
    """Return the variables that a process of the benchmark runs with."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "BENCH_DIR": str(FOLDER),
        "PYTHONPATH": str(ROOT),
        **further,
    }


def run_module(module, *arguments, database_url):
    """Run a module of the benchmark as a process of its own."""
    command = [sys.executable, "-m", module, *arguments]
    subprocess.run(command, cwd=ROOT, env=environment(DATABASE_URL=database_url), check=True)


def newest_postgres():
    """Return the folder with the programs of the newest PostgreSQL on this machine."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if folders:
        return max(folders, key=lambda folder: float(folder.parent.name))
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    sys.exit("The benchmark needs PostgreSQL's server programs (Debian: apt-get install postgresql).")


def as_postgres(*command):
    """Run a command as a user that PostgreSQL accepts: it refuses to run as root."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*prefix, *map(str, command)], cwd="/", stdout=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(f"{Path(command[0]).name} failed. Is another benchmark running? Its log lies in {FOLDER}.")


def own_folder(path):
    path.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(path, "postgres")
    path.chmod(0o700)
    return path


@contextmanager
def postgres():
    """Start PostgreSQL on a socket of its own and stop it at the end."""
    programs = newest_postgres()
    FOLDER.mkdir(parents=True, exist_ok=True)
    # A new major version cannot read the files of an old one, so each has its own.
    data = own_folder(FOLDER / f"postgres-{programs.parent.name}")
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        Path(scratch).chmod(0o711)
        socket = own_folder(Path(scratch) / "socket")  # short: the path of a socket may have 107 letters
        if not (data / "PG_VERSION").exists():
            as_postgres(programs / "initdb", "--pgdata", data, "--username", "postgres", "--auth", "trust",
                        "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")  # fmt: skip
        options = " ".join(f"-c {name}={value}" for name, value in CONFIGURATION.items())
        as_postgres(programs / "pg_ctl", "--pgdata", data, "--log", data / "log", "--wait", "start",
                    "--options", f"-k {socket} {options}")  # fmt: skip
        try:
            pid = int((data / "postmaster.pid").read_text().split()[0])
            yield Server(socket, pid)
        finally:
            as_postgres(programs / "pg_ctl", "--pgdata", data, "--mode", "fast", "--wait", "stop")
