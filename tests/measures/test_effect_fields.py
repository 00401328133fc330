"""How numbers and dates of effects are typed, read back and shown."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from measures.effect_fields import NumberField, PartialDateField, date_text, number_text
from measures.effect_texts import date_shown, in_short, line_of, number_shown, sentence
from measures.intake.effect_lines import effect_in
from measures.intake.problems import NotUnderstood
from measures.models import Effect

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1.250,5", "1250.5"),
        ("1.250", "1250"),
        ("1.250.000", "1250000"),
        ("1250", "1250"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("0.250", "0.25"),
        ("1,250", "1.25"),
        ("1,250.5", "1250.5"),
        ("1,250,000", "1250000"),
        ("1 250,5", "1250.5"),
        ("1\u202f250", "1250"),
        ("1'250", "1250"),
        ("-3,2", "-3.2"),
        ("\u22123", "-3"),
        ("-0", "0"),
        (" 7 ", "7"),
        ("123456789012,345", "123456789012.345"),
    ],
)
def test_a_number_is_read_as_germans_write_it_whatever_the_language(typed, number):
    for language in ("de", "en"):
        with translation.override(language):
            read = NumberField(required=False).clean(typed)
            assert read == Decimal(number)
            assert NumberField(required=False).clean(number_text(read)) == read


@pytest.mark.parametrize(
    "typed",
    [
        "viele",
        "85 %",
        "1.25.0",
        "1,2,3",
        "1.250,5,5",
        "12.34,5",
        "NaN",
        "Infinity",
        "1e9",
        "٣",
        "²",
        "1234567890123",
        "0,1234",
        "--1",
        ",",
        ".",
    ],
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValidationError):
        NumberField(required=False).clean(typed)


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("2025", "2025", "2025"),
        ("3/2025", "2025-03", "März 2025"),
        ("03.2025", "2025-03", "März 2025"),
        ("31.3.2025", "2025-03-31", "31. März 2025"),
        ("1. 3. 2025", "2025-03-01", "1. März 2025"),
        ("2025-03-31", "2025-03-31", "31. März 2025"),
        ("", "", ""),
    ],
)
def test_a_date_is_as_precise_as_it_was_typed(typed, stored, shown):
    def read(text):
        return Effect._meta.get_field("date").formfield(form_class=PartialDateField).clean(text)

    assert read(typed) == stored
    assert read(date_text(stored)) == stored
    with translation.override("de"):
        assert date_shown(stored) == shown


@pytest.mark.parametrize("typed", ["13/2025", "31.02.2025", "gestern", "25", "1850", "2025-1", "2025-03-31-01"])
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(ValidationError):
        Effect(date=PartialDateField().clean(typed)).clean_fields(["edition", "level", "indicator"])


def test_numbers_are_shown_in_the_language_of_the_page():
    for language, shown in (("de", "1.250,5"), ("en", "1,250.5")):
        with translation.override(language):
            assert number_shown(Decimal("1250.500")) == shown
    assert [number_shown(number) for number in (None, Decimal("100.000"), Decimal("0.000"))] == ["", "100", "0"]


def test_an_effect_is_one_line_of_a_cell_and_comes_back_from_it():
    effect = effect_in("Output | Sensoren | Geräte | 0 | 40 | 1.250,5 | 03/2025 | example.org/zahlen")
    assert effect == {
        "level": "output", "indicator": "Sensoren", "unit": "Geräte", "baseline": Decimal(0), "target": Decimal(40),
        "value": Decimal("1250.5"), "date": "2025-03", "url": "https://example.org/zahlen",
    }  # fmt: skip
    assert effect_in(line_of(Effect(**effect))) == effect
    target_only = effect_in("impact|Energie|kWh||80")
    assert line_of(Effect(**target_only)) == "Impact | Energie | kWh |  | 80"
    with translation.override("de"):
        assert in_short(Effect(**effect)) == "Sensoren: 1.250,5\u00a0Geräte (März 2025)"
        assert in_short(Effect(**target_only)) == "Energie: Ziel: 80\u00a0kWh"
        assert sentence(Effect(**effect)).endswith(
            "vorher: 0\u00a0Geräte; Ziel: 40\u00a0Geräte; https://example.org/zahlen"
        )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Output | Sensoren | Geräte | | | viele", "Wert: Das ist keine Zahl."),
        ("Wirkung | Sensoren | Geräte | | | 3", "Wirkungsstufe: "),
        ("Output | Sensoren | Geräte", "Wert: Bitte geben Sie mindestens eine Zahl an."),
        ("Output | Sensoren | Geräte | | | 3 | 2025 | https://example.org | noch etwas", "zu viele Teile"),
        ("Output", "Kennzahl: "),
    ],
)
def test_a_line_that_is_not_understood_says_why(line, reason):
    with translation.override("de"), pytest.raises(NotUnderstood, match=reason):
        effect_in(line)
