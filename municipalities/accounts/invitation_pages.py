"""The page behind the link of an invitation. Looking at it changes nothing: some mail servers open every link."""

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
        given = self.cleaned_data
        password = given.get("password")
        if password and "again" in given and given["again"] != password:
            self.add_error("again", _("The two passwords are not the same."))
        if password:
            user = User(
                email=self.invitation.email,
                first_name=given.get("first_name", ""),
                last_name=given.get("last_name", ""),
            )
            try:
                password_validation.validate_password(password, user)
            except ValidationError as error:
                self.add_error("password", error)
        return given


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request):
    """Show what the invitation offers (GET), and open the account (POST)."""
    given = request.POST if request.method == "POST" else request.GET
    token = given.get("token", "")
    invitation = invitations.find(token)
    if invitation is None:
        return gone(request)
    user = User.objects.filter(email__iexact=invitation.email).first()
    form = None if user else AcceptForm(invitation, request.POST if request.method == "POST" else None)
    if request.method == "POST" and (form is None or form.is_valid()):
        names = {name: form.cleaned_data[name] for name in ("password", "first_name", "last_name")} if form else {}
        try:
            user = invitations.accept(token, **{"password": None, **names})
        except invitations.Refused:
            return gone(request)
        messages.success(request, _("Your account is ready. Please sign in with %(email)s.") % {"email": user.email})
        return redirect("admin:login")
    context = {
        "title": _("Welcome"),
        "invitation": invitation,
        "projects": invitation.projects.all(),
        "form": form,
        "token": token,
    }
    return render_admin_page(
        request, "admin/accounts/invited.html", context, status=400 if form and form.errors else 200
    )


def gone(request):
    """One answer for every link that opens nothing, whatever the reason."""
    return render_admin_page(
        request, "admin/accounts/link_gone.html", {"title": _("This link is not valid")}, status=410
    )
