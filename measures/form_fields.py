"""Form fields to choose rows of the database, whatever a browser sends."""

from django import forms
from django.core.exceptions import ValidationError

from measures.vocabulary_values import former_of


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
    """Takes a value that was merged while the form was open as what it has become."""

    def clean(self, value):
        keys = [item for item in value or () if item.isascii() and item.isdecimal() and len(item) < 19]
        former = former_of(self.queryset.model).objects.filter(key__in=keys)
        now = {str(key): str(successor) for key, successor in former.values_list("key", "value")}
        return super().clean([now.get(item, item) for item in value or ()])
