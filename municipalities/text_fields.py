"""Text fields of models and forms, whose values are as `visible` returns them. All models use these for texts."""

from typing import Any

from django import forms
from django.db import models

from municipalities.visible_text import visible
from municipalities.web_addresses import WebAddressField


class TextFormField(forms.CharField):
    """A text that somebody types or pastes. Passwords are none: they stay as they were typed."""

    def to_python(self, value: Any) -> str:
        return super().to_python(visible(value) if isinstance(value, str) else value)


class VisibleText:
    """Mixin that normalises whatever is assigned, stored, or compared with in a query, also in bulk and by imports.

    Columns are those of Django's own fields, and so migrations name them.
    """

    form_class: type[forms.Field] = TextFormField

    def to_python(self, value):
        return _visible(super().to_python(value))

    def get_prep_value(self, value):
        return _visible(super().get_prep_value(value))

    def pre_save(self, model_instance, add):
        value = _visible(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self):
        name, _path, arguments, options = super().deconstruct()
        return name, f"django.db.models.{type(self).__name__}", arguments, options

    def formfield(self, **options):
        return super().formfield(**{"form_class": self.form_class, **options})


class CharField(VisibleText, models.CharField):
    pass


class TextField(VisibleText, models.TextField):
    pass


class URLField(VisibleText, models.URLField):
    form_class = WebAddressField


def _visible(value):
    return visible(value) if isinstance(value, str) else value  # not None or an expression
