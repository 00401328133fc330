"""What gunicorn with two workers takes for a large catalogue: `python -m tests.bench.large DATABASE_URL`.

The database has been filled by `manage.py generate_measures`. Prints start-up, memory of each worker before and after a
publication, how soon the publication is seen by both, and CPU time for each request; docs/scaling.md has the figures.
"""

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests import server

WORKERS, REQUESTS = 2, 200
PAGES = {
    "list": "/massnahmen/?q={}",
    "start page": "/?{}",
    "measure": "/massnahmen/{slug}/?{}",
    "model project": "/modellprojekte/ulm/?{}",
}
TICKS = os.sysconf("SC_CLK_TCK")


def get(url, path, **headers):
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
    connection.request("GET", path, headers={"Host": "127.0.0.1", **headers})
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read().decode()


def cpu_seconds(processes):
    total = 0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def memory(process):
    """Return (PSS, USS, most that it ever had) of a process in MB."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    size = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines}
    most = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text())[1]
    return [round(size["Pss"]), round(size["Private_Clean"] + size["Private_Dirty"]), round(int(most) / 1024)]


def measure(database_url):
    with tempfile.TemporaryDirectory() as storage:
        environment = server.production(storage, database_url=database_url)
        manage = [sys.executable, "manage.py"]
        subprocess.run([*manage, "collectstatic", "--no-input", "-v0"], env=environment, check=True)
        log = Path(storage) / "log"
        started = time.monotonic()
        with log.open("wb") as stream, server.serving(environment, workers=WORKERS, log=stream) as url:
            while get(url, "/massnahmen/")[0] != 200:
                time.sleep(0.1)
            result = {"start-up, s": round(time.monotonic() - started, 1)}
            result["measures"] = json.loads(get(url, "/healthz")[2])["measures"]
            workers = re.findall(r"Booting worker with pid: (\d+)", log.read_text())
            slug = re.search(r'class="card-title"><a href="/massnahmen/([^/]+)/', get(url, "/massnahmen/")[2])[1]
            result["CPU for each request, ms"] = {
                name: cost(url, path.replace("{slug}", slug), workers) for name, path in PAGES.items()
            }
            tag = get(url, "/massnahmen/")[1]["ETag"]
            result["CPU for each request, ms"]["304"] = cost(url, "/massnahmen/", workers, **{"If-None-Match": tag})
            result["memory before (PSS, USS, peak), MB"] = [memory(worker) for worker in workers]
            for title in (f"Ersteintrag{os.getpid()}", f"Zweiteintrag{os.getpid()}"):
                before = cpu_seconds(workers)
                result[f"{title} seen, s"] = publication(url, environment, title)
                result[f"{title}, CPU of a worker, s"] = round((cpu_seconds(workers) - before) / WORKERS, 1)
                result[f"{title}, memory, MB"] = [memory(worker) for worker in workers]
    print(json.dumps(result, indent=1))  # noqa: T201


def cost(url, path, workers, **headers):
    for number in range(20):
        get(url, path.replace("{}", f"w{number}"), **headers)
    before = cpu_seconds(workers)
    for number in range(REQUESTS):
        get(url, path.replace("{}", f"x{number}"), **headers)
    return round((cpu_seconds(workers) - before) / REQUESTS * 1000, 2)


def publication(url, environment, title):
    """Publish an entry; return after how many seconds no answer is without it any more."""
    command = [sys.executable, "-m", "tests.drills", "publication", "publish", title]
    publishing = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    last, in_a_row = 0.0, 0
    while in_a_row < 40:
        asked = time.time()
        seen = f">{title}<" in get(url, "/massnahmen/?" + urlencode({"q": title}))[2]
        last, in_a_row = (last, in_a_row + 1) if seen else (asked, 0)
        time.sleep(0.05)
    return round(last - json.loads(publishing.communicate()[0])["acknowledged"], 1)


if __name__ == "__main__":
    measure(sys.argv[1])
