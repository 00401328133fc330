"""Writes docs/performance.md from the results in a folder; a size that was not run keeps its last ones."""

import json
import os
import platform
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tests.bench.report_texts import ENGINE, HEAD, MEANING, MEMORY, PAGES
from tests.bench.scenarios import SCENARIOS

PARTS = ("engine", "pages", "memory", "meaning")
CONTESTANTS = ("index", "floor", "one statement", "ORM", "tantivy")
KINDS = ("hello", "304", "list", "API", "ORM page", "Datasette")
PACKAGES = ("Django", "pyroaring", "tantivy", "datasette", "gunicorn")
# Largest share of the floor, at a number of measures
SHARES = {100_000: 1 / 5, 1_000_000: 1 / 10}
TANTIVY = {100_000: 5}
# Page goals by number of measures: how many times hello at most, how many times cheaper than others at least
HELLO = {650: 2.0, 10_000: 2.5}
API = 2.0  # the same for the list of the API, at each of these sizes
NOT_MODIFIED = 1.1
# What finding by meaning may cost: milliseconds of a page at a number of measures, megabytes of a worker at another
MEANING_MS = {10_000: 8, 100_000: 15}
MEANING_MB = {650: 15}
CHEAPER = {650: {"ORM page": 30, "Datasette": 50}, 10_000: {"Datasette": 200}}


STEADINESS = "## Load and faults"  # the last section, which steadiness.py writes


def machine(server):
    """Return what the figures depend on; without names or paths of the machine."""
    with server.connect("postgres") as connection:
        postgres = connection.execute("SHOW server_version").fetchone()[0].split()[0]
    models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {
        "processor": models[0].split(": ")[1] if models else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "gigabytes": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "Python": platform.python_version(),
        "PostgreSQL": postgres,
        **{package: version(package) for package in PACKAGES},
        "date": date.today().isoformat(),
    }


def write(results, path):
    found = {part: read(results, part) for part in PARTS}
    figures = json.loads((results / "machine.json").read_text())
    versions = ", ".join(f"{name} {figures[name]}" for name in ("Python", "PostgreSQL", *PACKAGES))
    parts = [HEAD.format(versions=versions, **figures), ENGINE]
    parts += [engine_table(result) for result in found["engine"]]
    parts += [engine_goals(found["engine"]), PAGES, pages_table(found["pages"]), page_goals(found["pages"])]
    parts += [MEMORY, memory_table(found["memory"])]
    parts += [MEANING, meaning_table(found["meaning"]), meaning_goals(found["meaning"])]
    _, heading, rest = path.read_text().partition(STEADINESS)
    parts.append(heading + rest)
    path.write_text("\n".join(part.strip("\n") + "\n" for part in parts if part))


def read(results, part):
    found = [json.loads(path.read_text()) for path in results.glob(f"{part}-*.json")]
    return sorted(found, key=lambda result: result["measures"])


def table(head, rows):
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def ms(number):
    """Two significant digits at least, none after the point from 100 on; a dash for what was not measured."""
    if number is None:
        return "–"
    return f"{number:,.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.2f}"


def engine_table(result):
    times, gm = result["ms"], result["gm"]
    rows = [
        [scenario, *(ms(times[scenario].get(name)) for name in CONTESTANTS), share(times[scenario])]
        for scenario in SCENARIOS
    ]
    rows.append(["**GM**", *(f"**{ms(gm.get(name))}**" for name in CONTESTANTS), f"**{share(gm)}**"])
    rows.append(["slowest single answer", *(ms(result["worst_ms"].get(name)) for name in CONTESTANTS), ""])
    totals = "; ".join(
        f"{scenario}: " + ", ".join(f"{name} {number:g}" for name, number in by_name.items())
        for scenario, by_name in result["totals"].items()
    )
    fewest = result["fewest_runs"]
    fewer = [f", {name} {number} or more" for name, number in fewest.items() if number < fewest["index"]]
    without = [f", {name} left out, one answer takes minutes" for name in CONTESTANTS if name not in fewest]
    runs = "".join([f"{fewest['index']} runs each", *fewer, *without])
    return (
        f"### {result['measures']:,} measures\n\n"
        + table(["ms", *CONTESTANTS, "index ÷ floor"], rows)
        + f"\n{runs}; load average at the end {result['load']:.1f}. Median number of results: {totals}.\n"
    )


def share(times):
    return f"{times['index'] / times['floor']:.2f}"


def verdict(text, reached):
    return f"- {text}: **{'reached' if reached else 'missed'}**"


def engine_goals(results):
    lines = []
    for result in results:
        size, gm, times = result["measures"], result["gm"], result["ms"]
        if size in SHARES:
            ratio, most = gm["index"] / gm["floor"], SHARES[size]
            lines.append(verdict(f"{size:,}: {ratio:.2f} of the floor, at most {most:.2f}", ratio <= most))
            above = [scenario for scenario in SCENARIOS if times[scenario]["index"] > times[scenario]["floor"]]
            named = ", ".join(above) or "none"
            lines.append(verdict(f"{size:,}: scenarios above the floor: {named}, none allowed", not above))
        if size in TANTIVY:
            ratio, least = gm["tantivy"] / gm["index"], TANTIVY[size]
            lines.append(verdict(f"{size:,}: {ratio:.1f} times tantivy's speed, at least {least}", ratio >= least))
    return "### Goals of the engine\n\n" + "\n".join(lines) + "\n" if lines else ""


def pages_table(results):
    rows = []
    for result in results:
        times = result["ms"]
        for kind in (kind for kind in KINDS if kind in times):
            database = ms(result["database_ms"][kind])
            against = f"{times[kind] / times['hello']:.2f}"
            cheaper = f"{times[kind] / times['list']:.1f}"
            size = f"{result['bytes'][kind] / 1000:.0f}"
            rows.append([f"{result['measures']:,}: {kind}", ms(times[kind]), database, against, cheaper, size])
    heads = ["measures: page", "CPU ms per request", "of it PostgreSQL", "÷ hello", "÷ list", "kB"]
    loads = ", ".join(f"{result['load']:.1f}" for result in results)
    return table(heads, rows) + f"\nLoad average at the end: {loads}.\n" if rows else ""


def page_goals(results):
    lines = []
    for result in results:
        size, times = result["measures"], result["ms"]
        if size in HELLO:
            ratio, most = times["list"] / times["hello"], HELLO[size]
            lines.append(verdict(f"{size:,}: uncached {ratio:.1f} × hello, at most {most}", ratio <= most))
        if "API" in times:
            ratio = times["API"] / times["hello"]
            lines.append(verdict(f"{size:,}: API uncached {ratio:.1f} × hello, at most {API}", ratio <= API))
        if "304" in times:
            ratio = times["304"] / times["hello"]
            text = f"{size:,}: 304 {ratio:.2f} × hello, at most {NOT_MODIFIED}"
            lines.append(verdict(text, ratio <= NOT_MODIFIED))
        for name, least in CHEAPER.get(size, {}).items():
            ratio = times[name] / times["list"]
            text = f"{size:,}: {ratio:.0f} times cheaper than {name}, at least {least}"
            lines.append(verdict(text, ratio >= least))
    return "### Goals of the pages\n\n" + "\n".join(lines) + "\n" if lines else ""


def megabytes(number):
    return "–" if number is None else f"{number:,.0f}"


def memory_table(results):
    heads = ["measures", "shared: PSS", "shared: USS", "own: PSS", "own: USS", "reading, s", "indexing, s",
             "change: reading, ms", "change: indexing, ms"]  # fmt: skip
    rows = [
        [
            f"{result['measures']:,}",
            *(megabytes(result[name]) for name in ("pss", "uss", "pss_own", "uss_own")),
            *(f"{result[name]:.2f}" for name in ("reading", "building")),
            *(ms(result[name]) for name in ("read_ms", "change_ms")),
        ]
        for result in results
    ]
    return table(heads, rows) if rows else ""


def meaning_table(results):
    heads = ["measures", "page without, ms", "more, ms", "most more, ms", "more when asked again, ms",
             "PSS without", "PSS", "USS without", "USS"]  # fmt: skip
    rows = [
        [
            f"{result['measures']:,}",
            *(f"{result['ms'][name]:.1f}" for name in ("without", "more", "most", "again")),
            *(megabytes(result[name]) for name in ("pss_without", "pss", "uss_without", "uss")),
        ]
        for result in results
    ]
    return table(heads, rows) if rows else ""


def meaning_goals(results):
    lines = []
    for result in results:
        size, more = result["measures"], result["ms"]["more"]
        if size in MEANING_MS:
            most = MEANING_MS[size]
            lines.append(verdict(f"{size:,}: {more:.1f} ms more for a page, at most {most}", more <= most))
        if size in MEANING_MB:
            grown, most = result["uss"] - result["uss_without"], MEANING_MB[size]
            lines.append(verdict(f"{size:,}: {grown:.0f} MB more for a worker alone, at most {most}", grown <= most))
    return "### Goals of finding by meaning\n\n" + "\n".join(lines) + "\n" if lines else ""
