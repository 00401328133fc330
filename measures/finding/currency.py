"""How current a list of measures is."""

from datetime import date
from typing import NamedTuple

import numpy as np
from django.utils.timezone import localdate
from pyroaring import BitMap

from measures.finding.snapshot import Snapshot

RECENT = 365  # days


class Currency(NamedTuple):
    """What is known about when the statements of measures were checked.

    newest  the last day on which one of them was; None if no measure says so
    recent  how many were in the last twelve months
    dated   how many say when
    total   number of measures
    """

    newest: date | None
    recent: int
    dated: int
    total: int

    @property
    def share(self) -> int:
        """The share of `recent`, in percent, rounded down: 100 means all."""
        return 100 * self.recent // self.total if self.total else 0


def currency(snapshot: Snapshot, measures: BitMap) -> Currency:
    """Return how current these documents are: today, or at the moment that the snapshot is of."""
    days = snapshot.checked_days[np.array(measures.to_array(), dtype=np.int64)]
    today = (localdate(snapshot.moment) if snapshot.moment else localdate()).toordinal()
    newest = int(days.max()) if len(days) else 0
    return Currency(
        newest=date.fromordinal(newest) if newest else None,
        recent=int((days > today - RECENT).sum()),
        dated=int((days > 0).sum()),
        total=len(days),
    )
