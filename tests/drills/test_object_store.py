"""Two machines that share nothing but a database and an S3-compatible object store, which is a real one."""

import http.client
import socket
from urllib.parse import urlsplit

import pytest

from tests import server
from tests.drills import object_store
from tests.drills.site import Site
from tests.drills.test_restore import manage, manifest
from tests.serving.test_freshness import get


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    if not object_store.is_here():
        pytest.skip("no OpenStack Swift; `make drill` installs it")
    with object_store.running(tmp_path_factory.mktemp("swift")) as address:
        yield address


def environment_of(storage, database_url, store, bucket=object_store.BUCKET):
    storage.mkdir()
    environment = server.production(storage, database_url=database_url) | object_store.settings(store)
    return environment | {"MASSWERK_S3_BUCKET": bucket, "MASSWERK_STATIC_ROOT": str(storage.parent / "static")}


def test_images_are_the_same_on_two_machines_and_private(store, postgres, tmp_path):
    database = postgres.create("images")
    first, second = (environment_of(tmp_path / name, database, store) for name in ("first", "second"))
    server.run("tests.drills", first, "prepare")
    drills = Site("", first, None)
    made = drills.drill("images", "make")
    assert drills.drill("images", "names")["names"] == made["names"]
    with server.serving(first) as one, server.serving(second) as two:
        for url in (one, two):
            status, headers, _body = raw(url, made["public"])
            assert (status, headers["Content-Type"]) == (200, "image/png")
            assert raw(url, made["draft"])[0] == 404
        for name in made["names"]:
            assert raw(store, f"/{object_store.BUCKET}/{name}")[0] in (400, 401, 403, 412)
        drills.drill("images", "withdraw")
        assert [raw(url, made["public"])[0] for url in (one, two)] == [404, 404]

        # a copy goes to an empty bucket, by the documented commands
        manage(first, "backup", tmp_path / "backup")
        stored = {name for name in manifest(tmp_path / "backup")["hashes"] if name.startswith("files/")}
        assert stored == {f"files/{name}" for name in made["names"]}
        object_store.make_bucket(store, "restored")
        restored = environment_of(tmp_path / "restored", postgres.create("restored"), store, "restored")
        manage(restored, "restore", tmp_path / "backup")
        manage(restored, "backup", tmp_path / "again")
        assert manifest(tmp_path / "again")["hashes"] == manifest(tmp_path / "backup")["hashes"]

        left = drills.drill("images", "discard")
        assert len(left["names"]) == 1
        assert "media" not in left["local"]
        assert drills.drill("images", "orphans")["removed"] == []  # younger than a day
        assert [get(url, "/massnahmen/")[0] for url in (one, two)] == [200, 200]


def test_while_the_store_is_away_images_are_refused_and_the_rest_is_answered(store, postgres, tmp_path):
    environment = environment_of(tmp_path / "alone", postgres.create("alone"), store)
    server.run("tests.drills", environment, "prepare")
    made = Site("", environment, None).drill("images", "make")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = {"MASSWERK_S3_ENDPOINT": f"http://127.0.0.1:{nobody.getsockname()[1]}"}
        with server.serving(environment | away) as url:
            status, headers, _body = raw(url, made["public"])
            assert (status, headers["Retry-After"]) == (503, "10")
            assert [raw(url, path)[0] for path in ("/", "/massnahmen/", made["public"].removesuffix("bild"))] == [
                200
            ] * 3


def raw(url, path):
    """Return (status, headers, body), where the body may be an image."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()
