"""The pages of the second factor: those that ask for it during the sign-in, and those of a signed-in user."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, resolve_url
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from django_otp.util import random_hex
from segno import make_qr

from municipalities.accounts import second_factor, sign_in
from municipalities.accounts.models import Authenticator
from municipalities.accounts.second_factor_forms import CodeForm, ConfirmIdentityForm, RecoveryForm, SetUpForm
from municipalities.admin.page import render_admin_page

NEW_KEY = "new_authenticator_key"  # in the session: the key of an authenticator that is being set up
form_page_methods = require_http_methods(["GET", "HEAD", "POST"])


# During the sign-in


@never_cache
@sensitive_post_parameters()
@form_page_methods
def enter_code(request):
    """Ask for the code that the app shows, and start the session."""
    user = sign_in.pending_user(request)
    if user is None:
        return redirect_to_sign_in(request)
    if not second_factor.device_of(user):
        return redirect("admin_factor_setup")
    form = CodeForm(user, posted_data(request))
    if form.is_valid():
        return redirect(sign_in.start_session(request, user, factor=form.device))
    return render_form(request, "admin/accounts/code.html", form, title=_("Second factor"))


@never_cache
@sensitive_post_parameters()
@form_page_methods
def enter_recovery_code(request):
    """Ask for a recovery code in place of the app, and start the session."""
    user = sign_in.pending_user(request)
    if user is None:
        return redirect_to_sign_in(request)
    form = RecoveryForm(user, posted_data(request))
    if form.is_valid():
        warn_of_codes_left(request, user)
        return redirect(sign_in.start_session(request, user, factor=form.device))
    return render_form(request, "admin/accounts/recovery.html", form, title=_("Sign in with a recovery code"))


# During the sign-in or afterwards


@never_cache
@sensitive_post_parameters()
@form_page_methods
def set_up(request):
    """Set up an authenticator.

    During the sign-in it is for users who must have one and have none. Signed-in users may also replace the one they
    have.
    """
    pending_user = sign_in.pending_user(request)
    if pending_user is None and not admin.site.has_permission(request):
        return redirect_to_sign_in(request)
    if pending_user and second_factor.device_of(pending_user):
        return redirect("admin_factor_code")
    is_signing_in = pending_user is not None
    user = pending_user or request.user
    key = request.session.setdefault(NEW_KEY, random_hex(20))
    form = SetUpForm(request, user, posted_data(request), is_signing_in=is_signing_in)
    if form.is_valid():
        try:
            device, codes = second_factor.set_up(user, key, form.cleaned_data["code"], replaces=form.device)
        except second_factor.AuthenticatorChanged:
            return redirect("admin_factor_code" if is_signing_in else "admin_factor")
        except second_factor.WrongClock:
            form.add_error("code", _("Your phone's clock is wrong. Let it set its clock by itself, and try again."))
        except second_factor.WrongCode:
            form.add_error("code", _("This is not the code that the app should show now. Please try the next one."))
        else:
            del request.session[NEW_KEY]
            if is_signing_in:
                next_url = sign_in.start_session(request, user, factor=device)
            else:
                next_url = continue_session(request, device)
            return show_recovery_codes(request, codes, next_url=next_url, is_new=True)
    context = {
        "title": _("Set up the second factor"),
        "is_signing_in": is_signing_in,
        "user_email": user.email,
        **setup_details(Authenticator(user=user, key=key)),
    }
    return render_form(request, "admin/accounts/factor_setup.html", form, **context)


# Of a signed-in user; urls.py checks that


@never_cache
@require_safe
def overview(request):
    """Show whether there is a second factor, and what can be done about it."""
    context = {
        "title": _("Second factor"),
        "device": second_factor.device_of(request.user),
        "codes_left": second_factor.recovery_codes_left(request.user),
        "few": second_factor.FEW_RECOVERY_CODES,
        "is_required": second_factor.is_required_for(request.user),
    }
    return render_admin_page(request, "admin/accounts/factor.html", context)


@never_cache
@sensitive_post_parameters()
@form_page_methods
def renew_recovery_codes(request):
    """Make new recovery codes, and show them once."""
    if not second_factor.device_of(request.user):
        return redirect("admin_factor")
    form = ConfirmIdentityForm(request, request.user, posted_data(request))
    if form.is_valid():
        codes = second_factor.renew_recovery_codes(request.user)
        return show_recovery_codes(request, codes, next_url="admin_factor")
    return render_form(request, "admin/accounts/factor_codes.html", form, title=_("New recovery codes"))


@never_cache
@sensitive_post_parameters()
@form_page_methods
def remove(request):
    """Remove the second factor. Return 403 if the user must have one; it can only be replaced then."""
    if second_factor.is_required_for(request.user):
        raise PermissionDenied
    if not second_factor.device_of(request.user):
        return redirect("admin_factor")
    form = ConfirmIdentityForm(request, request.user, posted_data(request))
    if form.is_valid():
        second_factor.remove(request.user, by=request.user)
        sign_in.remember_factor(request, None)
        messages.success(request, _("The second factor is removed. From now on your password is enough."))
        return redirect("admin_factor")
    return render_form(request, "admin/accounts/factor_remove.html", form, title=_("Remove the second factor"))


# What these pages share


def posted_data(request):
    return request.POST if request.method == "POST" else None


def render_form(request, template, form, **context):
    """Return a page with a form: 429 if one has to wait after wrong codes, 400 for other errors, else 200."""
    status = 429 if form.seconds else 400 if form.errors else 200
    response = render_admin_page(request, template, {"form": form, **context}, status=status)
    if form.seconds:
        response["Retry-After"] = str(form.seconds)
    return response


def show_recovery_codes(request, codes, *, next_url, is_new=False):
    """Return the only page that shows the codes. They go into no session and no redirect."""
    context = {
        "title": _("Your recovery codes"),
        "codes": codes,
        "next_url": resolve_url(next_url),
        "is_new": is_new,
    }
    return render_admin_page(request, "admin/accounts/factor_codes_shown.html", context)


def setup_details(device):
    """Return what the app has to be told: as a QR code, as an address to open, and as a key in groups of four."""
    address = device.config_url
    secret = address.partition("secret=")[2].partition("&")[0]
    picture = make_qr(address, error="m").svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr")
    return {
        "picture": mark_safe(picture),  # noqa: S308 - the address is in it as dots only
        "address": mark_safe(address.replace("&", "&amp;")),  # noqa: S308 - django-otp has quoted it
        "secret": [secret[start : start + 4] for start in range(0, len(secret), 4)],
    }


def continue_session(request, device):
    """Let this session rest on the new authenticator, and return where to go; the user's other sessions end."""
    if request.session.get(sign_in.FACTOR_KEY) != sign_in.SHOWN_TO_INSTITUTION:
        sign_in.remember_factor(request, device)
    request.session.cycle_key()
    return "admin_factor"


def warn_of_codes_left(request, user):
    left = second_factor.recovery_codes_left(user)
    text = ngettext(
        "You have signed in with a recovery code. %(number)d is left.",
        "You have signed in with a recovery code. %(number)d are left.",
        left,
    )
    messages.warning(request, text % {"number": left})


def redirect_to_sign_in(request):
    """Redirect to the sign-in because there is no pending one, or to the overview of the admin if signed in."""
    if admin.site.has_permission(request):
        return redirect("admin:index")
    messages.info(request, _("Please sign in first. After the password you have ten minutes for the second factor."))
    return redirect("admin:login")
