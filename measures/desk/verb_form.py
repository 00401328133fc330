"""The one way to carry out a verb of measures/workflow.py from a form.

A form says which version of the entry its user has seen. The verb refuses if the entry has changed since; the
refusal becomes an error of the form, and the view shows a page with it: 400 if the form is not valid, 409 if the
state of the entry does not allow the verb (any more).
"""

from http import HTTPStatus

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures import workflow

UNCLEAR_VERSION = _("It is not clear which version of the entry you saw. Please look at it again, then decide.")


def carry_out(form, verb, **arguments):
    """Call `verb` with `arguments`; return the status of the answer: 200 if it is done, else 400 or 409.

    What the verb says against it is added to the errors of `form`, which has been validated before.
    """
    try:
        verb(**arguments)
    except workflow.ReasonNeeded as error:
        form.add_error("reason" if "reason" in form.fields else None, str(error))
        return HTTPStatus.BAD_REQUEST
    except workflow.WorkflowError as error:
        form.add_error(None, in_words(error))
        return HTTPStatus.CONFLICT
    return HTTPStatus.OK


def in_words(error):
    """Return the text of a WorkflowError, worded for a page that shows the entry as it is now."""
    if isinstance(error, workflow.Conflict):
        return gettext("Somebody else has changed this entry while you were looking at it.")
    return str(error)


class VerbForm(forms.Form):
    """The version of an edition that its user has seen. Each field that a subclass adds is an argument of the verb."""

    error_messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), UNCLEAR_VERSION)
    version = forms.IntegerField(
        min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput, error_messages=error_messages
    )

    def carry_out(self, verb, *, edition, by):
        """Validate, then do as the function `carry_out`."""
        if self.is_valid():
            return carry_out(self, verb, edition=edition, by=by, **self.cleaned_data)
        if self.cleaned_data.get("version", edition.version) != edition.version:
            # Something else is missing, too, but that the entry has changed is more important.
            self.add_error(None, in_words(workflow.Conflict()))
            return HTTPStatus.CONFLICT
        return HTTPStatus.BAD_REQUEST

    @property
    def problems(self):
        """Return the errors that belong to no visible field."""
        return [*self.non_field_errors(), *self.errors.get("version", [])]


class NewDraftForm(forms.Form):
    """The newest edition of a measure that the user has seen before starting a draft."""

    newest = forms.ModelChoiceField(queryset=None)

    def __init__(self, *args, measure, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["newest"].queryset = measure.editions
        messages = ("required", "invalid_choice")
        self.fields["newest"].error_messages = dict.fromkeys(
            messages, _("It is not clear which editions you saw. Please look at them again, then choose.")
        )

    @property
    def problems(self):
        return [*self.non_field_errors(), *self.errors.get("newest", [])]
