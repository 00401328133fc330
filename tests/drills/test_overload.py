"""R12, R13: slow clients, with and without the shipped proxy, and ten times the load behind it."""

import asyncio
import shutil
import time
from collections import Counter
from itertools import count
from urllib.parse import urlsplit

import pytest

from tests import server
from tests.drills import rounds
from tests.nginx import proxying

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx on this machine")

NUMBERS = count()  # of all requests: the proxy has a copy of what was asked before
PATHS = ["/massnahmen/?q={}", "/massnahmen/?typ=app&q={}", "/?{}", "/modellprojekte/ulm/?{}", "/loesungstypen/app/?{}"]


@pytest.fixture(scope="module")
def addresses(tmp_path_factory, postgres):
    """Return the root addresses of the application itself and of the proxy in front of it."""
    storage = tmp_path_factory.mktemp("overload")
    environment = server.production(storage, database_url=postgres.create("overload"))
    server.run("tests.serving.change", environment, "prepare")
    folder = tmp_path_factory.mktemp("nginx")
    for path in [folder, *folder.parents[:2]]:
        path.chmod(0o755)
    with (
        server.serving(environment, workers=2) as url,
        proxying(folder, urlsplit(url).netloc, limited=False) as front,
    ):
        yield url, front


@pytest.fixture
def proxy(addresses):
    return addresses[1]


async def ask(address, path):
    """Return (status, seconds, whether Retry-After was sent)."""
    started = time.monotonic()
    reader, writer = await asyncio.open_connection(*address)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    text = await reader.read()
    writer.close()
    head = text.partition(b"\r\n\r\n")[0].decode()
    return int(head.split()[1]), time.monotonic() - started, "retry-after:" in head.lower()


async def load(url, rate, seconds):
    """Ask at `rate` requests a second, whether or not answers come. Every address is new, so that no cache helps."""
    address = urlsplit(url).hostname, urlsplit(url).port
    tasks, started = [], time.monotonic()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0, started + number / rate - time.monotonic()))
        path = PATHS[number % len(PATHS)].format(next(NUMBERS))
        tasks.append(asyncio.ensure_future(ask(address, path)))
    return await asyncio.gather(*tasks)


def p99(answers):
    seconds = sorted(seconds for _status, seconds, _retry in answers)
    return seconds[int(len(seconds) * 0.99)]


def test_fifty_requests_a_second_are_answered_within_half_a_second(proxy):
    asyncio.run(load(proxy, 20, 2))  # so that every thread has its connection to the database
    answers = asyncio.run(load(proxy, 50, rounds(5, 60)))
    print(f"R13: {len(answers)} at 50 a second, p99 {p99(answers):.3f} s")  # noqa: T201
    assert {status for status, *_rest in answers} == {200}
    assert p99(answers) < 0.5


def test_overload_is_refused_at_once_and_the_rest_answered_in_time(proxy):
    answers = asyncio.run(load(proxy, 1000, rounds(4, 20)))
    by_status = Counter(status for status, *_rest in answers)
    answered = [answer for answer in answers if answer[0] == 200]
    refused = [answer for answer in answers if answer[0] == 503]
    print(f"R13: {dict(by_status)}, p99 answered {p99(answered):.3f} s, refused {p99(refused):.3f} s")  # noqa: T201
    assert set(by_status) == {200, 503}
    assert all(retry for _status, _seconds, retry in refused)
    assert p99(answered) < 1
    time.sleep(1)
    after = asyncio.run(load(proxy, 20, 3))
    assert {status for status, *_rest in after} == {200}
    assert p99(after) < 0.5


@pytest.mark.parametrize("is_direct", [False, True], ids=["proxy", "direct"])
def test_dripping_clients_do_not_slow_others_down(addresses, is_direct):
    root = addresses[0] if is_direct else addresses[1]

    async def drip(address):
        _reader, writer = await asyncio.open_connection(*address)
        try:
            for byte in b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " + b"a" * 1000:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.5)
        except OSError:
            pass  # the server has had enough
        finally:
            writer.close()

    async def both():
        address = urlsplit(root).hostname, urlsplit(root).port
        dripping = [asyncio.ensure_future(drip(address)) for _ in range(200)]
        await asyncio.sleep(1)
        answers = await load(root, 20, rounds(5, 30))
        for task in dripping:
            task.cancel()
        return answers

    answers = asyncio.run(both())
    print(f"R12, {'direct' if is_direct else 'proxy'}: {len(answers)} requests, p99 {p99(answers):.3f} s")  # noqa: T201
    assert {status for status, *_rest in answers} == {200}
    assert p99(answers) < 0.5
