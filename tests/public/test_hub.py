"""A WebSub hub: named by feeds and told of changes if one is set; nothing of it otherwise."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from urllib.parse import parse_qsl

import pytest
from django.core.management import call_command

from measures.models import CatalogueVersion
from measures.public.hub import HubFailed, tell_hub, topics
from tests.factories import make_public

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(settings):
    """A hub that remembers what it was told, and answers with `hub.status`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            server.told.append(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self.send_response(server.status)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.told, server.status = [], 202
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.MASSWERK_WEBSUB_HUB = f"http://127.0.0.1:{server.server_port}/"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_hub_is_told_once_for_each_change(hub):
    make_public("Bus")
    assert tell_hub()
    [told] = hub.told
    assert told == [("hub.mode", "publish"), *[("hub.url", topic) for topic in topics()]]
    assert len(topics()) == 8
    assert not tell_hub()
    make_public("Bahn")
    call_command("send_digests", stdout=StringIO())
    assert len(hub.told) == 2


def test_a_hub_that_fails_is_told_again(hub, settings):
    make_public("Bus")
    for status in (500, 404, 302):
        hub.status = status
        with pytest.raises(HubFailed):
            tell_hub()
    hub.status = 204
    assert tell_hub()
    make_public("Bahn")
    settings.MASSWERK_WEBSUB_HUB = "http://127.0.0.1:9/"
    errors = StringIO()
    call_command("send_digests", stdout=StringIO(), stderr=errors)  # mails do not depend on it
    assert "did not take the news" in errors.getvalue()


def test_feeds_without_a_filter_name_the_hub(client, hub, settings):
    make_public("Bus", types=["app"])
    for topic in topics():
        response = client.get(topic.removeprefix("http://127.0.0.1:8000"))
        body = response.content.decode()
        assert (f'<link rel="hub" href="{settings.MASSWERK_WEBSUB_HUB}"/>' in body) == ("feed.atom" in topic)
        assert ('"hubs": [{"type": "WebSub"' in body) == ("feed.json" in topic)
        assert f'<{settings.MASSWERK_WEBSUB_HUB}>; rel="hub", <{topic}>; rel="self"' in response["Link"]
    filtered = client.get("/massnahmen/feed.atom?typ=app")
    assert "hub" not in filtered.content.decode() + filtered["Link"]


def test_nothing_happens_without_a_hub(client):
    make_public("Bus")
    assert not tell_hub()
    assert CatalogueVersion.objects.get().hub_was_told == 0
    response = client.get("/massnahmen/feed.atom")
    assert 'rel="hub"' not in response.content.decode() + response["Link"]
    assert "hubs" not in client.get("/massnahmen/feed.json").json()
