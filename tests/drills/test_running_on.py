"""Commands that run for ever survive a restart of the database and a mail server that is away, refuses or hangs."""

import socketserver
import subprocess
import sys
import time
from contextlib import contextmanager
from threading import Thread

import psycopg
import pytest

from tests import server
from tests.drills.test_faults import within

COMMANDS = [
    "ask_reuses", "check_links", "forget_expired", "publish_planned", "remove_orphaned_images", "send_digests",
    "send_mail", "send_reminders",
]  # fmt: skip
MAILS = 3


class TakesMail(socketserver.StreamRequestHandler):
    """As much of SMTP as is needed to take mails."""

    def handle(self):
        self.wfile.write(b"220 ready\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self.server.taken += 1
            if word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n")


class Refuses(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"421 later\r\n")


class Hangs(socketserver.BaseRequestHandler):
    def handle(self):
        self.server.asked += 1
        time.sleep(60)


@contextmanager
def mail_server(port, handler):
    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True
        block_on_close = False
        taken = asked = 0

    with Server(("127.0.0.1", port), handler) as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def site(tmp_path, postgres):
    environment = server.production(tmp_path, database_url=postgres.create("running_on"))
    environment |= {"MASSWERK_SMTP_PORT": str(server.free_port()), "MASSWERK_SMTP_STARTTLS": "0"}
    environment |= {"MASSWERK_SMTP_HOST": "127.0.0.1"}
    server.run("tests.drills", environment, "prepare")
    return environment


def sql(postgres, statement):
    with psycopg.connect(postgres.address("running_on"), autocommit=True) as database:
        cursor = database.execute(statement)
        return cursor.fetchall() if cursor.description else None


def make_all_due(postgres):
    sql(postgres, "UPDATE accounts_mail SET due_at = now() - interval '1 second' WHERE sent_at IS NULL")


def attempts(postgres):
    return [number for (number,) in sql(postgres, "SELECT attempts FROM accounts_mail ORDER BY id")]


def test_they_survive_restarts_of_the_database_and_every_mood_of_the_mail_server(site, postgres, tmp_path):
    port = int(site["MASSWERK_SMTP_PORT"])
    sql(
        postgres,
        'INSERT INTO accounts_mail ("to", subject, text, is_secret, is_list_mail, unsubscribe_url, return_path,'
        " created_at, due_at, attempts, error)"
        " SELECT 'a@example.org', 'Frage', 'Text', n = 1, false, '', '', now(), now(), 0, ''"
        " FROM generate_series(1, 3) n",
    )
    logs = {name: (tmp_path / name).open("wb") for name in COMMANDS}
    running = {
        name: subprocess.Popen([sys.executable, "manage.py", name, "--every", "0.5"], env=site, stdout=log, stderr=log)
        for name, log in logs.items()
    }
    try:
        within(120, lambda: any(attempts(postgres)))  # eight start at once, and nobody listens
        make_all_due(postgres)
        with mail_server(port, Refuses):
            within(30, lambda: all(attempts(postgres)))
        hanging_takes_one_time_out(postgres, port)

        postgres.stop()
        time.sleep(3)
        postgres.start()
        make_all_due(postgres)
        with mail_server(port, TakesMail) as taking:
            within(30, lambda: taking.taken == MAILS)
            time.sleep(2)
            assert taking.taken == MAILS  # none twice
        assert sql(postgres, "SELECT count(*) FROM accounts_mail WHERE sent_at IS NULL") == [(0,)]
        assert sql(postgres, "SELECT text FROM accounts_mail WHERE is_secret") == [("",)]
        within(10, lambda: all("answers again" in (tmp_path / name).read_text() for name in COMMANDS))
        assert {name: process.poll() for name, process in running.items()} == dict.fromkeys(COMMANDS)
    finally:
        for process in running.values():
            process.terminate()
            process.wait(timeout=10)
        for log in logs.values():
            log.close()


def hanging_takes_one_time_out(postgres, port):
    with mail_server(port, Hangs) as hanging:
        before = sum(attempts(postgres))
        make_all_due(postgres)
        within(10, lambda: hanging.asked == 1)
        for _ in range(10):  # while it hangs, nothing is open in the database
            open_for = sql(
                postgres,
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'masswerk' AND state LIKE 'idle in transaction%'"
                " AND xact_start < now() - interval '0.3 seconds'",
            )
            assert open_for == [(0,)]
            time.sleep(0.1)
        assert sum(attempts(postgres)) == before + 1  # one mail waits, the others have not been touched
        waits = "SELECT max(due_at - now()) < interval '16 minutes' FROM accounts_mail WHERE is_secret"
        assert sql(postgres, waits) == [(True,)]
        time.sleep(21)  # EMAIL_TIMEOUT is 20 seconds
