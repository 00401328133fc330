"""The forms of an entry: the Steckbrief with its effects and sources, and the project and title of a new measure."""

import hashlib
import json

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from measures.content import (
    CONTENT,
    MAIN_FIRST,
    PERSON,
    RELATIONS,
    UNFINISHED,
    cited,
    effects_of,
    sources_of,
    unfinished_of,
    without_fields,
)
from measures.desk.row_forms import EffectFormSet, SourceFormSet, key_of
from measures.form_fields import form_field
from measures.models import Edition, Effect, Indicator, Source
from measures.persons import person_rules
from measures.steckbrief import BY_NAME, FIELDS
from municipalities.models import ModelProject, Municipality

NAMES = [field.name for field in FIELDS if field.group]  # all but what has a formset
ROWS = ("effects", "sources")  # the formsets
# Fields that the database holds together to a rule: if one of them has an error, none of them is written.
WRITTEN_TOGETHER = [("start_year", "end_year"), PERSON]


def form_field_of(model_field, **options):
    """Return the form field of a model field. This is a `formfield_callback`; Django passes no options."""
    return form_field(model_field.name)


class EditionForm(forms.ModelForm):
    """All content of one edition, with the version that the editor saw.

    `base` has the fingerprints of the values at that time. If somebody else saves meanwhile, they show which values
    were changed by whom (measures/desk/conflict.py).
    """

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Edition
        fields = NAMES
        formfield_callback = form_field_of

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        stored = stored_content(instance)
        self.initial |= {"version": instance.version, "base": json.dumps(fingerprints(stored))}
        self.initial |= kwargs.get("initial") or {}  # once more, since they take precedence over the two above
        # Also the places that the edition has already, even if they have left the project.
        places = Municipality.objects.filter(projects=instance.measure.project_id) | instance.places.all()
        self.fields["places"].queryset = places.distinct()
        # Rows that were empty when the page was loaded, and were saved since, count although they have not changed.
        self.indicators = recommended_for(stored["solution_types"])
        recommended = {key_of(indicator.name): indicator for indicator in self.indicators}
        options = {"empty_permitted": False, "use_required_attribute": False}
        self.sources, self.effects = (
            FormSet(*args[:1], prefix=name, initial=self.initial.get(name, stored[name]), form_kwargs=form_kwargs)
            for name, FormSet, form_kwargs in (
                ("sources", SourceFormSet, options),
                ("effects", EffectFormSet, {**options, "recommended": recommended}),
            )
        )
        supported = {source.url: source.fields for source in instance.sources.all()}
        for row in self.sources:
            fields = supported.get(row["url"].value(), ())
            row.supports = [capfirst(BY_NAME[name].label) for name in fields]
        for name in RELATIONS:
            self.fields[name].widget.attrs["class"] = "boxes"
        for name in ("contact_name", "contact_email", "operating_unit"):
            self.fields[name].hint = person_rules.hint_about(name, self[name].value() or "")
        self.fields["image"].widget.image_url = reverse("admin:entry_image", args=[instance.pk])

    @classmethod
    def of(cls, edition):
        """Return the form of a stored edition. If anything in it is unfinished, the form shows that and its errors."""
        form = cls(instance=edition)
        unfinished = unfinished_of(edition)
        described = edition.image_alt and edition.image_rights
        if not unfinished and (described or not edition.image):
            return form
        form = cls(form.as_typed(unfinished), instance=edition)
        form.is_valid()
        return form

    def as_typed(self, unfinished):
        """Return the data that a browser would send for the stored content and the `unfinished` texts."""
        data = QueryDict(mutable=True)
        for field in self:
            value = unfinished.get(field.name, field.value())
            if isinstance(value, list):
                data.setlist(field.html_name, [str(item) for item in value])
            elif field.name != "image" and value is not None:
                text = value if isinstance(value, str) else field.field.widget.format_value(value)
                data[field.html_name] = text if isinstance(text, str) else str(value)
        for name, rows in self.rows.items():
            data.update(rows.as_typed(json.loads(unfinished.get(name, "null"))))
        return data

    def full_clean(self):
        super().full_clean()
        # Browsers show nothing in a field for numbers or days if its value is another text; saving would then lose it.
        for name in self.errors:
            widget = self.fields[name].widget if name in self.fields else None
            if isinstance(widget, (forms.NumberInput, forms.DateInput)):
                widget.input_type = "text"
                for attribute in ("min", "max", "step"):
                    widget.attrs.pop(attribute, None)

    def is_valid(self):
        # `&` evaluates all of them, so that the errors of all are shown.
        return super().is_valid() & self.effects.is_valid() & self.sources.is_valid()

    @property
    def rows(self):
        """The formsets by their names, as in ROWS."""
        return {name: getattr(self, name) for name in ROWS}

    @property
    def units(self):
        """The units of the recommended indicators."""
        return list(dict.fromkeys(indicator.unit for indicator in self.indicators if indicator.unit))

    @property
    def number_of_errors(self):
        return len(self.errors) + sum(rows.total_error_count() for rows in self.rows.values())

    def can_be_stored(self):
        """Return whether all errors are in texts, which a draft can hold as they were typed, or in a new image.

        A refused image leaves the stored one as it is. No browser sends a NUL or a row without its number; the
        database holds no NUL.
        """
        typed = {name for name, field in self.fields.items() if name in NAMES and is_text(field)}
        if self.errors.keys() - typed - {*PERSON, "image"}:
            return False
        if not all(rows.management_form.is_valid() for rows in self.rows.values()):
            return False
        return not any("\0" in text for text in self.unfinished().values())

    def unfinished(self):
        """Return {name: text} of what was typed into fields that have an error, and into those that belong to them."""
        names = {name for name in self.errors if name in NAMES and name != "image"}
        for together in WRITTEN_TOGETHER:
            if names & set(together):
                names |= set(together)
        texts = {name: self.data.get(self.add_prefix(name), "") for name in sorted(names)}
        for name, rows in self.rows.items():
            if not rows.is_valid():
                texts[name] = json.dumps(rows.typed())
        return texts

    def ask_for_image_again(self):
        """Say that the image was lost: browsers do not send a file a second time."""
        if self.files.get("image") and "image" not in self.errors:
            self.add_error("image", _("The image could not be kept. Please choose it again."))

    def clean(self):
        data = super().clean()
        start, end = data.get("start_year"), data.get("end_year")
        if start and end and end < start:
            self.add_error("end_year", _("The end lies before the start."))
        missing = {
            "image_alt": _("Please say what is to be seen in the image."),
            "image_rights": _("Please say whose image it is."),
        }
        for name, message in missing.items():
            if data.get("image") and not data.get(name) and name not in self.errors:
                self.add_error(name, message)
        person_rules.check(self, data)
        return data

    def clean_base(self):
        """Return the fingerprints by name; {} if the field was tampered with: then all values count as changed."""
        try:
            base = json.loads(self.cleaned_data["base"] or "{}")
        except ValueError:
            return {}
        return base if isinstance(base, dict) else {}

    def content(self):
        """Return what `workflow.save_draft` takes: the valid values, and the texts of fields with an error."""
        unfinished = self.unfinished()
        content = {name: self.cleaned_data[name] for name in NAMES if name in self.cleaned_data.keys() - unfinished}
        for name in RELATIONS:
            if name in content:
                content[name] = list(content[name])
        for name, rows in self.rows.items():
            if rows.is_valid():
                content[name] = rows.content()
        return {**content, UNFINISHED: unfinished}

    def cited_sources(self):
        """Return the sources as they would be stored: as Sources, with the fields that they still support."""
        sources = cited(self.sources.content(), sources_of(self.instance), self.changed_data)
        return [Source(edition=self.instance, **source) for source in sources]

    def measured_effects(self):
        """Return the effects as they would be stored."""
        return [Effect(edition=self.instance, **effect) for effect in self.effects.content()]

    @property
    def consent_texts(self):
        return person_rules.CONSENT_TEXTS.items()


def recommended_for(solution_types) -> list[Indicator]:
    """Return the indicators that are recommended for any of these solution types, each name once; for none, all."""
    indicators = Indicator.objects.all()
    if solution_types:
        indicators = indicators.filter(solution_type__in=solution_types)
    return list({key_of(indicator.name): indicator for indicator in indicators}.values())


def is_text(field: forms.Field) -> bool:
    """Return whether a user types the value of a field, and not chooses it."""
    return not isinstance(field, (forms.ChoiceField, forms.ModelChoiceField, forms.FileField))


class NewMeasureForm(forms.Form):
    """The project and the title of a new measure; the rest is typed in `EditionForm`."""

    project = forms.ModelChoiceField(queryset=ModelProject.objects.none(), label=_("model project"))
    title = form_field("title")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        projects = ModelProject.objects.open_to(user).funded()
        self.fields["project"].queryset = projects
        first_two = projects[:2]
        if len(first_two) == 1:
            self.fields["project"].initial = first_two[0].pk


def stored_content(edition: Edition) -> dict:
    """Return all content of an edition in the format of `EditionForm.content`."""
    content = {name: getattr(edition, name) for name in CONTENT if name in NAMES}
    for name in RELATIONS:
        content[name] = list(getattr(edition, name).all())
    sources = [without_fields(source) for source in sources_of(edition)]
    return {**content, "effects": effects_of(edition), "sources": sources}


def fingerprints(content: dict) -> dict[str, str]:
    """Return {name: short digest of the value}. Comparing digests shows which values have changed."""
    return {name: _fingerprint(value, ordered=name in MAIN_FIRST) for name, value in content.items()}


def _fingerprint(value, *, ordered):
    if hasattr(value, "storage") or hasattr(value, "read"):  # a stored or an uploaded file
        value = value.name
    elif isinstance(value, list) and value and hasattr(value[0], "pk"):  # objects of a relation
        keys = [item.pk for item in value]
        value = keys if ordered else sorted(keys)
    return hashlib.blake2s(repr(value or "").encode(errors="replace"), digest_size=6).hexdigest()
