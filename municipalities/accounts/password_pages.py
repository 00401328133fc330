"""Passwords: changed by who knows the old one, or set anew by who reads the mail of the account."""

from django.contrib import admin
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth import views
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.db import transaction
from django.urls import reverse, reverse_lazy
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from municipalities.accounts import rate_limits, rights, second_factor
from municipalities.accounts.mail_queue import post
from municipalities.accounts.models import User
from municipalities.admin.page import render_admin_page


class PasswordChange(AdminPasswordChangeForm):
    @transaction.atomic
    def save(self, commit=True):
        user = super().save(commit)
        rights.tell_password_changed(user)
        return user


class AskForm(PasswordResetForm):
    """Asks for a link. Whether there is such an account shows neither in the answer nor in the work behind it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].widget.attrs["autofocus"] = True

    def get_users(self, email):
        """Django leaves out those without a password. Whoever has signed in by an institution so far, and can no
        longer, gets one here."""
        return User.objects.filter(email__iexact=email, is_active=True)

    @transaction.atomic
    def save(self, *, request, token_generator, **options):
        email = self.cleaned_data["email"]
        allowed = rate_limits.count_reset(email, request)
        user = next(iter(self.get_users(email)), None)
        with transaction.atomic():
            context = {"address": _address_for(user or User(pk=0, email=email), token_generator)}
            post([user.email if user else email], "mail/password_reset.txt", context, is_secret=True)
            if user is None or not allowed:
                transaction.set_rollback(True)


def _address_for(user, token_generator):
    uid = urlsafe_base64_encode(str(user.pk).encode())
    return f"{reverse('password_reset_confirm', args=[uid])}?token={token_generator.make_token(user)}"


class NewPassword(SetPasswordForm):
    @transaction.atomic
    def save(self, commit=True):
        user = super().save(commit)
        rate_limits.forgive(user.email)
        second_factor.forgive(user)
        rights.tell_password_changed(user)
        return user


class InFrame:
    """A view of Django's in the frame of our pages."""

    def get_context_data(self, **context):
        return {**admin.site.each_context(self.request), **super().get_context_data(**context)}


class Ask(InFrame, views.PasswordResetView):
    form_class = AskForm
    title = _("Set a new password")

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except rate_limits.TooMany as refusal:
            return too_many(self.request, refusal)


class Asked(InFrame, views.PasswordResetDoneView):
    title = _("Look into your mailbox")


class SetNew(InFrame, views.PasswordResetConfirmView):
    """The token comes as a query, which our log leaves out, and goes into the session at once."""

    form_class = NewPassword
    title = _("Set a new password")

    def dispatch(self, request, uidb64):
        return super().dispatch(request, uidb64=uidb64, token=request.GET.get("token") or self.reset_url_token)


class Done(InFrame, views.PasswordResetCompleteView):
    title = _("Your password is changed")
    extra_context = {"login_url": reverse_lazy("admin:login")}


def too_many(request, refusal):
    """Say that it has been tried too often, for how long to wait, and what to do."""
    context = {"title": _("Please wait a little"), "minutes": refusal.minutes}
    response = render_admin_page(request, "admin/accounts/too_many.html", context, status=429)
    response["Retry-After"] = str(refusal.minutes * 60)
    return response
