"""How many apps per state, and since when? Asks the API: `python apps_per_state.py [https://address.of.the.site]`."""

import json
import sys
from collections import defaultdict
from urllib.request import urlopen

site = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
address, years = f"{site}/api/v1/measures?typ=app&fields=places,start_year&limit=100", defaultdict(list)
while address:
    answer = json.load(urlopen(address))  # noqa: S310 - the address of the reader's own choice
    for measure in answer["measures"]:
        for state in {state for place in measure["places"] for state in place["states"]}:
            years[state].append(measure["start_year"])
    address = answer["next"]
for state, found in sorted(years.items(), key=lambda item: (-len(item[1]), item[0])):
    since = min(filter(None, found), default="unknown")
    print(f"{state}: {len(found)} apps, since {since}")  # noqa: T201
