"""The parts of the form of an entry that have several rows: its effects and its sources."""

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.content import EFFECT_FIELDS, SOURCE_FIELDS
from measures.effect_fields import EffectForm
from measures.form_fields import source_url_field
from measures.models import Source
from measures.models.effects import compared_by


class SourceForm(forms.ModelForm):
    """One source. Emptying the address removes it."""

    url = source_url_field(required=False)

    class Meta:
        model = Source
        fields = SOURCE_FIELDS


class Rows(forms.BaseFormSet):
    """Base of the rows of one kind. There are always empty ones below; a row that is emptied is removed.

    `names` are the fields of a row, `needed` those of which at least one is typed in a row that counts.
    """

    names: tuple[str, ...]
    needed: tuple[str, ...]

    def typed(self):
        """Return what was typed, as a list of dicts, without empty rows."""
        rows = [{name: form.data.get(form.add_prefix(name), "") for name in self.names} for form in self.forms]
        return [row for row in rows if any(row[name].strip() for name in self.needed)]

    def as_typed(self, rows=None):
        """Return the data that a browser would send for `rows`, a list of dicts (None: for the stored ones)."""
        if rows is None:
            fields = self.empty_form.fields
            rows = [{name: fields[name].prepare_value(row[name]) for name in self.names} for row in self.initial]
        number = len(self.initial)
        sizes = {"TOTAL_FORMS": max(len(rows), number) + self.extra, "INITIAL_FORMS": number}
        data = {f"{self.prefix}-{name}": str(size) for name, size in sizes.items()}
        for place, row in enumerate(rows):
            data |= {f"{self.prefix}-{place}-{name}": row.get(name) or "" for name in self.names}
        return data

    def content(self):
        """Return the rows that count, as a list of dicts."""
        return [
            {name: form.cleaned_data.get(name, "") for name in self.names}
            for form in self
            if any(form.cleaned_data.get(name) not in ("", None) for name in self.needed)
        ]


class BaseSources(Rows):
    """The sources of an edition; each address may occur once."""

    names = SOURCE_FIELDS
    needed = ("url",)

    def clean(self):
        seen = set()
        for form in self:
            url = getattr(form, "cleaned_data", {}).get("url")
            if url in seen:
                form.add_error("url", _("This address stands here twice."))
            if url:
                seen.add(url)


def key_of(name):
    """Return the name of an indicator, whatever its spelling."""
    return compared_by(name, "")


class EffectRow(EffectForm):
    """An effect of which nothing need be typed. What is left out follows from the recommended indicator it names.

    `recommended` maps the `key_of` a name to its Indicator.
    """

    def __init__(self, *args, recommended, **kwargs):
        super().__init__(*args, **kwargs)
        self.recommended = recommended
        self.fields["level"].required = self.fields["indicator"].required = False  # see `clean`
        self.fields["indicator"].widget.attrs |= {"list": "kennzahlen", "autocomplete": "off"}
        self.fields["unit"].widget.attrs |= {"list": "einheiten", "autocomplete": "off"}

    def full_clean(self):
        self.empty_permitted = not self.has_changed()
        super().full_clean()

    def has_changed(self):
        """Return whether the row says anything; its level alone says nothing."""
        return any(str(self.data.get(self.add_prefix(name), "")).strip() for name in EFFECT_FIELDS if name != "level")

    def clean(self):
        data = self.cleaned_data
        indicator = self.recommended.get(key_of(data.get("indicator", "")))
        if indicator:
            data["level"] = data.get("level") or indicator.level
            data["unit"] = data.get("unit") or indicator.unit
        for name in ("level", "indicator"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        return super().clean()


class BaseEffects(Rows):
    """The effects of an edition, in their order."""

    names = EFFECT_FIELDS
    needed = tuple(name for name in EFFECT_FIELDS if name != "level")


ROWS = {"max_num": 50, "absolute_max": 60}
SourceFormSet = forms.formset_factory(SourceForm, formset=BaseSources, extra=2, **ROWS)
EffectFormSet = forms.formset_factory(EffectRow, formset=BaseEffects, extra=2, **ROWS)
