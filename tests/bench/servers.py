"""Servers to measure, each on 127.0.0.1, and the processor time that a process and its children have used."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from tests.bench.databases import FOLDER, ROOT, environment

PROGRAMS = Path(sys.executable).parent
TICK = os.sysconf("SC_CLK_TCK")
WORKERS = 2


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def running(name, command, port, **variables):
    """Run a server until the end of the block; yields its first process."""
    with (FOLDER / f"{name}.log").open("w") as log:
        process = subprocess.Popen(
            list(map(str, command)), cwd=ROOT, env=environment(**variables), stdout=log, stderr=log
        )
        try:
            wait_for(port, process)
            yield process
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_for(port, process):
    for _ in range(600):
        if process.poll() is not None:
            sys.exit(f"A server ended by itself; see the logs in {FOLDER}.")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"A server does not answer; see the logs in {FOLDER}.")


def gunicorn(port):
    """The site as docs/operation.md says to serve it, with two workers."""
    command = [PROGRAMS / "gunicorn", "--config", ROOT / "config" / "gunicorn.py"]
    variables = {"WEB_CONCURRENCY": str(WORKERS), "MASSWERK_BIND": f"127.0.0.1:{port}"}
    return running("gunicorn", command, port, **variables)


def datasette(port, database):
    """Datasette as it comes, but with a file that never changes, and without the limits that make it give up."""
    command = [PROGRAMS / "datasette", "serve", "--immutable", database, "--host", "127.0.0.1", "--port", port]
    for name, value in {
        "default_facet_size": 100,
        "facet_time_limit_ms": 60_000,
        "sql_time_limit_ms": 60_000,
    }.items():
        command += ["--setting", name, value]
    return running("datasette", command, port)


def cpu_seconds(pid):
    """Processor time of a process and its children, including those that have ended and were waited for."""
    return sum(own_ticks(process) for process in family(pid)) / TICK


def own_ticks(pid):
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0  # it has just ended; its parent has its time now
    return sum(map(int, fields[11:15]))  # user, system, and both of the children that have ended


def family(pid):
    """Return a process and all its descendants."""
    found = [pid]
    for process in found:
        for children in Path(f"/proc/{process}/task").glob("*/children"):
            try:
                found += map(int, children.read_text().split())
            except FileNotFoundError:
                continue
    return found


def get(port, address, etag=""):
    """Return (status, etag, bytes) of a page. One connection each, as a proxy in front of sync workers does it."""
    lines = [f"GET {address} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", "Accept: text/html"]
    if etag:
        lines.append(f"If-None-Match: {etag}")
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        parts = []
        while part := connection.recv(1 << 16):
            parts.append(part)
    head, _, body = b"".join(parts).partition(b"\r\n\r\n")
    status, *headers = head.decode().split("\r\n")
    named = dict(line.split(": ", 1) for line in headers if ": " in line)
    named = {name.lower(): value for name, value in named.items()}
    return int(status.split()[1]), named.get("etag", ""), len(body)
