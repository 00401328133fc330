"""Eight publishers and two readers at once; tells what the readers saw of public editions.

Two measures are only ever published anew: each read of them must see one edition. A third one is also archived and
withdrawn: a read of it sees one or none. Edition number n has n in its title, its summary and a source (another
table), each after a word that only this measure has, so that a page mixed of two editions shows.
"""

import random
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from django.db import connections

from measures import workflow
from measures.models import Edition
from tests.drills.person import Person
from tests.drills.prepare import new_public, people

PUBLISHERS, READERS = 8, 2
PATIENCE = 20  # seconds in which the readers, once the publishers have ended, must be through
State = Edition.State


def run(url, publications):
    measures = [Watched(word, new_public(**numbered(word, 1))) for word in ("Laterne", "Brunnen", "Parkuhr")]
    time.sleep(1)  # until every worker has them in its lists
    work = Work(measures, closing=measures[-1:], publications=int(publications))
    began = time.monotonic()
    with ThreadPoolExecutor(PUBLISHERS + READERS) as pool:
        publishing = [pool.submit(work.publish_again_and_again) for _ in range(PUBLISHERS)]
        reading = [pool.submit(work.read_again_and_again, Person(url)) for _ in range(READERS)]
        for job in publishing:
            job.result()
        work.done = True
        for job in reading:
            job.result(timeout=PATIENCE)
    connections.close_all()
    return {
        "published": work.steps["publish"],
        "steps": work.steps,
        "reads": work.reads,
        "wrong": work.wrong + [fault for measure in measures for fault in measure.faults_in_the_end()],
        "seconds": time.monotonic() - began,
    }


class Watched:
    """One measure, and which of its editions its readers have seen."""

    def __init__(self, word, edition):
        self.word, self.measure, self.address = word, edition.measure, edition.get_absolute_url()
        self.seen = set()

    def public(self):
        return list(Edition.objects.public().filter(measure=self.measure).values_list("number", flat=True))

    def faults_in_the_end(self):
        once_public = self.measure.editions.filter(state__in=Edition.ONCE_PUBLIC)
        titles = set(once_public.values_list("title", flat=True))
        never = [number for number in sorted(self.seen) if f"{self.word} {number}" not in titles]
        return [f"{self.word} {number} was seen and never published" for number in never]


class Work:
    def __init__(self, measures, closing, publications):
        self.measures, self.closing, self.wanted = measures, closing, publications
        self.anna, _berta, self.moderator = people()
        self.lock, self.done, self.steps, self.reads, self.wrong = Lock(), False, Counter(), Counter(), []

    def note(self, counter, key):
        with self.lock:
            counter[key] += 1

    # Publishers

    def publish_again_and_again(self):
        try:
            while self.steps["publish"] < self.wanted:
                watched = random.choice(self.measures)  # noqa: S311 - not a secret
                try:
                    self.note(self.steps, self.one_step(watched))
                except workflow.WorkflowError as error:
                    self.note(self.steps, type(error).__name__)
        except Exception as error:
            self.wrong.append(f"a publisher: {error!r}")
        finally:
            connections.close_all()

    def one_step(self, watched):
        """Take the step that is next for this measure; the others are likely to be about to take it, too."""
        newest = watched.measure.editions.order_by("number").last()
        decide = {"edition": newest, "by": self.moderator, "version": newest.version}
        if newest.state == State.SUBMITTED:
            workflow.publish(**decide)
            return "publish"
        if newest.state == State.DRAFT:
            if newest.title != f"{watched.word} {newest.number}":
                content = numbered(watched.word, newest.number)
                workflow.save_draft(edition=newest, by=self.anna, version=newest.version, content=content)
                return "save"
            workflow.submit(edition=newest, by=self.anna, version=newest.version)
            return "submit"
        if watched in self.closing and newest.state == State.PUBLISHED and newest.number % 2:
            workflow.archive(**decide, reason="Für die Übung.")
            return "archive"
        if watched in self.closing and newest.state == State.ARCHIVED and newest.number % 4 == 1:
            workflow.withdraw(**decide, reason="Für die Übung.")
            return "withdraw"
        workflow.start_draft(measure=watched.measure, by=self.anna, original=newest)
        return "start"

    # Readers

    def read_again_and_again(self, person):
        last = Counter()
        try:
            while not self.done:
                for watched in self.measures:
                    allowed = {0, 1} if watched in self.closing else {1}
                    for kind, numbers in self.read(person, watched):
                        self.note(self.reads, kind)
                        if len(numbers) not in allowed:
                            self.wrong.append(f"{kind} of {watched.word}: {sorted(numbers)}")
                        if any(number < last[watched] for number in numbers) and kind != "list":
                            self.wrong.append(f"{kind} of {watched.word}: {sorted(numbers)} after {last[watched]}")
                        if kind != "list":
                            last[watched] = max([last[watched], *numbers])
                        watched.seen |= set(numbers)
        except Exception as error:
            self.wrong.append(f"a reader: {error!r}")
        finally:
            connections.close_all()

    def read(self, person, watched):
        """Yield how it was read and the numbers of the editions that were seen."""
        yield "database", watched.public()
        page = person.get(watched.address)
        if page.status not in (200, 404, 410):
            self.wrong.append(f"the page of {watched.word} is answered with {page.status}")
        archived = watched in self.closing and page.status == 200  # or it is gone
        yield "page", set() if archived else numbers_in(page.html, watched.word)
        found = person.get(f"/massnahmen/?q={watched.word.lower()}")
        yield "list", numbers_in(found.html, watched.word)


def numbers_in(html, word):
    plain = re.sub(r"<[^<>]*>", "", re.sub(r"</?mark>", "", html)) + " ".join(re.findall(r'href="([^"]*)"', html))
    return {int(number) for number in re.findall(rf"{word}[ /](\d+)", plain)}


def numbered(word, number):
    return {
        "title": f"{word} {number}",
        "summary": f"Alles über {word} {number}.",
        "sources": [{"url": f"https://example.org/{word}/{number}", "kind": "press"}],
    }
