"""What is typed on the pages of the second factor: codes, and a proof that it is she who sits there."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from municipalities.accounts import rate_limits, second_factor

DIGITS = re.compile(r"[0-9]{6}")


class CodeField(forms.CharField):
    """The six digits that the app shows, in groups or not."""

    def __init__(self, **options):
        attributes = {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code-input"}
        super().__init__(
            label=gettext_lazy("Code from the app"), max_length=20, widget=forms.TextInput(attributes), **options
        )

    def clean(self, value):
        code = without_spaces(super().clean(value))
        if not DIGITS.fullmatch(code):
            raise ValidationError(_("The code has six digits."), code="digits")
        return code


class CodeForm(forms.Form):
    """Asks for what the app shows now. `seconds`: for how long one has to wait after wrong codes."""

    code = CodeField()
    seconds = 0

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.device = user, None
        self.fields["code"].widget.attrs["autofocus"] = True

    def clean_code(self):
        try:
            self.device = self.check(self.cleaned_data["code"])
        except second_factor.TooSoon as refusal:
            self.seconds = refusal.seconds
            raise ValidationError(wait(refusal.seconds)) from None
        if self.device is None:
            raise ValidationError(self.wrong())
        return self.cleaned_data["code"]

    def check(self, code):
        return second_factor.check(self.user, code)

    def wrong(self):
        return wrong_code()


class RecoveryForm(CodeForm):
    """Asks for one of the recovery codes."""

    code = forms.CharField(
        label=gettext_lazy("Recovery code"),
        max_length=30,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "class": "code-input"}
        ),
    )

    def check(self, code):
        return second_factor.use_recovery_code(self.user, code)

    def wrong(self):
        return _("This is none of your unused recovery codes. Each is good only once.")


class ProofForm(forms.Form):
    """Asks for the password or the code of the app, so that a window left open is not enough.

    Nothing is asked of whoever has neither: she comes by way of her institution.
    """

    password = forms.CharField(
        label=gettext_lazy("Your password, or the code from your app"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    seconds = 0

    def __init__(self, request, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.request, self.user, self.device = request, user, second_factor.of(user)
        field = self.fields["password"]
        if self.device is None and not user.has_usable_password():
            del self.fields["password"]
        elif self.device is None:
            field.label = _("Your password")
        elif not user.has_usable_password():
            field.label = _("The code from your app")

    def clean_password(self):
        given = self.cleaned_data["password"]
        code = without_spaces(given)
        try:
            if self.device and DIGITS.fullmatch(code):
                if second_factor.check(self.user, code) is None:
                    raise ValidationError(wrong_code())
                return given
            attempt = rate_limits.SignInAttempt(self.user.email, self.request)
        except (second_factor.TooSoon, rate_limits.TooMany) as refusal:
            self.seconds = refusal.seconds
            raise ValidationError(wait(refusal.seconds)) from None
        if not self.user.check_password(given):
            raise ValidationError(_("That is not right."))
        attempt.succeeded()
        return given


class SetUpForm(ProofForm):
    """The first code of a new app. Who is signed in already also proves that it is she."""

    code = CodeField()
    field_order = ["code", "password"]

    def __init__(self, request, user, *args, at_the_door, **kwargs):
        super().__init__(request, user, *args, **kwargs)
        if at_the_door:  # she has just shown her password
            self.fields.pop("password", None)


def wrong_code():
    return _(
        "This code is not right, has run out or was used already. Wait for the next one. If none is right, let your "
        "phone set its clock by itself."
    )


def wait(seconds):
    """Say for how long to wait after wrong codes."""
    if seconds < 60:
        text = ngettext(
            "That was wrong too often. Please wait %(number)d second.",
            "That was wrong too often. Please wait %(number)d seconds.",
            seconds,
        )
        return text % {"number": seconds}
    minutes = -(-seconds // 60)
    text = ngettext(
        "That was wrong too often. Please wait %(number)d minute.",
        "That was wrong too often. Please wait %(number)d minutes.",
        minutes,
    )
    return text % {"number": minutes}


def without_spaces(text):
    return re.sub(r"\s", "", text)
