"""Protection of the forms that visitors send without a session: a signed day, and a field that people leave empty.

Cross-site request forgery needs no token here, since these requests act for nobody who is signed in. What has to be
kept out is programs that post without ever asking for the form (docs/decisions/0050-duties.md).
"""

from datetime import date, timedelta

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST = timedelta(days=2)  # a form may stay open overnight
signer = Signer(salt="measures.public.form_token")


def token() -> str:
    """Return the signed day of today. It is the same for everybody, so pages with it can be cached."""
    return signer.sign(localdate().isoformat())


def is_valid(text: str) -> bool:
    """Return whether a token comes from this site and is not too old."""
    try:
        day = date.fromisoformat(signer.unsign(text))
    except (BadSignature, ValueError):
        return False
    return timedelta(0) <= localdate() - day <= LONGEST


class VisitorForm(forms.Form):
    """A form with `token`, and with `leave_empty`, which programs fill in because it is there."""

    token = forms.CharField(required=False, widget=forms.HiddenInput)
    leave_empty = forms.CharField(required=False, label=gettext_lazy("Please leave this field empty"))

    def clean(self):
        if self.cleaned_data.get("leave_empty"):
            self.add_error(None, _("A field that nobody sees was filled in. Please send the form once more."))
        if not is_valid(self.cleaned_data.get("token", "")):
            self.add_error(None, _("The form has been open for too long. Please send it once more."))
        return super().clean()
