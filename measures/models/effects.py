"""What a measure has brought about, in numbers, and the indicators that are recommended for each solution type."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.models.edition import Edition
from measures.models.local_text import local
from measures.models.vocabularies import EMPTY, SolutionType
from municipalities.folding import fold
from municipalities.ordering import GermanOrder
from municipalities.plausible_dates import plausible_year
from municipalities.text_fields import CharField, URLField

NO_BAR = RegexValidator(
    r"\|", _("Please leave out the vertical bar; it separates the parts in tables."), inverse_match=True
)
PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def partial_date(text: str) -> None:
    """Raise ValidationError unless `text` is a plausible year, month or day: "2025", "2025-03" or "2025-03-31"."""
    match = PARTIAL_DATE.fullmatch(text)
    try:
        day = match and date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        day = None
    if not day:
        raise ValidationError(_("This is not a date. Please write 2025, 03/2025 or 31.03.2025."), code="invalid")
    plausible_year(day.year)


def compared_by(indicator: str, unit: str) -> tuple[str, str]:
    """Return what two effects have in common that can be compared: indicator and unit, whatever their spelling."""
    return " ".join(fold(indicator).split()), " ".join(fold(unit).split())


class Level(models.TextChoices):
    """What an indicator says something about, from what was spent to what has become of the town."""

    INPUT = "input", _("Input")
    OUTPUT = "output", _("Output")
    OUTCOME = "outcome", _("Outcome")
    IMPACT = "impact", _("Impact")


KNOWN_LEVELS = Q(level__in=["input", "output", "outcome", "impact"])


class Effect(models.Model):
    """One row of the effects of an edition: an indicator with what it was before, shall be, and is.

    `date` is that of the value, as precise as it is known: a year, a month or a day (see `partial_date`).
    """

    NUMBERS = ("baseline", "target", "value")
    DIGITS = {"max_digits": 15, "decimal_places": 3}  # SQLite keeps no more of a number

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="effects", verbose_name=_("edition"))
    level = CharField(_("level of effect"), max_length=7, choices=Level)
    indicator = CharField(_("indicator"), max_length=120, validators=[NO_BAR])
    unit = CharField(_("unit"), max_length=40, blank=True, validators=[NO_BAR])
    baseline = models.DecimalField(_("baseline"), **DIGITS, null=True, blank=True)
    target = models.DecimalField(_("target"), **DIGITS, null=True, blank=True)
    value = models.DecimalField(_("value"), **DIGITS, null=True, blank=True)
    date = CharField(_("date of the value"), max_length=10, blank=True, validators=[partial_date])
    url = URLField(_("source"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("effect")
        verbose_name_plural = _("effects")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=KNOWN_LEVELS & ~Q(indicator=""), name="effect_has_level_and_indicator"),
            models.CheckConstraint(
                condition=Q(baseline__isnull=False) | Q(target__isnull=False) | Q(value__isnull=False),
                name="effect_has_number",
            ),
        ]

    def __str__(self):
        return f"{self.get_level_display()}: {self.indicator}"

    def validate_constraints(self, exclude=None):
        """Do nothing: forms of effects refuse the same, without a query for each row."""


class Indicator(models.Model):
    """An indicator that moderators recommend for measures of a solution type, so that they can be compared.

    Effects name it by its text: those with the same indicator and unit are compared.
    """

    solution_type = models.ForeignKey(
        SolutionType, on_delete=models.CASCADE, related_name="indicators", verbose_name=_("solution type")
    )
    level = CharField(_("level of effect"), max_length=7, choices=Level)
    name = CharField(_("name"), max_length=120, validators=[NO_BAR])
    unit = CharField(_("unit"), max_length=40, blank=True, validators=[NO_BAR])
    description = CharField(_("what it says"), max_length=200, blank=True)
    name_en = CharField(_("name in English"), max_length=120, **EMPTY)
    unit_en = CharField(_("unit in English"), max_length=40, **EMPTY)
    description_en = CharField(_("what it says, in English"), max_length=200, **EMPTY)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("recommended indicator")
        verbose_name_plural = _("recommended indicators")
        ordering = ["solution_type", "order", GermanOrder("name"), "pk"]
        constraints = [
            models.CheckConstraint(condition=KNOWN_LEVELS & ~Q(name=""), name="indicator_has_level_and_name"),
            models.UniqueConstraint(fields=["solution_type", "name", "unit"], name="indicator_unique"),
        ]

    def __str__(self):
        return self.local_name

    @property
    def local_name(self):
        """The name in the language of the page, or in German."""
        return local(self.name, self.name_en)

    @property
    def local_unit(self):
        return local(self.unit, self.unit_en)

    @property
    def local_description(self):
        return local(self.description, self.description_en)
