"""Which years and days can be meant: one rule for forms, tables, imports and the database."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 1990, 2100
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)


def plausible_year(year: int) -> None:
    """Raise ValidationError if `year` is out of range, with the year that was probably meant."""
    if FIRST_YEAR <= year <= LAST_YEAR:
        return
    meant = _year_meant(year)
    if meant:
        raise ValidationError(_("Do you mean %(year)s?") % {"year": meant}, code="implausible")
    raise ValidationError(
        _("Please give a year between %(first)s and %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR},
        code="implausible",
    )


def plausible_day(day: date) -> None:
    """Raise ValidationError if the year of `day` is out of range."""
    plausible_year(day.year)


def is_plausible(*names: str) -> Q:
    """Return the condition for a CHECK that the days in these columns are in range or null."""
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (FIRST_DAY, LAST_DAY)})
    return condition


def _year_meant(year):
    """Return 2023 for 23, 0023, 1023 or 3023, 1998 for 98, and None for what nobody can guess."""
    if 90 <= year <= 99:
        return 1900 + year
    if 0 < year < 10_000 and 0 < year % 1000 < 90:
        return 2000 + year % 1000
    return None
