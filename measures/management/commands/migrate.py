"""Django's `migrate`, which gives way to users instead of making them wait.

To change a table of PostgreSQL, a migration needs a lock that all who use the table wait for, and that waits for all
of them. If a request needs another table which the migration has changed already, both wait for each other, and the
server ends one of them after a second: whichever it is. So a migration asks for a lock only briefly. If it does not get
it, it is rolled back, which frees everybody, and it begins again.
"""

import time

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from psycopg.errors import DeadlockDetected, LockNotAvailable

LOCK_TIMEOUT = 200  # milliseconds; much less than the second after which PostgreSQL looks for deadlocks
PAUSE = 0.3  # seconds between two attempts
ATTEMPTS = 200


class Command(migrate.Command):
    def handle(self, *args, **options):
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            return super().handle(*args, **options)
        try:
            return self.migrate(connection, *args, **options)
        finally:
            set_lock_timeout(connection, "DEFAULT")

    def migrate(self, connection, *args, **options):
        """Migrate, as often as a lock is missing. Raise CommandError after ATTEMPTS."""
        for _attempt in range(ATTEMPTS):
            set_lock_timeout(connection, LOCK_TIMEOUT)
            try:
                return super().handle(*args, **options)
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
                    raise
            self.stdout.write("A table is in use. The migration gave way and begins again.")
            time.sleep(PAUSE)
        raise CommandError(f"After {ATTEMPTS} attempts, a table is still in use. What was begun is undone.")


def set_lock_timeout(connection, value):
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout TO {value}")
