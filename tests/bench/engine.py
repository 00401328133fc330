"""Part 1, the engine: `python -m tests.bench.engine RESULT` asks everybody the same and writes RESULT as JSON.

The contestants take turns within each round, so that whatever else the machine does hits all of them alike.
"""

import gc
import json
import os
import sys
import time
from pathlib import Path
from statistics import geometric_mean, median

import django

django.setup()

from measures.finding.documents import public_documents  # noqa: E402
from measures.finding.offered_choices import read_choices  # noqa: E402
from measures.finding.results import Search  # noqa: E402
from measures.finding.snapshot import Snapshot  # noqa: E402
from tests.bench.answers import ROWS, Answer  # noqa: E402
from tests.bench.facets import FACETS  # noqa: E402
from tests.bench.questions import address, questions  # noqa: E402
from tests.bench.rival_orm import orm  # noqa: E402
from tests.bench.rival_sql import PostgreSQL  # noqa: E402
from tests.bench.rival_tantivy import Tantivy  # noqa: E402
from tests.bench.scenarios import NONE, ONE, SCENARIOS, TEXT_SCENARIOS, THREE  # noqa: E402

INDEX, FLOOR, STATEMENT, ORM, TANTIVY = "index", "floor", "one statement", "ORM", "tantivy"
SLOW = (STATEMENT, ORM)  # one question is warm-up enough
RUNS, WARM_UPS = 16, 3  # rounds; a warm-up asks other questions
PATIENCE = 20  # seconds for one contestant in one scenario; whoever has used them up sits out the other rounds
CHECKED = 3  # questions of a scenario that everybody is compared by; further ones only whoever has time left
MOST_FOR_ORM = 100_000  # measures; beyond, one of its answers takes minutes


def index(snapshot):
    def answer(question):
        found = Search(snapshot, question)
        counts = {facet: found.counts(facet) for facet in FACETS}
        return Answer(found.total, [document.edition for document in found.documents(0, ROWS)], counts)

    return answer


def run(contestants, asked):
    """Return {scenario: {contestant: [(milliseconds, total)]}} in the order of the questions."""
    measured = {scenario: {name: [] for name in contestants} for scenario in SCENARIOS}
    for scenario in SCENARIOS:
        for question in asked[scenario][RUNS:] or asked[scenario][:1]:
            for name, answer in contestants.items():
                if name not in SLOW or question is asked[scenario][-1]:
                    answer(question)
    for number in range(RUNS):
        for scenario in SCENARIOS:
            several = asked[scenario][:RUNS]
            question = several[number % len(several)]
            for name, answer in contestants.items():
                before = measured[scenario][name]
                if sum(milliseconds for milliseconds, _ in before) < PATIENCE * 1000:
                    began = time.perf_counter()
                    given = answer(question)
                    before.append(((time.perf_counter() - began) * 1000, given.total))
    return measured


def check(contestants, asked):
    """Everybody must find the same and count the same, as long as no text is searched."""
    for scenario in (NONE, ONE, THREE):
        spent = dict.fromkeys(contestants, 0)
        for number, question in enumerate(asked[scenario][:RUNS]):
            ours = tidy(contestants[INDEX](question))
            for name, answer in contestants.items():
                if number >= CHECKED and (name == ORM or spent[name] > PATIENCE):
                    continue  # the tests of the site compare the ORM with the index anyway
                began = time.perf_counter()
                theirs = tidy(answer(question))
                spent[name] += time.perf_counter() - began
                assert ours.same_as(theirs), f"{name} differs at ?{address(question)}"


def tidy(answer):
    answer.counts = {
        facet: {value: number for value, number in values.items() if number and value}
        for facet, values in answer.counts.items()
    }
    return answer


def main(result):
    asked = questions(RUNS + WARM_UPS)
    documents = public_documents()
    postgres = PostgreSQL()
    contestants = {
        INDEX: index(Snapshot(1, documents, read_choices())),
        FLOOR: postgres.floor,
        STATEMENT: postgres.grouping_sets,
        ORM: orm,
        TANTIVY: Tantivy(documents).answer,
    }
    if len(documents) > MOST_FOR_ORM:
        del contestants[ORM]
    check(contestants, asked)
    gc.collect()
    gc.freeze()  # nobody shall pay for the collector walking through what another one has built
    measured = run(contestants, asked)
    times = {
        scenario: {name: median(ms for ms, _ in runs) for name, runs in by_name.items()}
        for scenario, by_name in measured.items()
    }
    report = {
        "measures": len(documents),
        "load": os.getloadavg()[0],
        "ms": times,
        "gm": {name: geometric_mean(times[scenario][name] for scenario in SCENARIOS) for name in contestants},
        "fewest_runs": {name: min(len(runs[name]) for runs in measured.values()) for name in contestants},
        "worst_ms": {name: max(max(runs[name])[0] for runs in measured.values()) for name in contestants},
        "totals": {
            scenario: {name: median(total for _, total in runs) for name, runs in measured[scenario].items()}
            for scenario in TEXT_SCENARIOS
        },
    }
    Path(result).write_text(json.dumps(report, indent=1))


if __name__ == "__main__":
    main(sys.argv[1])
