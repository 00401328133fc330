import os

import pytest

from tests import server
from tests.drills import cluster, rounds
from tests.drills.site import Site

# These stop databases, measure answers under full load, and need the shipped proxy: only with `make drill`, which runs
# nothing beside them.
collect_ignore = rounds(
    [
        f"test_{name}.py"
        for name in (
            "outage",
            "overload",
            "restore",
            "full_disk",
            "faults",
            "running_on",
            "upgrade",
            "slow_query",
            "object_store",
            "hosts",
        )
    ],
    [],
)


@pytest.fixture(scope="session")
def postgres():
    if cluster.binaries() is None:
        pytest.skip("no PostgreSQL server on this machine")
    with cluster.running() as ours:
        yield ours


def engines():
    """With the suite the one that the suite runs on, which CI does with each; at full size both."""
    on_postgres = os.environ.get("DATABASE_URL", "").startswith("postgres")
    return rounds(["postgresql" if on_postgres else "sqlite"], ["sqlite", "postgresql"])


@pytest.fixture(scope="session", params=engines())
def site(request, tmp_path_factory):
    storage = tmp_path_factory.mktemp("drill")
    postgres = address = None
    if request.param == "postgresql":
        postgres = request.getfixturevalue("postgres")
        address = postgres.create("masswerk")
    environment = server.production(storage, database_url=address or f"sqlite:///{storage / 'site.sqlite3'}")
    server.run("tests.drills", environment, "prepare")
    log = storage / "gunicorn.log"
    with log.open("wb") as stream, server.serving(environment, workers=2, log=stream) as url:
        yield Site(url, environment, log, postgres)
