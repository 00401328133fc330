"""When public reads may go to the replica, and which settings lead to one."""

import time
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.db import OperationalError

from measures.database import replica as module
from measures.database.postgresql.base import servers_of
from measures.database.replica import PublicReadsRouter, Replica, ServerState, public_reads, read_for_public
from measures.models import Edition
from tests.test_settings import PRODUCTION, read, refusal

pytestmark = pytest.mark.one_database
NOW = (12, 3)  # the version of the primary


def standby(position, version=NOW):
    return ServerState(version, position, datetime(2026, 1, 2, tzinfo=UTC))


def primary(position):
    return ServerState(NOW, position, datetime(2026, 1, 1, tzinfo=UTC))


PRIMARY = primary(1000)


@pytest.fixture
def replica(settings):
    settings.MASSWERK_REPLICA_MAX_AGE = 2
    replica = Replica()
    replica.note_primary(primary(1000))
    return replica


@pytest.fixture
def in_use(monkeypatch):
    """Let the replica of this process be usable."""
    monkeypatch.setattr(module.replica, "usable", True)
    monkeypatch.setattr(module.replica, "problem", "")
    yield module.replica
    module.replica.forget()


@pytest.mark.parametrize(
    ("state", "primary", "known", "problem"),
    [
        (standby(1000), PRIMARY, 12, ""),
        (standby(2000), PRIMARY, 12, ""),  # the primary has written since it was asked
        (standby(999), PRIMARY, 12, "it is old"),
        (standby(1000, (11, 3)), PRIMARY, 11, "it lacks what was published"),
        (standby(1000, (12, 2)), PRIMARY, 11, "it lacks what was published"),
        (standby(1000), PRIMARY, 13, "it lacks what was published"),  # this process serves newer
        (standby(None), PRIMARY, 12, "it does not follow the primary any more"),
        (ServerState(NOW, None, PRIMARY.started_at), PRIMARY, 12, ""),  # promoted, it is the primary
        (standby(1000), None, 12, ""),  # the primary is away
        (standby(None), None, 12, ""),  # and this one is promoted
        (standby(1000), None, 13, "it lacks what was published"),
    ],
)
def test_only_a_replica_that_has_everything_is_read(replica, state, primary, known, problem):
    assert replica.problem_of(state, primary, known) == problem


def test_its_age_is_the_time_since_the_primary_was_where_it_is(replica):
    assert replica.age_of(1000) == 0
    time.sleep(0.05)
    replica.note_primary(primary(1100))
    assert replica.age_of(1100) == 0
    assert 0.05 <= replica.age_of(1050) < 1
    replica.note_primary(primary(500))  # another primary, whose log begins anew
    assert (replica.age_of(500), replica.age_of(400)) == (0, float("inf"))


def test_it_is_read_again_as_soon_as_it_has_caught_up(replica):
    age = 3.0
    replica._positions[0] = time.monotonic() - age, 1000
    replica.note_primary(primary(1100))
    assert replica.problem_of(standby(1050), PRIMARY, 12) == "it is 3.0 s old"
    assert replica.problem_of(standby(1100), PRIMARY, 12) == ""


def test_only_public_reads_use_it(in_use):
    router = PublicReadsRouter()
    assert router.db_for_read(Edition) == "default"
    with public_reads():
        assert (router.db_for_read(Edition), router.db_for_write(Edition)) == ("replica", "default")
        in_use.distrust()  # this process has just published
        assert router.db_for_read(Edition) == "default"
    assert [router.allow_migrate(name, "measures") for name in ("default", "replica")] == [True, False]


def test_if_it_fails_the_primary_is_read_instead(in_use, monkeypatch):
    monkeypatch.setattr(module, "connections", {"replica": BytesIO()})  # something that can be closed
    used = []

    def query():
        used.append(PublicReadsRouter().db_for_read(Edition))
        if used[-1] == "replica":
            raise OperationalError("gone")
        return "answer"

    assert read_for_public(query, 5) == "answer"
    assert used == ["replica", "default"]
    assert read_for_public(query, 5) == "answer"
    assert used == ["replica", "default", "default"]
    assert "gone" in in_use.problem


def test_the_server_that_was_found_last_is_asked_first():
    both = {"host": "db1,db2", "port": "5432,5433"}
    assert servers_of(both, None) == [("db1", "5432"), ("db2", "5433")]
    assert servers_of(both, "db2") == [("db2", "5433"), ("db1", "5432")]
    assert servers_of({"host": "db1,db2"}, "db2") == [("db2", "5432"), ("db1", "5432")]
    assert servers_of({}, "db2") == [("", "5432")]


def test_settings_of_a_replica():
    postgres = {**PRODUCTION, "DATABASE_URL": "postgresql://a@db1%2Cdb2/name?target_session_attrs=read-write"}
    both = {**postgres, "DATABASE_REPLICA_URL": "postgresql://a@db2/name", "MASSWERK_SERVES_REQUESTS": "1"}
    databases, routers = read(both, "DATABASES", "DATABASE_ROUTERS")
    assert databases["default"]["HOST"] == "db1,db2"
    assert databases["default"]["OPTIONS"]["target_session_attrs"] == "read-write"
    assert {database["ENGINE"] for database in databases.values()} == {"measures.database.postgresql"}
    assert "statement_timeout" in databases["replica"]["OPTIONS"]["options"]
    assert routers == ["measures.database.replica.PublicReadsRouter"]
    assert read(postgres, "DATABASE_ROUTERS") == [None]
    assert "needs PostgreSQL" in refusal({**PRODUCTION, "DATABASE_REPLICA_URL": "postgresql://a@db2/name"})


def test_settings_of_the_storage():
    [local] = read(PRODUCTION, "STORAGES")
    assert local["default"]["BACKEND"] == "measures.images.storage.WholeFiles"
    shared = {
        **PRODUCTION,
        "MASSWERK_S3_BUCKET": "images",
        "MASSWERK_S3_ACCESS_KEY": "a",
        "MASSWERK_S3_SECRET_KEY": "b",
    }
    [storages] = read(shared, "STORAGES")
    assert storages["default"]["BACKEND"] == "measures.images.object_store.ObjectStore"
    assert "MASSWERK_S3_SECRET_KEY" in refusal({**shared, "MASSWERK_S3_SECRET_KEY": ""})
