"""Effects as texts: as readers see them, and as the line of a cell in a table, which can be read back."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from measures.effect_fields import date_text, number_text
from measures.models import Effect
from measures.models.effects import PARTIAL_DATE

SEPARATOR = " | "  # between the parts of a line


def number_shown(number: Decimal | None) -> str:
    """Return a number as the language of the page writes it, without zeros at its end; "" for None."""
    if number is None:
        return ""
    plain = f"{number:f}"
    return number_format(plain.rstrip("0").rstrip(".") if "." in plain else plain, force_grouping=True)


def date_shown(text: str) -> str:
    """Return a partial date as the language of the page writes it: a year, a month or a day."""
    match = PARTIAL_DATE.fullmatch(text)
    if not match or not match[2]:
        return text
    day = date(int(match[1]), int(match[2]), int(match[3] or 1))
    return date_format(day, "DATE_FORMAT" if match[3] else "YEAR_MONTH_FORMAT")


def with_unit(number: Decimal | None, unit: str) -> str:
    """Return a number with its unit, in the language of the page."""
    shown = number_shown(number)
    return f"{shown}\u00a0{unit}" if shown and unit else shown


def in_short(effect: Effect) -> str:
    """Return indicator and value, such as "Sensors: 120 devices (2025)"; without a value, what else is known."""
    return f"{effect.indicator}: {value_in_short(effect)}"


def value_in_short(effect: Effect) -> str:
    """Return the value with its date, such as "120 devices (2025)"; without a value, what else is known."""
    if effect.value is None:
        return "; ".join(others(effect))
    return with_unit(effect.value, effect.unit) + (f" ({date_shown(effect.date)})" if effect.date else "")


def others(effect: Effect) -> list[str]:
    """Return baseline and target, where they are known."""
    found = []
    if effect.baseline is not None:
        found.append(_("before: %(number)s") % {"number": with_unit(effect.baseline, effect.unit)})
    if effect.target is not None:
        found.append(_("target: %(number)s") % {"number": with_unit(effect.target, effect.unit)})
    return found


def sentence(effect: Effect) -> str:
    """Return all that a row says, in one line."""
    rest = others(effect) if effect.value is not None else []
    return f"{effect.get_level_display()} – " + "; ".join([in_short(effect), *rest, *filter(None, [effect.url])])


def line_of(effect: Effect) -> str:
    """Return the parts of an effect with SEPARATOR between them, as a cell has them, in German whatever the language.

    Empty parts at the end are left out.
    """
    numbers = [number_text(getattr(effect, name)) for name in Effect.NUMBERS]
    level = effect.level.capitalize()
    parts = [level, effect.indicator, effect.unit, *numbers, date_text(effect.date), effect.url]
    return SEPARATOR.join(parts).rstrip(" |")
