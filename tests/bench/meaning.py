"""Part 4, finding by meaning: `python -m tests.bench.meaning RESULT`.

What it adds to a search page and to the memory of the workers. The vectors are made up, since computing them for the
larger catalogues would take hours and their values do not change the work; the model and the questions are real.
"""

import gc
import json
import os
import sys
import time
from pathlib import Path
from statistics import median

import django

django.setup()

import numpy as np  # noqa: E402
from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from measures.finding.current import index  # noqa: E402
from measures.finding.embedders import NONE, embedder, query_vector  # noqa: E402
from measures.finding.vector_index import VectorIndex  # noqa: E402
from measures.finding.vectors import EXACT_UP_TO, Rows, VectorTable  # noqa: E402
from tests.bench import memory  # noqa: E402

PACKAGED = "measures.finding.embedders.PackagedModel"
RUNS = 5
WORKERS = 9  # the most that gunicorn starts by default
# Of one to nine words; none of them fills a page exactly
QUESTIONS = (
    "Schlaglochmelder",
    "Taubenhaus",
    "Freibadampel",
    "lonely pensioners",
    "Blaulicht Funkloch",
    "Laubsauger Verbot",
    "Eiche krank Park",
    "Busfahrer fehlen abends",
    "cheap housing for students",
    "Wohin mit altem Sperrmüll",
    "Wer hilft beim Ausfüllen von Anträgen",
    "Wie halten wir junge Familien im Ort",
    "What can we do about dark cycle paths",
    "Was tun, wenn der Bach nach Regen überläuft",
)


def made_up_vectors(snapshot):
    """Return a table with two vectors for each document, as if each had keywords."""
    model = embedder()
    chance = np.random.default_rng(1)
    values = chance.integers(-127, 128, size=(len(snapshot), 2, model.dimensions), dtype=np.int8)
    rows = [Rows(b"", vectors) for vectors in values]
    editions = [document.edition for document in snapshot.documents]
    nearest = VectorIndex(model.dimensions) if len(rows) > EXACT_UP_TO else None
    if nearest:
        nearest.update({edition: (b"", vectors) for edition, vectors in zip(editions, values, strict=True)})
    return VectorTable(model, 1, rows, editions, nearest)


def prepare(path):
    """Build the index for the embedder of this path, and let nothing follow the database."""
    settings.MASSWERK_EMBEDDER = path
    index.forget()
    index._follower = os.getpid()
    snapshot = index.catch_up()
    if path != NONE:
        index._snapshot = snapshot.with_vectors(made_up_vectors(snapshot))
        index._with_vectors = lambda same: same


def forget_questions():
    query_vector.cache_clear()
    index._snapshot.near_entries.clear()


def cpu_ms(question, *, cold):
    """Return the least processor time of a page in milliseconds."""
    client, took = Client(), []
    for _ in range(RUNS):
        if cold:
            forget_questions()
        began = time.process_time()
        response = client.get("/massnahmen/", {"q": question})
        took.append((time.process_time() - began) * 1000)
        assert response.status_code == 200
    return min(took)


def worker_memory(path):
    """Return the mean (PSS, USS) of WORKERS processes that have answered all questions, in MB."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        prepare(path)
        gc.collect()
        gc.freeze()
        memory.WORKERS = WORKERS
        os.register_at_fork(after_in_child=lambda: setattr(index, "_follower", os.getpid()))
        found = memory.workers([f"/massnahmen/?q={question}" for question in QUESTIONS])
        os.write(writing, json.dumps(found).encode())
        os._exit(0)
    os.waitpid(pid, 0)
    return json.loads(os.read(reading, 1000))


def main(result):
    sizes = {path: worker_memory(path) for path in (NONE, PACKAGED)}  # first, while this process is small
    prepare(NONE)
    without = [cpu_ms(question, cold=True) for question in QUESTIONS]
    prepare(PACKAGED)
    cold = [cpu_ms(question, cold=True) for question in QUESTIONS]
    again = [cpu_ms(question, cold=False) for question in QUESTIONS]
    prepare(NONE)
    without_again = [cpu_ms(question, cold=False) for question in QUESTIONS]
    more = [one - other for one, other in zip(cold, without, strict=True)]
    report = {
        "measures": len(index.current()),
        "load": os.getloadavg()[0],
        "ms": {
            "without": median(without),
            "cold": median(cold),
            "more": median(more),
            "most": max(more),
            "again": median(one - other for one, other in zip(again, without_again, strict=True)),
        },
        "pss": sizes[PACKAGED][0],
        "pss_without": sizes[NONE][0],
        "uss": sizes[PACKAGED][1],
        "uss_without": sizes[NONE][1],
    }
    Path(result).write_text(json.dumps(report, indent=1))


if __name__ == "__main__":
    main(sys.argv[1])
