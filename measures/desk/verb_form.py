"""Carry out a verb of measures/workflow.py from a form.

A form contains the version of the entry that its user has seen. The verb refuses if the entry has changed since then.
The refusal becomes an error of the form, and the view responds with a page that shows it. The status is 400 if the
form is not valid, and 409 if the entry has changed or its state does not allow the verb.
"""

from collections.abc import Callable
from http import HTTPStatus

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures import workflow

UNCLEAR_VERSION = _("It is not clear which version of the entry you saw. Please look at it again, then decide.")


def carry_out(form: forms.BaseForm, verb: Callable, **arguments) -> HTTPStatus:
    """Call `verb` with `arguments` and return the status of the response: 200 on success, else 400 or 409.

    If the verb refuses, its reason is added to the errors of `form`, which must have been validated before.
    """
    try:
        verb(**arguments)
    except workflow.ReasonNeeded as error:
        form.add_error("reason" if "reason" in form.fields else None, str(error))
        return HTTPStatus.BAD_REQUEST
    except workflow.WorkflowError as error:
        form.add_error(None, message_of(error))
        return HTTPStatus.CONFLICT
    return HTTPStatus.OK


def message_of(error):
    """Return the text of a WorkflowError for a page that shows the current state of the entry."""
    if isinstance(error, workflow.Conflict):
        return gettext("Somebody else has changed this entry while you were looking at it.")
    return str(error)


class VerbForm(forms.Form):
    """The version of an edition that the user has seen. Fields of subclasses are passed to the verb as arguments."""

    error_messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), UNCLEAR_VERSION)
    version = forms.IntegerField(
        min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput, error_messages=error_messages
    )

    def carry_out(self, verb, *, edition, by):
        """Validate the form, then call the function `carry_out`."""
        if self.is_valid():
            return carry_out(self, verb, edition=edition, by=by, **self.cleaned_data)
        if self.cleaned_data.get("version", edition.version) != edition.version:
            # There are other errors, too, but the user first needs to know that the entry has changed.
            self.add_error(None, message_of(workflow.Conflict()))
            return HTTPStatus.CONFLICT
        return HTTPStatus.BAD_REQUEST

    @property
    def problems(self):
        """Return the errors that do not belong to a visible field."""
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
