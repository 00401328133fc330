"""The API of a running site: the script in docs/examples, and the limit of the shipped proxy."""

import json
import shutil
import subprocess
import sys
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from measures.public.api.answers import ENTRY
from measures.public.api.endpoints import ENDPOINTS
from tests.api.schemas import check
from tests.nginx import proxying
from tests.serving.test_freshness import get

SCRIPT = settings.BASE_DIR / "docs" / "examples" / "apps_per_state.py"
AT_ONCE = 100  # requests that the proxy lets through in one moment


def test_script_says_how_many_apps_there_are_per_state_and_since_when(site):
    url, _environment = site
    done = subprocess.run([sys.executable, SCRIPT, url], capture_output=True, text=True, check=True)
    counts, years = Counter(), {}
    for entry in json.loads(get(url, "/massnahmen/export.json?typ=app")[2])["measures"]:
        states = {state for place in entry["places"] for state in place["states"]}
        counts.update(states)
        for state in states if entry["start_year"] else ():
            years[state] = min(entry["start_year"], years.get(state, 9999))
    expected = [
        f"{state}: {number} apps, since {years.get(state, 'unknown')}"
        for state, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    assert done.stdout.splitlines() == expected
    assert len(expected) > 5
    assert years
    assert len([line for line in SCRIPT.read_text().splitlines() if line and not line.startswith('"""')]) <= 15


def test_every_entry_of_the_shipped_catalogue_is_as_the_schema_says(site):
    [listed] = [endpoint for endpoint in ENDPOINTS if endpoint.name == "measures"]
    path, seen = "/api/v1/measures?limit=100", 0
    while path:
        body = get(site[0], path)[2]
        check(listed, body)
        found = json.loads(body)
        assert {tuple(entry) for entry in found["measures"]} == {tuple(ENTRY)}
        seen += len(found["measures"])
        path = found["next"] and "/api" + found["next"].partition("/api")[2]
    assert seen == found["total"] > 400


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx on this machine")
def test_the_shipped_proxy_slows_down_who_asks_too_often(site, tmp_path):
    tmp_path.chmod(0o755)
    with proxying(tmp_path, urlsplit(site[0]).netloc) as proxy:
        answers = [get(proxy, "/api/v1/solution-types") for _ in range(2 * AT_ONCE)]
        refused = [answer for answer in answers if answer[0] == 429]
        assert {status for status, *_rest in answers[:AT_ONCE]} == {200}
        assert refused
        _status, headers, body = refused[0]
        assert (headers["Content-Type"], headers["Access-Control-Allow-Origin"]) == ("application/problem+json", "*")
        assert (json.loads(body)["status"], headers["Retry-After"]) == (429, "10")
        assert get(proxy, "/massnahmen/")[0] == 200, "people are not slowed down"
