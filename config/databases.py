"""The databases that the environment names, with the options that each kind needs."""

from pathlib import Path
from urllib.parse import quote

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from config.environment import number, secret, text

POSTGRESQL = "django.db.backends.postgresql"


def read_databases(storage: Path, *, serves_requests: bool) -> dict[str, dict]:
    """Return the value of DATABASES: "default", and "replica" if there is one.

    Only processes that serve requests limit the time of a statement. Raises ImproperlyConfigured for a replica of
    another kind than PostgreSQL.
    """
    addresses = {
        "default": text("DATABASE_URL", f"sqlite:///{quote(str(storage / 'masswerk.sqlite3'))}"),
        "replica": text("DATABASE_REPLICA_URL"),
    }
    databases = {
        name: dj_database_url.parse(address, conn_max_age=60, conn_health_checks=True)
        for name, address in addresses.items()
        if address
    }
    if "replica" in databases and {database["ENGINE"] for database in databases.values()} != {POSTGRESQL}:
        raise ImproperlyConfigured("DATABASE_REPLICA_URL needs PostgreSQL, there and in DATABASE_URL.")
    for database in databases.values():
        database["PASSWORD"] = secret("MASSWERK_DB_PASSWORD") or database.get("PASSWORD", "")
        if database["ENGINE"] == "django.db.backends.sqlite3":
            # With WAL, readers do not wait for a writer. IMMEDIATE makes a transaction wait for other writers at its
            # start, up to 20 seconds; otherwise it could fail later with "database is locked".
            database["OPTIONS"] = {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            }
        elif database["ENGINE"] == POSTGRESQL:
            limit_times(database, serves_requests=serves_requests)
    return databases


def limit_times(database: dict, *, serves_requests: bool) -> None:
    """Let a PostgreSQL database keep the limits of connecting and, for requests, of statements and locks."""
    database["ENGINE"] = "measures.database.postgresql"
    options = database.setdefault("OPTIONS", {})
    options.setdefault("connect_timeout", max(2, int(number("MASSWERK_DB_CONNECT_TIMEOUT", 2))))
    if serves_requests:
        # In milliseconds, kept by the server. Commands have no limits: a migration or a backup takes its time.
        times = {
            "statement_timeout": 1000 * number("MASSWERK_DB_STATEMENT_TIMEOUT", 8),
            "lock_timeout": 1000 * number("MASSWERK_DB_LOCK_TIMEOUT", 4),
            "idle_in_transaction_session_timeout": 60_000,  # of a worker that was frozen in a transaction
        }
        given = [options.get("options", ""), *(f"-c {name}={int(value)}" for name, value in times.items())]
        options["options"] = " ".join(given).strip()
