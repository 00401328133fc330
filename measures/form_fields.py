"""Form fields to choose rows of the database, whatever a browser sends."""

from django import forms
from django.core.exceptions import ValidationError

from measures.vocabulary_values import current_keys


class RowsField(forms.ModelMultipleChoiceField):
    """Refuses what is no key, where Django's would ask the database for a number that it cannot hold."""

    def clean(self, value):
        for item in value or ():
            if not (item.isascii() and item.isdecimal() and len(item) < 19):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": item[:40]}
                )
        return super().clean(value)


class ValuesField(RowsField):
    """Offers the current values of a vocabulary; a merged value counts as the value it was merged into."""

    def __init__(self, queryset, **kwargs):
        super().__init__(queryset.current(), **kwargs)

    def clean(self, value):
        keys = [item for item in value or () if item.isascii() and item.isdecimal() and len(item) < 19]
        current = {str(key): str(now) for key, now in current_keys(self.queryset.model, keys).items()}
        return super().clean([current.get(item, item) for item in value or ()])
