"""A plugin of pytest: after the drills, a table of what each has found, and what could not run here.

`make drill` uses it (`-p tests.drills.table`). The figures are the lines that a test prints.
"""

from collections import Counter, defaultdict

import pytest

OUTCOMES = ("passed", "failed", "error", "skipped")


def pytest_terminal_summary(terminalreporter):
    seconds, outcomes, figures = Counter(), defaultdict(Counter), defaultdict(list)
    missing = defaultdict(list)
    for outcome in OUTCOMES:
        for report in terminalreporter.stats.get(outcome, []):
            file = report.nodeid.partition("::")[0]
            outcomes[file][outcome] += 1
            if outcome == "skipped":
                missing[report.longrepr[2].removeprefix("Skipped: ")].append(report.nodeid)
            elif report.when == "call":
                figures[file] += report.capstdout.splitlines()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):  # those of setting up and tearing down, too
                seconds[report.nodeid.partition("::")[0]] += report.duration
    terminalreporter.section("what the drills have found")
    for file in sorted(outcomes):
        counts = ", ".join(f"{outcomes[file][outcome]} {outcome}" for outcome in OUTCOMES if outcomes[file][outcome])
        terminalreporter.write_line(f"{file:<45} {seconds[file]:6.0f} s  {counts}")
        for line in figures[file]:
            terminalreporter.write_line(f"    {line}")
    terminalreporter.write_line(f"{'in all':<45} {sum(seconds.values()):6.0f} s")
    if missing:
        terminalreporter.section("not tried here, because of what this machine lacks")
    for reason, tests in missing.items():
        terminalreporter.write_line(f"{reason}: {', '.join(tests)}")
