"""Two editors who save again and again while things break, and readers; tells what was acknowledged and stored.

Edit number n writes n into the title, the summary, a source (another table) and at the end of a list of all numbers.
Who edits reads the page first, each time. So an edit that was acknowledged and then lost is missing in the list, one
stored twice is there twice or has one version too many, and a torn one has numbers that differ.
"""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

from django.db import connections
from django.urls import reverse

from measures.models import AuditEntry, Edition
from tests.drills.person import NoAnswer, Person
from tests.drills.prepare import new_draft, people

PATIENCE = 60  # seconds in which an edit must succeed, whatever breaks
PUBLIC_PAGES = ["/", "/massnahmen/", "/massnahmen/?q=bestand", "/massnahmen/bestand/", "/healthz"]


def run(url, edits):
    anna, berta, _carla = people()
    log, done = Log(), Event()
    writers = [Writer(Person(url, who), new_draft("Stand 0"), int(edits) // 2, log) for who in (anna, berta)]
    with ThreadPoolExecutor() as pool:
        reading = [pool.submit(read, Person(url), log, done) for _ in range(2)]
        try:
            for writing in [pool.submit(writer.run) for writer in writers]:
                writing.result()
            time.sleep(1)  # for the readers, if it broke only now
        finally:
            done.set()
        for reader in reading:
            reader.result()
    connections.close_all()  # ours are broken, too
    return {
        "acknowledged": sum(len(writer.acknowledged) for writer in writers),
        "unanswered": sum(len(writer.unanswered) for writer in writers),
        "failures": log.failures,
        "requests": log.requests,
        **{name: sum(getattr(writer, name)() for writer in writers) for name in ("lost", "torn", "doubled")},
    }


class Log:
    """What was asked and what failed, and when (by the clock that all processes share)."""

    def __init__(self):
        self.lock, self.requests, self.failures = Lock(), 0, []
        self.edits, self.seconds = 0, 0.1

    def ask(self, action, *arguments):
        """Return the answer, or None if there is none or an error of the server, which is noted."""
        started, answer, failure = time.time(), None, ""
        try:
            answer = action(*arguments)
            if answer.status >= 500:
                failure = f"{answer.status} {arguments[0]}"
        except NoAnswer as error:
            failure = f"{error} {arguments[0]}"
        with self.lock:
            self.requests += 1
            if failure:
                self.failures.append((started, time.time(), failure))
        return None if failure else answer

    def edit(self, action, *arguments):
        """Ask for an edit. Whoever breaks things is told before that it comes, and how long the last one took."""
        with self.lock:
            self.edits += 1
            print([self.edits, self.seconds], flush=True)  # noqa: T201
        began = time.monotonic()
        if answer := self.ask(action, *arguments):
            self.seconds = time.monotonic() - began
        return answer


def read(person, log, done):
    while not done.is_set():
        for path in PUBLIC_PAGES:
            log.ask(person.get, path)
            time.sleep(0.2)


class Writer:
    def __init__(self, person, draft, count, log):
        self.person, self.draft, self.count, self.log = person, draft, count, log
        self.page = reverse("admin:entry_edit", args=[draft.pk])
        self.acknowledged, self.unanswered = [], []

    def run(self):
        for number in range(1, self.count + 1):
            self.edit(number)

    def edit(self, number):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if page := self.log.ask(self.person.get, self.page):
                form = page.form
                if form["title"] == f"Stand {number}":
                    self.unanswered.append(number)  # the edit was stored, only its answer was lost
                    return
                answer = self.log.edit(self.person.post, self.page, form | numbered(number, form["lessons"]))
                if answer and (answer.status, answer.location) == (302, self.page):
                    self.acknowledged.append(number)
                    return
            time.sleep(0.05)
        raise TimeoutError(f"edit {number} did not succeed within {PATIENCE} s")

    @property
    def stored(self):
        return Edition.objects.get(pk=self.draft.pk)

    def listed(self):
        return [int(number) for number in self.stored.lessons.split()]

    def lost(self):
        return len(set(self.acknowledged) - set(self.listed()))

    def torn(self):
        edition = self.stored
        texts = [edition.title, edition.summary, edition.lessons, *edition.sources.values_list("url", flat=True)]
        return len({re.findall(r"\d+", text)[-1] for text in texts}) != 1 or len(texts) != 4

    def doubled(self):
        """Each edit has one place in the list, one version and one row in the audit: count what is too many."""
        rows = AuditEntry.objects.filter(edition_key=self.draft.pk, verb=AuditEntry.Verb.SAVE).count()
        twice = len(self.listed()) - len(set(self.listed()))
        return twice + abs(rows - self.count) + abs(self.stored.version - 1 - self.count)


def numbered(number, before):
    return {
        "title": f"Stand {number}",
        "summary": f"Alles auf Stand {number}",
        "lessons": f"{before} {number}".strip(),
        "sources-0-url": f"https://example.org/stand/{number}",
        "sources-0-kind": "press",
    }
