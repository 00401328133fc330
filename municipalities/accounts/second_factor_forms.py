"""Forms of the second factor: codes, and a confirmation that the user in front of the window is the owner."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from municipalities.accounts import rate_limits, second_factor, security_log

SIX_DIGITS = re.compile(r"[0-9]{6}")


class CodeField(forms.CharField):
    """The six digits that the app shows, with or without spaces."""

    def __init__(self, **options):
        attributes = {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code-input"}
        super().__init__(
            label=gettext_lazy("Code from the app"), max_length=20, widget=forms.TextInput(attributes), **options
        )

    def clean(self, value):
        code = without_spaces(super().clean(value))
        if not SIX_DIGITS.fullmatch(code):
            raise ValidationError(_("The code has six digits."), code="digits")
        return code


class CodeForm(forms.Form):
    """Asks for the code that the app shows now.

    After validation, `device` is the authenticator that was verified, or `seconds` is how long to wait after wrong
    codes (0: not at all).
    """

    code = CodeField()
    seconds = 0

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.device = None
        self.fields["code"].widget.attrs["autofocus"] = True

    def clean_code(self):
        code = self.cleaned_data["code"]
        try:
            self.device = self.verify(code)
        except second_factor.Throttled as error:
            self.seconds = error.seconds
            raise ValidationError(wait_message(error.seconds)) from None
        if self.device is None:
            raise ValidationError(self.wrong_code_message())
        return code

    def verify(self, code):
        return second_factor.verify_code(self.user, code)

    def wrong_code_message(self):
        return wrong_code_message()


class RecoveryForm(CodeForm):
    """Asks for one of the recovery codes."""

    code = forms.CharField(
        label=gettext_lazy("Recovery code"),
        max_length=30,
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "class": "code-input"}
        ),
    )

    def verify(self, code):
        return second_factor.use_recovery_code(self.user, code)

    def wrong_code_message(self):
        return _("This is none of your unused recovery codes. Each is good only once.")


class ConfirmIdentityForm(forms.Form):
    """Asks for the password or the code of the app, so that a window left open is not enough.

    It has no field for users with neither, who sign in by their institution. After validation, `seconds` is how long
    to wait after wrong tries (0: not at all).
    """

    password = forms.CharField(
        label=gettext_lazy("Your password, or the code from your app"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    seconds = 0

    def __init__(self, request, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        self.user = user
        self.device = second_factor.device_of(user)
        has_password = user.has_usable_password()
        if self.device is None and not has_password:
            del self.fields["password"]
        elif self.device is None:
            self.fields["password"].label = _("Your password")
        elif not has_password:
            self.fields["password"].label = _("The code from your app")

    def clean_password(self):
        given = self.cleaned_data["password"]
        code = without_spaces(given)
        try:
            if self.device and SIX_DIGITS.fullmatch(code):
                self._confirm_by_code(code)
            else:
                self._confirm_by_password(given)
        except (second_factor.Throttled, rate_limits.LimitExceeded) as error:
            self.seconds = error.seconds
            raise ValidationError(wait_message(error.seconds)) from None
        return given

    def _confirm_by_code(self, code):
        if second_factor.verify_code(self.user, code) is None:
            raise ValidationError(wrong_code_message())

    def _confirm_by_password(self, password):
        attempt = rate_limits.count_sign_in(self.user.email, self.request)
        if not self.user.check_password(password):
            security_log.log("password", "refused", account=self.user.pk)
            raise ValidationError(_("That is not right."))
        rate_limits.clear_failed_sign_ins(attempt)


class SetUpForm(ConfirmIdentityForm):
    """Asks for the first code of a new app, and signed-in users for their password as well."""

    code = CodeField()
    field_order = ["code", "password"]

    def __init__(self, request, user, *args, is_signing_in, **kwargs):
        super().__init__(request, user, *args, **kwargs)
        if is_signing_in:  # The password was shown a moment ago.
            self.fields.pop("password", None)


def wrong_code_message():
    return _(
        "This code is not right, has run out or was used already. Wait for the next one. If none is right, let your "
        "phone set its clock by itself."
    )


def wait_message(seconds):
    """Say for how long to wait after wrong codes: in seconds, or in minutes rounded up."""
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
