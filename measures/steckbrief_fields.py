"""The parts of a row in the table of the Steckbrief (measures/steckbrief.py): what it can say about a field."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum, auto
from typing import Literal

from django.utils.functional import Promise

from measures.models import Edition

LONGEST_TEXT = 20_000  # characters, for a text whose model field has no length

Text = str | Promise  # Promise: translated when it is shown


class Page(StrEnum):
    """The part of the public page that shows a field.

    What is in SECTION or EXPERIENCE appears by itself, in the order of the table. The other parts are laid out by
    their templates.
    """

    HEAD = auto()  # title and lead
    FACTS = auto()  # the box beside the text
    FIGURE = auto()  # the image and its caption
    SECTION = auto()  # a section of its own, with the label as heading
    EXPERIENCE = auto()  # a part of the section for those who want to do the same
    OUTCOME = auto()  # what became of it
    EFFECTS = auto()
    SOURCES = auto()


class Zone(IntEnum):
    """Where the search looks for the words of a field. A hit in a higher zone weighs more.

    Any field can be in TEXT. What is in the other zones is named in measures/finding/documents.py. KEYWORDS is not
    shown to visitors: no snippet is made of it, and none of its words is suggested.
    """

    KEYWORDS = 0
    TEXT = 1
    SUMMARY = 2
    NAMES = 3
    TITLE = 4


class Personal(StrEnum):
    """Whether a field holds personal data. The search, the sheets and the exports carry no PERSON and no DETAIL."""

    NO = auto()
    PERSON = auto()  # name or address of a person
    DETAIL = auto()  # why and how long that person is named
    OFFICE = auto()  # name or address of an office, in whose place somebody may have written a person


@dataclass(frozen=True)
class Group:
    """A part of the form with a heading of its own. A folded one is closed as long as its fields are empty."""

    heading: Text
    hint: Text = ""
    folded: bool = False


@dataclass(frozen=True)
class Column:
    """The column of a field in spreadsheets. Headers are part of the file format, so German in every language."""

    header: str
    kind: Literal["text", "several", "choice", "year", "date", "sources", "effects"]
    hint: Text
    also: tuple[str, ...] = ()  # other headers that are accepted
    width: int = 24  # in characters


@dataclass(frozen=True)
class Worth:
    """What a field adds to the completeness of an entry, in points, and the reason that editors are told."""

    points: int
    why: Text


@dataclass(frozen=True)
class Omitted:
    """Stands for a place where a field deliberately does not appear."""

    reason: str


@dataclass(frozen=True)
class Field:
    """A content field of an edition. `name` is that of the model field or relation, which also has the label.

    group    the part of the form; None for effects and sources, which have formsets of their own
    beside   whether the form shows it in one line with the field before it
    rows     the lines of its text area; 0 if it is not a text area
    counted  whether the form counts its letters against the most that are allowed
    zone     None if the search does not look into it
    main_first
             whether the order of its values counts: the first is the main one
    """

    name: str
    group: Group | None
    page: Page | Omitted
    column: Column | Omitted
    help: Text = ""
    beside: bool = False
    rows: int = 0
    counted: bool = False
    zone: Zone | None = None
    worth: Worth | None = None
    personal: Personal = Personal.NO
    main_first: bool = False

    @property
    def model_field(self):
        return Edition._meta.get_field(self.name)

    @property
    def label(self) -> Text:
        if self.model_field.one_to_many:
            return self.model_field.related_model._meta.verbose_name_plural
        return self.model_field.verbose_name

    @property
    def has_markup(self) -> bool:
        """Whether signs in its text make lists, links and emphasis (measures/markup/)."""
        return self.page in (Page.SECTION, Page.EXPERIENCE) or (self.page == Page.OUTCOME and self.rows > 0)

    @property
    def longest(self) -> int:
        """The most characters that its text may have."""
        return self.model_field.max_length or LONGEST_TEXT

    @property
    def choices(self) -> dict[str, Text]:
        """Its values with their names, if it is chosen from a few; else {}."""
        return {} if self.is_list else dict(self.model_field.choices or ())

    @property
    def is_list(self) -> bool:
        """Whether its value is a list of other objects, stored in tables of their own."""
        return bool(self.model_field.many_to_many or self.model_field.one_to_many)
