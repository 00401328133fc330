"""A form field to choose one of 10,800 municipalities, by typing with suggestions from a <datalist>."""

from django import forms
from django.db.models import Q

from municipalities.models import Municipality
from municipalities.ordering import german_order

SEPARATOR = " · "


def text_of(name: str, ars: str, slug: str) -> str:
    """Return the name of a municipality with its regional key, or slug if it has none, since names are not unique."""
    return f"{name}{SEPARATOR}{ars or slug}"


def all_texts() -> list[str]:
    """Return the texts of all municipalities, for the <datalist>."""
    rows = Municipality.objects.order_by(german_order("name"), "pk").values_list("name", "ars", "slug")
    return [text_of(*row) for row in rows]


class MunicipalityField(forms.ModelChoiceField):
    """Accepts the text of a municipality, its regional key or slug, or its name if that is unique."""

    widget = forms.TextInput(attrs={"list": "municipalities", "autocomplete": "off"})

    def prepare_value(self, value):
        return text_of(value.name, value.ars, value.slug) if isinstance(value, Municipality) else value

    def to_python(self, value):
        text = (value or "").replace("\0", "").strip()
        if not text:
            return None
        key = text.rpartition(SEPARATOR)[2]
        # Two rows are enough to see that the text is ambiguous.
        found = self.queryset.filter(Q(name=text) | Q(ars=key) | Q(slug=key))[:2]
        if len(found) != 1:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return found[0]
