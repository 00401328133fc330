"""How many measures the catalogue had at the end of each month, and the published numbers of the official one."""

import csv
from collections import Counter
from datetime import date, datetime
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from django.utils import timezone

from measures.models import Edition

OFFICIAL_COUNTS = Path(__file__).parents[1] / "data" / "official_counts.csv"

Month = tuple[int, int]  # year and month


class OfficialCount(NamedTuple):
    """A published number of measures in the official database; `said` is its date: a day, a month or a year."""

    said: str
    number: int
    source_url: str

    @property
    def day(self) -> date:
        """The first day that the date can mean; the middle of the year for a year."""
        year, month, day = [*map(int, self.said.split("-")), 0, 0][:3]
        return date(year, month or 7, day or 1)


def official_counts() -> list[OfficialCount]:
    """Return the published numbers, oldest first. The file names the source of each."""
    with OFFICIAL_COUNTS.open(encoding="utf-8", newline="") as file:
        rows = [OfficialCount(row["date"], int(row["number"]), row["source_url"]) for row in csv.DictReader(file)]
    return sorted(rows, key=lambda row: row.day)


def known_official_counts(day: date | None) -> list[OfficialCount]:
    """Return the published numbers that were known on a past day; with None, those that are known now."""
    return [count for count in official_counts() if day is None or count.day <= day]


def catalogue_growth(until: datetime | None = None) -> list[tuple[Month, int]]:
    """Return (month, number of measures in the catalogue at its end) since the first publication.

    The last month is that of `until`, a past moment, or the present one; it is counted as of then. A measure that was
    withdrawn or archived counts for the months before.
    """
    until = until or timezone.now()
    published = Edition.objects.filter(state__in=Edition.ONCE_PUBLIC, published_at__isnull=False).order_by()
    changes: Counter[Month] = Counter()
    for start, *ends in published.values_list("published_at", "superseded_at", "archived_at", "closed_at"):
        end = min((end for end in ends if end), default=None)
        if start and start <= until:
            changes[month_of(start)] += 1
        if end and end <= until:
            changes[month_of(end)] -= 1
    if not changes:
        return []
    months = months_between(min(changes), month_of(until))
    return list(zip(months, accumulate(changes[month] for month in months), strict=True))


def month_of(moment) -> Month:
    local = timezone.localtime(moment)
    return local.year, local.month


def months_between(first: Month, last: Month) -> list[Month]:
    """Return all months from the first to the last one."""
    numbers = range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])
    return [(number // 12, number % 12 + 1) for number in numbers]
