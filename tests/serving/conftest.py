"""A running site with two workers, shared by the tests of this folder."""

import pytest

from tests import server


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    environment = server.production(tmp_path_factory.mktemp("fresh"), f"masswerk_fresh_{worker_id}")
    environment["MASSWERK_EMBEDDER"] = "tests.finding.toy_model.ToyModel"
    server.run("tests.serving.change", environment, "prepare")
    with server.serving(environment, workers=2) as url:
        yield url, environment
