"""The sections of the form of an entry, and how far each one is."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import BoundField
from django.utils.text import capfirst

from measures.completeness import unfilled
from measures.steckbrief import BY_NAME, EXPERIENCE, GROUPS, lines_of
from measures.steckbrief_fields import Text

ANCHORS = {"effects": "wirkung", "sources": "quellen"}  # of the fields with several rows


@dataclass(frozen=True)
class Section:
    """A group of fields with its heading.

    `folding` is "open" or "closed", or "" for a section that cannot be folded. `problems` is the number of errors in
    it, `missing` that of the empty fields that readers ask for.
    """

    anchor: str
    heading: Text
    hint: Text
    lines: list[list[BoundField]]
    folding: str
    problems: int
    missing: int
    is_empty: bool

    @property
    def state(self) -> str:
        """Return "problem", "missing", "complete" or, if nothing in it is needed, "optional"."""
        if self.problems:
            return "problem"
        if self.missing:
            return "missing"
        return "optional" if self.is_empty else "complete"


def sections_of(form, stored: dict) -> Iterator[Section]:
    """Yield the Sections of an EditionForm, in their order. Those of ANCHORS, which are formsets, are without lines.

    `stored` is the content of the edition as it is stored.
    """
    empty_names = unfilled(stored)
    for number, group in enumerate(GROUPS, start=1):
        lines = [[form[name] for name in line] for line in lines_of(group)]
        fields = [field for line in lines for field in line]
        yield Section(
            anchor=f"teil-{number}",
            heading=group.heading,
            hint=group.hint,
            lines=lines,
            folding=folding_of(fields) if group.folded else "",
            problems=sum(len(field.errors) for field in fields),
            missing=sum(field.name in empty_names for field in fields),
            is_empty=not any(is_filled(field) for field in fields),
        )
        if group is EXPERIENCE:
            yield section_of_rows("effects", form, stored, empty_names)
    yield section_of_rows("sources", form, stored, empty_names)


def section_of_rows(name: str, form, stored: dict, empty_names: list[str]) -> Section:
    """Return the Section of a formset."""
    return Section(
        anchor=ANCHORS[name],
        heading=capfirst(BY_NAME[name].label),
        hint="",
        lines=[],
        folding="",
        problems=form.rows[name].total_error_count(),
        missing=int(name in empty_names),
        is_empty=not stored[name],
    )


def folding_of(fields: list[BoundField]) -> str:
    return "open" if any(is_filled(field) or field.errors for field in fields) else "closed"


def is_filled(field: BoundField) -> bool:
    """Return whether the field has a value. The text of the consent always has one, so it does not count as filled."""
    return field.name != "person_consent_text" and bool(field.value())
