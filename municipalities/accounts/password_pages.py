"""The pages for a new password: changed by who knows the old one, or reset by who reads the mail of the account."""

from django.contrib import admin
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth import views
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse, reverse_lazy
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from municipalities.accounts import rate_limits, rights, second_factor, security_log
from municipalities.accounts.mail_queue import queue_mail
from municipalities.accounts.models import User
from municipalities.admin.page import render_admin_page
from municipalities.mail_addresses import MailAddressFormField


class PasswordChangeForm(AdminPasswordChangeForm):
    """Changes the password of the signed-in user, and tells the owner by mail.

    Wrong old passwords count as wrong sign-ins, else somebody in front of an open window could guess without end.
    """

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self):
        """Return the old password. Raises LimitExceeded."""
        attempt = rate_limits.count_sign_in(self.user.email, self.request)
        try:
            old_password = super().clean_old_password()
        except ValidationError:
            security_log.log("password", "refused", account=self.user.pk)
            raise
        rate_limits.clear_failed_sign_ins(attempt)
        return old_password

    @transaction.atomic
    def save(self, commit=True):
        user = super().save(commit)
        rights.notify_of_new_password(user)
        return user


class ResetRequestForm(PasswordResetForm):
    """Asks for a link by mail. Neither the answer nor the work behind it shows whether the account exists."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"] = MailAddressFormField(label=_("E-mail address"), max_length=254)
        self.fields["email"].widget.attrs["autofocus"] = True

    def get_users(self, email):
        """Return active accounts, also those without a password, which Django leaves out.

        A user who has signed in by an institution so far, and can no longer, gets a password here.
        """
        return User.objects.filter(email=email, is_active=True)

    @transaction.atomic
    def save(self, *, request, token_generator, **options):
        """Queue the mail, or do the same work and roll it back. Raises LimitExceeded."""
        email = self.cleaned_data["email"]
        may_send = rate_limits.count_password_reset(email, request)
        user = next(iter(self.get_users(email)), None)
        result = "mailed" if user and may_send else "not_mailed"
        security_log.log("password_reset", result, account=user.pk if user else None)
        with transaction.atomic():
            context = {"address": _reset_address(user or User(pk=0, email=email), token_generator)}
            queue_mail([user.email if user else email], "mail/password_reset.txt", context, is_secret=True)
            if user is None or not may_send:
                transaction.set_rollback(True)


def _reset_address(user, token_generator):
    """Return the path with the token as a query, which the access log leaves out."""
    uid = urlsafe_base64_encode(str(user.pk).encode())
    return f"{reverse('password_reset_confirm', args=[uid])}?token={token_generator.make_token(user)}"


class NewPasswordForm(SetPasswordForm):
    """Sets the password after a reset, ends waits after wrong tries, and tells the owner by mail."""

    @transaction.atomic
    def save(self, commit=True):
        user = super().save(commit)
        rate_limits.reset_sign_in_limit(user.email)
        second_factor.reset_throttle(user)
        rights.notify_of_new_password(user)
        return user


class AdminContextMixin:
    """Gives a view of Django's the context of the admin's templates."""

    def get_context_data(self, **context):
        return {**admin.site.each_context(self.request), **super().get_context_data(**context)}


class PasswordChangeView(views.PasswordChangeView):
    form_class = PasswordChangeForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except rate_limits.LimitExceeded as error:
            return limit_exceeded(request, error)


class ResetRequestView(AdminContextMixin, views.PasswordResetView):
    form_class = ResetRequestForm
    title = _("Set a new password")

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except rate_limits.LimitExceeded as error:
            return limit_exceeded(self.request, error)


class ResetRequestedView(AdminContextMixin, views.PasswordResetDoneView):
    title = _("Look into your mailbox")


class NewPasswordView(AdminContextMixin, views.PasswordResetConfirmView):
    """Takes the token from the query, not from the path, and moves it into the session at once, as Django does."""

    form_class = NewPasswordForm
    title = _("Set a new password")

    def dispatch(self, request, uidb64):
        token = request.GET.get("token") or self.reset_url_token
        return super().dispatch(request, uidb64=uidb64, token=token)


class ResetCompleteView(AdminContextMixin, views.PasswordResetCompleteView):
    title = _("Your password is changed")
    extra_context = {"login_url": reverse_lazy("admin:login")}


def limit_exceeded(request, error):
    """Return the page (429) that says for how long to wait after too many attempts, and what to do."""
    context = {"title": _("Please wait a little"), "minutes": error.minutes}
    response = render_admin_page(request, "admin/accounts/too_many.html", context, status=429)
    response["Retry-After"] = str(error.minutes * 60)
    return response
