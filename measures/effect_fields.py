"""Form fields for the numbers and dates of effects, which are typed as Germans write them, and their texts."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from measures.models import Effect
from measures.models.effects import PARTIAL_DATE
from municipalities.text_fields import TextFormField

BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s'’](?=\d{3})")
THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
ENGLISH_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){2,}")
DAY = re.compile(r"(?:(?:(\d{1,2})\.\s*)?(\d{1,2})[./]\s*)?(\d{4})", re.ASCII)


class NumberField(forms.DecimalField):
    """A number such as 1.250,5: a point between thousands, a comma before decimals.

    A point that cannot stand between thousands stands before decimals (12.5), and two different separators are read by
    their order (1,250.5). The language of the page makes no difference, so a form never changes what it says.
    """

    default_error_messages = {
        "invalid": _("This is not a number. Please write it like 1.250,5; the unit has its own field.")
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**Effect.DIGITS, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)

    def to_python(self, value: Any) -> Decimal | None:
        number = super().to_python(_plain(value) if isinstance(value, str) else value)
        return None if number is None else number + 0  # there is no -0

    def clean(self, value: Any) -> Decimal | None:
        number = super().clean(value)
        # As the database returns it, so that equal numbers look the same.
        return None if number is None else number.quantize(Decimal(1).scaleb(-Effect.DIGITS["decimal_places"]))

    def prepare_value(self, value: Any) -> Any:
        return number_text(value) if isinstance(value, Decimal) else value


class PartialDateField(TextFormField):
    """A year, a month or a day, as `partial_date` has it; typed as 2025, 03/2025 or 31.03.2025."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        match = DAY.fullmatch(text)
        if not match:
            return text
        day, month, year = match.groups()
        return "-".join([year, *[part.zfill(2) for part in (month, day) if part]])

    def prepare_value(self, value: Any) -> Any:
        return date_text(value) if isinstance(value, str) else value


def number_text(number: Decimal | None) -> str:
    """Return a number as Germans write it, without zeros at its end: "1.250,5"; "" for None."""
    if number is None:
        return ""
    whole, _point, decimals = f"{number:,f}".partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", ".") + (f",{decimals}" if decimals else "")


def date_text(date: str) -> str:
    """Return a partial date as it is typed: "2025", "03/2025" or "31.03.2025"; any other text as it is."""
    match = PARTIAL_DATE.fullmatch(date)
    if not match:
        return date
    year, month, day = match.groups()
    if day:
        return f"{day}.{month}.{year}"
    return f"{month}/{year}" if month else year


def form_field_of(model_field, **options: Any) -> forms.Field:
    """Return the form field of a field of `Effect`. This is a `formfield_callback`; Django passes no options."""
    if model_field.name in Effect.NUMBERS:
        return NumberField(label=model_field.verbose_name, required=False)
    if model_field.name == "date":
        return model_field.formfield(form_class=PartialDateField)
    return model_field.formfield()


class EffectForm(forms.ModelForm):
    """One effect: a row of the form of an entry, or a line of a cell."""

    class Meta:
        model = Effect
        fields = ["level", "indicator", "unit", *Effect.NUMBERS, "date", "url"]
        formfield_callback = form_field_of

    def clean(self):
        data = super().clean()
        if not self.errors and all(data.get(name) is None for name in Effect.NUMBERS):
            raise ValidationError({"value": _("Please give at least one number.")})
        return data


def _plain(text: str) -> str:
    """Return a typed number as Python reads it, with a point before the decimals."""
    plain = BETWEEN_DIGITS.sub("", text.strip().replace("\u2212", "-").replace("\u2013", "-"))
    sign, digits = ("-", plain[1:].lstrip()) if plain.startswith("-") else ("", plain)
    if not re.fullmatch(r"\d[\d.,]*", digits, re.ASCII):
        return text if not text.strip() else "?"
    point, comma = digits.rfind("."), digits.rfind(",")
    if point >= 0 and comma >= 0:
        between = "." if comma > point else ","
        whole, _separator, decimals = digits.rpartition("," if comma > point else ".")
        grouped = re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(between)}\d{{3}})+", whole)
        return f"{sign}{whole.replace(between, '')}.{decimals}" if grouped else "?"
    if ENGLISH_THOUSANDS.fullmatch(digits):
        return sign + digits.replace(",", "")
    if THOUSANDS.fullmatch(digits):
        return sign + digits.replace(".", "")
    return sign + digits.replace(",", ".")
