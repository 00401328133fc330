"""The form field for the image of an edition."""

from django import forms
from django.forms.renderers import TemplatesSetting

from measures.images.cleaning import clean_image


class ImageInput(forms.ClearableFileInput):
    """A file input that shows the stored image.

    The form sets `image_url`, because stored files have no public address that the widget could use.
    """

    template_name = "admin/image_input.html"
    image_url = ""

    def is_initial(self, value):
        # Django's method reads value.url, which a file without a public address does not have.
        return bool(value and getattr(value, "_committed", False))

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["image_url"] = self.image_url
        return context

    def render(self, name, value, attrs=None, renderer=None):
        # Django's default renderer does not find templates of the project.
        return super().render(name, value, attrs, TemplatesSetting())


class CleanImageField(forms.FileField):
    """A form field whose value `workflow.save_draft` takes: a cleaned new file, the stored file, or "".

    It is not a `forms.ImageField`, because that tries every decoder of Pillow on the uploaded file.
    """

    widget = ImageInput

    def __init__(self, *, max_length=None, **kwargs):
        # `max_length` would limit the name of the uploaded file, which is replaced by a random one anyway.
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        return super().clean(data, initial) or ""

    def to_python(self, data):
        upload = super().to_python(data)
        return upload and clean_image(upload)

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "accept": "image/jpeg,image/png,image/webp"}
