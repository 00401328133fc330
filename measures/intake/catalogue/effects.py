"""effects.csv of a catalogue: what measures have brought about, in numbers, each with the page that says so."""

from collections import defaultdict
from typing import Any

from measures.content import EFFECT_FIELDS
from measures.effect_fields import EffectForm
from measures.intake.catalogue import format
from measures.intake.catalogue.files import Row

COLUMN_OF = {"url": "source_url"}  # of the fields that are called otherwise in the file


def read_effects(rows: list[Row], measures: set[str]) -> dict[str, list[dict[str, Any]]]:
    """Return {key of a measure: its effects as content has them}; `measures` are the keys that there are.

    Wrong cells become problems.
    """
    known = format.codes(measures)
    found = defaultdict(list)
    for row in rows:
        key = row.choice("measure_id", known, required=True)
        form = EffectForm({name: row.cells[COLUMN_OF.get(name, name)] for name in EFFECT_FIELDS})
        if form.is_valid():
            found[key].append({name: form.cleaned_data[name] for name in EFFECT_FIELDS})
        for name, reasons in form.errors.items():
            row.wrong(COLUMN_OF.get(name, name), " ".join(reasons))
    return dict(found)
