"""The form field for the image of an edition."""

from django import forms
from django.forms.renderers import TemplatesSetting

from measures.images.cleaning import clean_image


class ImageInput(forms.ClearableFileInput):
    """Shows the stored image from `image_url`, which the form sets, since stored files have no address of their own."""

    template_name = "admin/image_input.html"
    image_url = ""

    def is_initial(self, value):
        return bool(value and getattr(value, "_committed", False))  # Django's method would read value.url

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["image_url"] = self.image_url
        return context

    def render(self, name, value, attrs=None, renderer=None):
        return super().render(name, value, attrs, TemplatesSetting())  # Django's default does not read our templates


class CleanImageField(forms.FileField):
    """Its value is what `workflow.save_draft` takes: a cleaned new file, the stored one, or "".

    It is not a `forms.ImageField`, which would try every decoder of Pillow on the uploaded file.
    """

    widget = ImageInput

    def __init__(self, *, max_length=None, **kwargs):
        super().__init__(**kwargs)  # without `max_length`: the name of the upload is not used

    def clean(self, data, initial=None):
        return super().clean(data, initial) or ""

    def to_python(self, data):
        upload = super().to_python(data)
        return upload and clean_image(upload)

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "accept": "image/jpeg,image/png,image/webp"}
