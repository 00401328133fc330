"""`make bench`: measure everything at each size and write docs/performance.md."""

import argparse
import json
import sys

from tests.bench.databases import FOLDER, ROOT, postgres, run_module
from tests.bench.report import PARTS, machine, write

SIZES, BIG = [650, 10_000, 100_000], 1_000_000
# The list page against others is a goal for the sizes a catalogue really has.
SIZES_OF_PAGES = (650, 10_000)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--big", action="store_true", help="a million measures, too")
    parser.add_argument("--sizes", nargs="+", type=int, help="only these numbers of measures")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="only these parts")
    options = parser.parse_args()
    sizes = options.sizes or [*SIZES, *([BIG] if options.big else [])]
    results = FOLDER / "results"
    with postgres() as server:
        for size in sizes:
            url = server.url(server.database(size))
            run_module("django", "collectstatic", "--no-input", "--verbosity=0", database_url=url)
            for part in options.parts:
                if part == "pages" and size not in SIZES_OF_PAGES:
                    continue
                results.mkdir(exist_ok=True)
                result = results / f"{part}-{size}.json"
                arguments = [str(server.pid)] if part == "pages" else []
                run_module(f"tests.bench.{part}", str(result), *arguments, database_url=url)
                show(part, json.loads(result.read_text()))
        (results / "machine.json").write_text(json.dumps(machine(server), indent=1))
    write(results, ROOT / "docs" / "performance.md")


def show(part, result):
    figures = result.get("gm") or result.get("ms") or {name: result[name] for name in ("pss", "building")}
    shown = ", ".join(f"{name} {number:.2f}" for name, number in figures.items())
    sys.stdout.write(f"{result['measures']:,} measures, {part}: {shown}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
