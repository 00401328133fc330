"""Texts in German with an optional English translation."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language


def local(german: str, english: str) -> str:
    """Return the English text on pages that are not German, if there is one; else the German text."""
    return english if english and get_language() != settings.LANGUAGE_CODE else german


def percent(number: int) -> str:
    """Return "12 %", or "12%" on an English page."""
    return local(f"{number}\u00a0%", f"{number}%")


@dataclass(frozen=True, slots=True)
class LocalText:
    """A text that is in the language of the page whenever it is shown; `english` may be empty."""

    german: str
    english: str

    def __str__(self) -> str:
        return local(self.german, self.english)

    @property
    def texts(self) -> list[str]:
        """The text in each language that it has."""
        return [text for text in (self.german, self.english) if text]
