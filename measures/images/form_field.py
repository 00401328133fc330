"""The form field for the image of an edition."""

from django import forms
from django.forms.renderers import TemplatesSetting

from measures.images.cleaning import clean_image


class ImageInput(forms.ClearableFileInput):
    """Shows the image there is, from the address that the form puts into `image_url`: files have none of their own."""

    template_name = "admin/image_input.html"
    image_url = ""

    def is_initial(self, value):
        return bool(value and getattr(value, "_committed", False))  # Django's would ask the file for its address

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["image_url"] = self.image_url
        return context

    def render(self, name, value, attrs=None, renderer=None):
        return super().render(name, value, attrs, TemplatesSetting())  # Django's would not look into our templates


class CleanImageField(forms.FileField):
    """Gives what can be handed to `workflow.save_draft` as it is: a cleaned new file, the stored one, or "".

    It is not a `forms.ImageField`, which would try every decoder that Pillow has on the file as it came.
    """

    widget = ImageInput

    def __init__(self, *, max_length=None, **kwargs):
        super().__init__(**kwargs)  # a long file name does no harm: it is not kept

    def clean(self, data, initial=None):
        return super().clean(data, initial) or ""

    def to_python(self, data):
        upload = super().to_python(data)
        return upload and clean_image(upload)

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "accept": "image/jpeg,image/png,image/webp"}
