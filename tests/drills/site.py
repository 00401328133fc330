"""The site under test, and how a drill is run in it."""

import json
import os
import random
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer


@dataclass
class Site:
    url: str
    environment: dict
    log: Path
    cluster: object = None  # None: SQLite
    killed: set = field(default_factory=set)

    @property
    def engine(self):
        return "PostgreSQL" if self.cluster else "SQLite"

    def drill(self, name, *arguments, seconds=600, watch=None):
        """Run a module of the drills in a process of its own and return its report.

        `watch` is called with what is in each list that it prints on its way.
        """
        command = [sys.executable, "-m", "tests.drills", name, *map(str, arguments)]
        report = None
        with subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True) as process:
            timer = Timer(seconds, process.kill)
            timer.start()
            try:
                for line in process.stdout:
                    report = json.loads(line)
                    if isinstance(report, list):
                        watch(*report)
            finally:
                timer.cancel()
                process.kill()
        assert isinstance(report, dict), f"{name} ended with {process.returncode}, without a report"
        return report

    def kill_worker(self):
        started = {int(number) for number in re.findall(r"Booting worker with pid: (\d+)", self.log.read_text())}
        if alive := sorted(started - self.killed):
            process = random.choice(alive)  # noqa: S311 - not a secret
            self.killed.add(process)
            os.kill(process, signal.SIGKILL)
