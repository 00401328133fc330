"""The stored municipalities, loaded at the beginning of an import and written at its end in few queries."""

import re
from collections import defaultdict

from django.db.models import F
from tqdm import tqdm

from municipalities.models import Municipality, State
from municipalities.register.records import ags_of
from municipalities.slugs import free_slug

Level = Municipality.Level
Link = Municipality.states.through
BATCH = 1000
SLUG_LENGTH = Municipality._meta.get_field("slug").max_length


class StoredRows:
    """All rows with a regional key (ARS).

    `add`, `change` and `move` only collect changes, and `save` writes them. Call both the constructor and `save` in
    the same transaction, because the rows are locked.
    """

    def __init__(self):
        # Rows marked as gone come first, so that in `by_ags` a current row with the same AGS replaces them.
        rows = Municipality.objects.exclude(ars="").order_by(F("gone_since").asc(nulls_last=True), "pk")
        self.rows = list(rows.select_for_update())
        self.by_ars = {row.ars: row for row in self.rows}
        self.by_ags = {row.ags: row for row in self.rows if row.level == Level.MUNICIPALITY}
        self.slugs = set(Municipality.objects.values_list("slug", flat=True))
        self.states = dict(State.objects.values_list("key", "code"))
        self.states_of = defaultdict(set)
        for pk, state in Link.objects.exclude(municipality__ars="").values_list("municipality", "state"):
            self.states_of[pk].add(state)
        self.new = []
        self.changed = {}
        self.changed_fields = set()
        self.moved = {}

    def find(self, ars: str) -> Municipality | None:
        """Return the row with this key, or None.

        A municipality is also found by its AGS, since its ARS changes when it joins another association.
        """
        row = self.by_ars.get(ars)
        return row or (self.by_ags.get(ags_of(ars)) if len(ars) == 12 else None)

    def add(self, *, name, suffix, **values):
        """Collect a row to create, and return it. If its slug is taken, `suffix` is added to it."""
        text = re.sub(r"[./]", " ", name)  # slugify() would remove these: "Neustadt a.d.Aisch" has four words
        slug = free_slug(text, self.slugs, suffix=suffix)
        if len(slug) > SLUG_LENGTH:
            slug = free_slug(text, self.slugs, suffix=values["ars"])
        self.slugs.add(slug)
        row = Municipality(name=name, slug=slug, **values)
        self.by_ars[row.ars] = row
        if row.level == Level.MUNICIPALITY:
            self.by_ags[row.ags] = row
        self.new.append(row)
        return row

    def change(self, row: Municipality, values: dict) -> bool:
        """Set `values` on a row and return whether any of them differed."""
        fields = [name for name, value in values.items() if getattr(row, name) != value]
        for name in fields:
            setattr(row, name, values[name])
        if fields and row.pk:
            self.changed[row.pk] = row
            self.changed_fields.update(fields)
        return bool(fields)

    def move(self, row: Municipality) -> bool:
        """Assign a row to the state of its key, and to no other. Return whether that is a change."""
        state = self.states[row.ars[:2]]
        if self.states_of[row.pk] == {state}:
            return False
        self.states_of[row.pk] = {state}
        self.moved[row.pk] = row
        return True

    def save(self) -> None:
        """Write the collected changes. Rows and fields without a change are not written.

        The words to search for are brought up to date in all rows, since the list of regions may have changed.
        """
        for row in self.new:
            row.set_words()
        for row in self.rows:
            if row.set_words():
                self.changed[row.pk] = row
                self.changed_fields.update(("name_words", "area_words"))
        for rows in batches(self.new, "creating"):
            Municipality.objects.bulk_create(rows)
        for rows in batches(list(self.changed.values()), "updating"):
            Municipality.objects.bulk_update(rows, sorted(self.changed_fields))
        # A successor may be gone now itself; one step always leads to a current row.
        for row in Municipality.objects.filter(successor__successor__isnull=False).select_related("successor"):
            Municipality.objects.filter(pk=row.pk).update(successor=row.successor.successor_id)
        for rows in batches(list(self.moved.values()), "moving"):
            Link.objects.filter(municipality__in=rows).delete()
        for rows in batches([*self.new, *self.moved.values()], "states"):
            Link.objects.bulk_create(Link(municipality=row, state_id=self.states[row.ars[:2]]) for row in rows)


def batches(rows, what):
    """Yield slices of BATCH rows, with a progress bar on a terminal."""
    for start in tqdm(range(0, len(rows), BATCH), desc=what, unit="k", disable=None if rows else True):
        yield rows[start : start + BATCH]
