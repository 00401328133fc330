"""The form fields of the Steckbrief: for the form of an entry, and for the cells of a table."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue
from django.forms.renderers import TemplatesSetting
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures.images.form_field import CleanImageField
from measures.models import Source
from measures.models.vocabularies import Vocabulary
from measures.persons import person_rules
from measures.steckbrief import BY_NAME
from measures.vocabulary_values import current_keys, current_places
from municipalities.labels import gone_last, labels_of
from municipalities.row_choices import RowsField, is_key
from municipalities.text_fields import CharField, TextFormField

# What browsers may offer to fill in. They offer nothing about a person, who has to agree to being named.
AUTOCOMPLETE = {"contact_name": "organization", "contact_email": "email", "website": "url"}
NO_AUTOCOMPLETE = ("title", "person_name", "person_email")
EMPTY_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")  # above a text


def form_field(name: str) -> forms.Field:
    """Return a new form field for a row of the Steckbrief; sources have a form of their own."""
    row = BY_NAME[name]
    model_field, described = row.model_field, {"label": row.label, "help_text": row.help}
    field: forms.Field
    if name == "image":
        field = CleanImageField(required=False, **described)
    elif name == "person_consent_text":
        field = ConsentField(required=False, **described)
    elif row.rows:
        field = PlainText(rows=row.rows, max_length=row.longest, required=False, **described)
    else:
        field = model_field.formfield(**described, **_options(model_field, main_first=row.main_first))
    if name in ("as_of", "runs_confirmed_on"):
        field.validators.append(not_in_the_future)
    if name in AUTOCOMPLETE:
        field.widget.attrs["autocomplete"] = AUTOCOMPLETE[name]
    elif name in NO_AUTOCOMPLETE:
        field.widget.attrs["autocomplete"] = "off"
    field.has_markup = row.has_markup
    if row.counted:
        field.widget.attrs["data-counted"] = str(row.longest)
        field.widget.attrs.pop("maxlength", None)
    return field


def source_url_field(*, required: bool = True) -> forms.Field:
    """Return a new form field for the address of a source."""
    return Source._meta.get_field("url").formfield(required=required)


def _options(model_field: models.Field, *, main_first: bool) -> dict:
    """Return the options of the form field where the model field's own choice does not suit people."""
    if model_field.many_to_many:
        is_vocabulary = issubclass(model_field.related_model, Vocabulary)
        widget = MainFirst if main_first else forms.CheckboxSelectMultiple
        return {"widget": widget, "form_class": ValuesField if is_vocabulary else PlacesField}
    if model_field.choices and model_field.has_default():
        return {"required": False, "empty_value": model_field.default}
    if isinstance(model_field, models.DateField):
        return {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}
    if type(model_field) is CharField and not model_field.choices:
        return {"form_class": OneLine}
    return {}


def not_in_the_future(day):
    if day > timezone.localdate():
        raise ValidationError(_("This day is still to come. Please give the day to which your statements refer."))


class PlainText(TextFormField):
    """A text area that returns its lines ended by LF, without empty lines above and below.

    Browsers send CR LF; stored like this, a text would differ from the one that was shown though nobody changed it.
    The indent of the first line stays, since indented lines may be a list.
    """

    def __init__(self, *, rows, **options):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), strip=False, **options)

    def to_python(self, value):
        text = super().to_python(value).replace("\r\n", "\n")
        return EMPTY_LINES.sub("", text).rstrip()

    def widget_attrs(self, widget):
        return {}  # With a maxlength, browsers would silently cut what is pasted.


class OneLine(TextFormField):
    """A text on one line. Line breaks, which a cell may have, become spaces; browsers would drop them in the form."""

    def to_python(self, value):
        return " ".join(line.strip() for line in super().to_python(value).splitlines())


class ConsentField(forms.ChoiceField):
    """The texts to which a person may have consented, the newest first."""

    def __init__(self, **options):
        super().__init__(choices=[(key, key) for key in person_rules.CONSENT_TEXTS], **options)


class MainFirst(forms.CheckboxSelectMultiple):
    """Check boxes for values of which the first is the main one, and a list to choose another one as the first.

    What is ticked stands first, in its order, so browsers send it in this order. Nothing is chosen in the list until
    somebody wants another value to be the first; that value then counts as ticked.
    """

    def optgroups(self, name, value, attrs=None):
        place = {key: number for number, key in enumerate(value)}
        groups = super().optgroups(name, value, attrs)
        return sorted(groups, key=lambda group: place.get(str(group[1][0]["value"]), len(place)))

    def render(self, name, value, attrs=None, renderer=None):
        id_of_list = f"id_{self._name_of_list(name)}"
        choices = [("", _("the first one ticked")), *self.choices]
        parts = {
            "boxes": super().render(name, value, attrs, renderer),
            "list": forms.Select(choices=choices).render(self._name_of_list(name), "", {"id": id_of_list}, renderer),
            "id_of_list": id_of_list,
        }
        # Django's default renderer does not find templates of the project.
        return self._render("admin/main_first.html", parts, TemplatesSetting())

    def value_from_datadict(self, data, files, name):
        ticked = super().value_from_datadict(data, files, name) or []
        first = data.get(self._name_of_list(name))
        return list(dict.fromkeys([first, *ticked])) if first else ticked

    def _name_of_list(self, name):
        return f"{name}-first"


class ValuesField(RowsField):
    """Offers the current values of a vocabulary; a merged value counts as the value it was merged into.

    Its value is a list, in the order in which the form names them.
    """

    def __init__(self, queryset, **kwargs):
        super().__init__(queryset.current(), **kwargs)

    def clean(self, value):
        keys = [item for item in value or () if is_key(item)]
        current = {str(key): str(now) for key, now in current_keys(self.queryset.model, keys).items()}
        named = [current.get(item, item) for item in value or ()]
        chosen = super().clean(named)
        order = [int(key) for key in named]
        return sorted(chosen, key=lambda found: order.index(found.pk))


class LabelledPlaces(ModelChoiceIterator):
    """Pairs of key and label: with the district where names are not unique, places that are gone last."""

    def __iter__(self):
        places = gone_last(self.queryset)
        labels = labels_of(places)
        return iter([(ModelChoiceIteratorValue(place.pk, place), labels[place.pk]) for place in places])


class PlacesField(RowsField):
    """Offers municipalities; one that another continues counts as its successor."""

    iterator = LabelledPlaces

    def clean(self, value):
        current = current_places([int(item) for item in value or () if is_key(item)])
        return super().clean([str(current.get(int(item), item)) if is_key(item) else item for item in value or ()])
