"""The page behind the link of an invitation, and its form.

GET changes nothing, since some mail servers open every link.
"""

from django import forms
from django.contrib import messages
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from municipalities.accounts import invitations
from municipalities.accounts.models import User
from municipalities.admin.page import render_admin_page

NEW_PASSWORD = {"autocomplete": "new-password"}


class AcceptForm(forms.Form):
    """Names and password of a new account."""

    first_name = forms.CharField(
        label=gettext_lazy("First name"), max_length=150, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=gettext_lazy("Last name"), max_length=150, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    password = forms.CharField(label=gettext_lazy("Password"), strip=False, widget=forms.PasswordInput(NEW_PASSWORD))
    again = forms.CharField(
        label=gettext_lazy("The password once more"), strip=False, widget=forms.PasswordInput(NEW_PASSWORD)
    )

    def __init__(self, invitation, data=None):
        names = {"first_name": invitation.first_name, "last_name": invitation.last_name}
        super().__init__(data, initial=names)
        self.invitation = invitation
        self.fields["password"].help_text = password_validation.password_validators_help_text_html()

    def clean(self):
        cleaned = self.cleaned_data
        password = cleaned.get("password")
        if password and "again" in cleaned and cleaned["again"] != password:
            self.add_error("again", _("The two passwords are not the same."))
        if password:
            self._validate_strength(password)
        return cleaned

    def _validate_strength(self, password):
        """Refuse weak passwords, and those that resemble the address or the name."""
        user = User(
            email=self.invitation.email,
            first_name=self.cleaned_data.get("first_name", ""),
            last_name=self.cleaned_data.get("last_name", ""),
        )
        try:
            password_validation.validate_password(password, user)
        except ValidationError as error:
            self.add_error("password", error)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request):
    """Show what the invitation offers (GET), and create the account or add the rights to it (POST)."""
    is_post = request.method == "POST"
    token = (request.POST if is_post else request.GET).get("token", "")
    invitation = invitations.find_by_token(token)
    if invitation is None:
        return invalid_link(request)
    has_account = User.objects.filter(email=invitation.email).exists()
    form = None if has_account else AcceptForm(invitation, request.POST if is_post else None)
    if is_post and (form is None or form.is_valid()):
        try:
            user = _accept(token, form)
        except invitations.InvalidInvitation:
            return invalid_link(request)
        messages.success(request, _("Your account is ready. Please sign in with %(email)s.") % {"email": user.email})
        return redirect("admin:login")
    context = {
        "title": _("Welcome"),
        "invitation": invitation,
        "projects": invitation.projects.all(),
        "form": form,
        "token": token,
    }
    status = 400 if form and form.errors else 200
    return render_admin_page(request, "admin/accounts/accept_invitation.html", context, status=status)


def _accept(token, form):
    if form is None:
        return invitations.accept(token, password=None)
    return invitations.accept(
        token,
        password=form.cleaned_data["password"],
        first_name=form.cleaned_data["first_name"],
        last_name=form.cleaned_data["last_name"],
    )


def invalid_link(request):
    """Return the same answer (410) for every link that is not valid, whatever the reason."""
    context = {"title": _("This link is not valid")}
    return render_admin_page(request, "admin/accounts/invalid_link.html", context, status=410)
