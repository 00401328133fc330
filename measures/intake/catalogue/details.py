"""details.csv of a catalogue: single statements about measures, each with the page that supports it."""

from dataclasses import dataclass, field

from measures.intake.catalogue import format
from measures.intake.catalogue.files import Row
from measures.intake.cell_choices import Choices
from measures.intake.field_values import cleaned
from measures.intake.problems import NotUnderstood
from measures.steckbrief import BY_NAME, FIELDS

ORDER = {row.name: number for number, row in enumerate(FIELDS)}
NOTHING = {
    name: () if BY_NAME[name].is_list else BY_NAME[name].model_field.get_default() for name in format.DETAIL_FIELDS
}
READERS = {
    "status": format.named(format.STATUSES),
    "operation_funds": format.named(format.FUNDS),
    "stop_cause": format.named(format.STOP_CAUSES),
    "successor": format.ADDRESS,
    "source_code_duty": format.named(format.SOURCE_CODE),
    "start_year": format.YEAR,
    "end_year": format.YEAR,
    "website": format.ADDRESS,
    "source_code_url": format.ADDRESS,
}


@dataclass
class Details:
    """The statements about one measure: `values` by field, and `sources` as content has them."""

    values: dict = field(default_factory=dict)
    sources: list = field(default_factory=list)
    rows: dict = field(default_factory=dict, repr=False)  # the first Row of each field and of each address


def read_details(rows: list[Row], measures: set[str], solutions: Choices) -> dict[str, Details]:
    """Return {key of a measure: its Details}; `measures` are the keys that there are. Wrong cells become problems.

    A field that holds long text may have several rows: their texts become its paragraphs. Each software that a measure
    is an instance of has a row of its own; `solutions` are those that there are.
    """
    known, readers = format.codes(measures), {**READERS, "solutions": solutions}
    found: dict[str, Details] = {}
    for row in rows:
        key, name = row.choice("measure_id", known, required=True), row.choice("field", required=True)
        url, kind = row.value("source_url"), row.choice("source_kind")
        value = _value(row, name, readers) if name else None
        if key and name and url and value is not None:
            details = found.setdefault(key, Details())
            _add_value(details, row, name, value)
            cite(details, row, name, {"url": url, "kind": kind or "", "confidence": ""})
    return found


def cite(details: Details, row: Row, name: str, source: dict) -> None:
    """Note that `source`, without "fields", supports the field `name`."""
    stored = next((other for other in details.sources if other["url"] == source["url"]), None)
    if stored is None:
        details.sources.append({**source, "fields": [name]})
        details.rows[source["url"]] = row
        return
    if source["kind"] and stored["kind"] and source["kind"] != stored["kind"]:
        line = details.rows[source["url"]].line
        row.wrong("source_kind", f"The row in line {line} of {details.rows[source['url']].file} says otherwise.")
    stored["kind"] = stored["kind"] or source["kind"]
    stored["fields"] = sorted({*stored["fields"], name}, key=ORDER.__getitem__)


def _add_value(details, row, name, value):
    first = details.rows.setdefault(name, row)
    if BY_NAME[name].is_list:
        details.values[name] = tuple(dict.fromkeys((*details.values.get(name, ()), value)))
    elif first is row:
        details.values[name] = value
    elif BY_NAME[name].has_markup:
        details.values[name] += f"\n\n{value}"
    else:
        row.wrong("field", f"Line {first.line} has this field of the measure already.")


def _value(row, name, readers):
    """Return what the cell of the value stands for in the field `name`; None, with a problem, if that is wrong."""
    text = row.cells["value_de"]
    if not text:
        row.wrong("value_de", "This must not be empty.")
        return None
    reader = readers.get(name) or format.text(BY_NAME[name].longest)
    try:
        return reader.find(text) if isinstance(reader, Choices) else cleaned(reader, text)
    except NotUnderstood as error:
        row.wrong("value_de", error.reason, nearest=error.nearest)
        return None
