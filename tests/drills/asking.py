"""Asks a site from the machine on which it is started: `python -m tests.drills.asking load|watch|once …`.

load ADDRESS RATE SECONDS       at a rate, whether or not answers come; each address is asked once, so no cache helps
watch SECONDS TEXT ADDRESS…     again and again, until each of the pages has the text
once ADDRESS                    one request

Prints JSON: [moment of the request, status or 0 for none, seconds, whether the page says as of when it is]; for `watch`
the moment at which each page had the text, or null.
"""

import asyncio
import json
import sys
import time
from urllib.parse import urlsplit

PATHS = ["/massnahmen/?q={}", "/massnahmen/?typ=app&q={}", "/?{}", "/modellprojekte/ulm/?{}", "/loesungstypen/app/?{}"]
PATIENCE = 40  # seconds


async def ask(url, path):
    """Return (moment, status, seconds, text)."""
    moment, started = time.time(), time.monotonic()
    parts = urlsplit(url)
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            text = await reader.read()
            writer.close()
        status = int(text.split(b" ", 2)[1])
    except (OSError, TimeoutError, IndexError, ValueError):
        status, text = 0, b""
    return moment, status, time.monotonic() - started, text


async def load(url, rate, seconds):
    tasks, started = [], time.monotonic()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0, started + number / rate - time.monotonic()))
        path = PATHS[number % len(PATHS)].format(f"{number}x{time.time()}")
        tasks.append(asyncio.ensure_future(ask(url, path)))
    answers = await asyncio.gather(*tasks)
    return [[moment, status, took, b"Stand von" in text] for moment, status, took, text in answers]


async def watch(seconds, wanted, *addresses):
    async def until(address):
        parts = urlsplit(address)
        while time.monotonic() < deadline:
            *_rest, text = await ask(f"http://{parts.netloc}", f"{parts.path}?{parts.query}")
            if wanted.encode() in text:
                return time.time()
            await asyncio.sleep(0.02)
        return None

    deadline = time.monotonic() + float(seconds)
    return await asyncio.gather(*map(until, addresses))


async def once(address):
    parts = urlsplit(address)
    moment, status, took, text = await ask(f"http://{parts.netloc}", f"{parts.path}?{parts.query}")
    return [moment, status, took, text.decode(errors="replace")]


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    if what == "load":
        arguments = [arguments[0], float(arguments[1]), float(arguments[2])]
    answer = asyncio.run({"load": load, "watch": watch, "once": once}[what](*arguments))
    print(json.dumps(answer), flush=True)  # noqa: T201 - read by the drill
