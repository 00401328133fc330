"""A form field to choose rows of the database that no number can break."""

from django import forms
from django.core.exceptions import ValidationError


class RowsField(forms.ModelMultipleChoiceField):
    """Chooses rows of the database, and refuses what is no key.

    Django's own field would ask the database for a number that it cannot hold.
    """

    def clean(self, value):
        for item in value or ():
            if not is_key(item):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": item[:40]}
                )
        return super().clean(value)


def is_key(text: str) -> bool:
    """Return whether `text` can be the key of a row."""
    return text.isascii() and text.isdecimal() and len(text) < 19
