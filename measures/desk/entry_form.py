"""What editors fill in: the Steckbrief with its sources, and the title of a new measure."""

import hashlib
import json

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.content import CONTENT, RELATIONS, sources_of
from measures.form_fields import RowsField, ValuesField
from measures.images.form_field import CleanImageField
from measures.models import Edition, Source
from measures.models.vocabularies import Vocabulary
from measures.persons import person_rules
from measures.steckbrief import FOLDED, GROUPS, HELP, LENGTHS, LONGEST_TEXT, ROWS
from municipalities.models import ModelProject, Municipality
from municipalities.ordering import german_order

NAMES = [name for _heading, _hint, rows in GROUPS for row in rows for name in ([row] if isinstance(row, str) else row)]


class PlainText(forms.CharField):
    """Browsers end lines with CR LF; stored are line feeds, so that what was not touched has not changed."""

    def __init__(self, *, rows, **options):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")

    def widget_attrs(self, widget):
        return {}  # told a length, browsers would cut what is pasted without a word


def not_in_the_future(day):
    if day > timezone.localdate():
        raise ValidationError(_("This day is still to come. Please give the day to which your statements refer."))


class ConsentField(forms.ChoiceField):
    """The texts that persons may have consented to, the newest first."""

    def __init__(self, **options):
        super().__init__(choices=[(key, key) for key in person_rules.CONSENT_TEXTS], **options)


def form_field(field, **options):
    """The form field of a model field, where Django's choice does not suit people."""
    options["help_text"] = HELP.get(field.name, "")
    if field.many_to_many:
        options["widget"] = forms.CheckboxSelectMultiple
        options["form_class"] = ValuesField if issubclass(field.related_model, Vocabulary) else RowsField
    elif field.get_internal_type() == "DateField":
        options["widget"] = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        if field.name == "as_of":
            options["validators"] = [not_in_the_future]
    elif isinstance(field, models.URLField):
        options |= {"assume_scheme": "https"}
    elif field.name == "person_consent_text":
        return ConsentField(label=field.verbose_name, required=False, **options)
    elif field.name == "image":
        return CleanImageField(label=field.verbose_name, required=False, **options)
    if field.name in ROWS or isinstance(field, models.TextField):
        options |= {"rows": ROWS.get(field.name, 4), "max_length": field.max_length or LONGEST_TEXT}
        formfield = PlainText(label=field.verbose_name, required=False, **options)
    else:
        formfield = field.formfield(**options)
    if field.name in LENGTHS:
        formfield.widget.attrs["data-counted"] = str(LENGTHS[field.name])
        formfield.widget.attrs.pop("maxlength", None)
    return formfield


class EditionForm(forms.ModelForm):
    """All content of one edition, with the version its editor saw and fingerprints of what she began with."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Edition
        fields = NAMES
        formfield_callback = form_field

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        stored = stored_content(instance)
        self.initial |= {"version": instance.version, "base": json.dumps(fingerprints(stored))}
        self.initial = {**self.initial, **(kwargs.get("initial") or {})}
        places = Municipality.objects.filter(projects=instance.measure.project_id) | instance.places.all()
        self.fields["places"].queryset = places.distinct().order_by(german_order("name"))
        self.sources = SourceFormSet(
            *args[:1], prefix="sources", initial=self.initial.get("sources", stored["sources"])
        )
        for name in RELATIONS:
            self.fields[name].widget.attrs["class"] = "boxes"
        for name in ("contact_name", "contact_email"):
            self.fields[name].hint = person_rules.hint_about(name, self[name].value() or "")
        self.fields["image"].widget.image_url = reverse("admin:entry_image", args=[instance.pk])

    def is_valid(self):
        valid = super().is_valid() & self.sources.is_valid()
        if not valid and self.files.get("image") and "image" not in self.errors:
            self.add_error("image", _("The image could not be kept. Please choose it again."))
        return valid

    def clean(self):
        data = super().clean()
        start, end = data.get("start_year"), data.get("end_year")
        if start and end and end < start:
            self.add_error("end_year", _("The end lies before the start."))
        missing = {
            "image_alt": _("Please say what is to be seen in the image."),
            "image_rights": _("Please say whose image it is."),
        }
        for name, words in missing.items():
            if data.get("image") and not data.get(name) and name not in self.errors:
                self.add_error(name, words)
        person_rules.check(self, data)
        return data

    def clean_base(self):
        """Return the fingerprints by name; nothing for what is not ours."""
        try:
            base = json.loads(self.cleaned_data["base"] or "{}")
        except ValueError:
            return {}
        return base if isinstance(base, dict) else {}

    def content(self):
        """What was typed, as `workflow.save_draft` takes it: only what is valid, so that it can be previewed, too."""
        content = {name: self.cleaned_data[name] for name in NAMES if name in self.cleaned_data}
        for name in RELATIONS:
            if name in content:
                content[name] = list(content[name])
        if self.sources.is_valid():
            content["sources"] = self.sources.content()
        return content

    def groups(self):
        """Yield heading, hint, rows of bound fields, and "" or for one that can be folded whether it is open."""
        for heading, hint, rows in GROUPS:
            fields = [[self[name] for name in ([row] if isinstance(row, str) else row)] for row in rows]
            yield heading, hint, fields, self._folding([field for row in fields for field in row])

    def _folding(self, fields):
        if not FOLDED & {field.name for field in fields}:
            return ""
        told = [field for field in fields if field.name != "person_consent_text"]  # which always has a choice
        return "open" if any(field.value() or field.errors for field in told) else "closed"

    @property
    def consent_texts(self):
        return person_rules.CONSENT_TEXTS.items()


class SourceForm(forms.ModelForm):
    class Meta:
        model = Source
        fields = ["url", "kind", "confidence"]
        formfield_callback = form_field

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["url"].required = False  # an emptied row is a source taken out


class BaseSources(forms.BaseFormSet):
    def content(self):
        return [
            {name: form.cleaned_data.get(name, "") for name in ("url", "kind", "confidence")}
            for form in self
            if form.cleaned_data.get("url")
        ]

    def clean(self):
        seen = set()
        for form in self:
            url = getattr(form, "cleaned_data", {}).get("url")
            if url in seen:
                form.add_error("url", _("This address stands here twice."))
            if url:
                seen.add(url)


SourceFormSet = forms.formset_factory(SourceForm, formset=BaseSources, extra=2, max_num=50, absolute_max=60)


class NewMeasureForm(forms.Form):
    """The beginning of an entry; all else follows in the form proper."""

    project = forms.ModelChoiceField(queryset=ModelProject.objects.none(), label=_("model project"))
    title = forms.CharField(label=_("title"), max_length=200, help_text=HELP["title"])

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        projects = ModelProject.objects.open_to(user).order_by(german_order("name"))
        self.fields["project"].queryset = projects
        if len(only := projects[:2]) == 1:
            self.fields["project"].initial = only[0].pk
        self.fields["title"].widget.attrs["data-counted"] = "200"
        del self.fields["title"].widget.attrs["maxlength"]


class Decision(forms.Form):
    """A step that needs nothing but the version its actor saw."""

    version = forms.IntegerField(min_value=1)


def stored_content(edition):
    """Return all content of an edition, as `EditionForm.content` gives it."""
    content = {name: getattr(edition, name) for name in CONTENT if name in NAMES}
    for name in RELATIONS:
        content[name] = list(getattr(edition, name).all())
    return {**content, "sources": sources_of(edition)}


def fingerprints(content):
    """Return a short digest for each value, to tell later who has changed it."""
    return {name: _fingerprint(value) for name, value in content.items()}


def _fingerprint(value):
    if hasattr(value, "storage") or hasattr(value, "read"):
        value = value.name
    elif isinstance(value, list) and value and hasattr(value[0], "pk"):
        value = sorted(item.pk for item in value)
    return hashlib.blake2s(repr(value or "").encode(errors="replace"), digest_size=6).hexdigest()
