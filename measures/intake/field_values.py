"""What a form field makes of the text of a cell."""

from django.core.exceptions import ValidationError

from measures.intake.problems import NotUnderstood


def cleaned(field, text, model_field=None):
    """Return what `field`, a form field, makes of a text or a date. Raises NotUnderstood.

    With `model_field`, its validators have to agree as well, as they do in a ModelForm.
    """
    try:
        value = field.clean(text)
        return model_field.clean(value, None) if model_field else value
    except ValidationError as error:
        raise NotUnderstood(" ".join(error.messages)) from error
