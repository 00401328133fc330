"""The pages of the second factor: asked for at the sign-in, and kept by whoever is signed in."""

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
from municipalities.accounts.second_factor_forms import CodeForm, ProofForm, RecoveryForm, SetUpForm
from municipalities.admin.page import render_admin_page

KEY = "new_app"  # in the session: the key of an app that is being set up
readable_or_sent = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@sensitive_post_parameters()
@readable_or_sent
def code(request):
    """At the door: ask for the code that the app shows."""
    user = sign_in.waiting(request)
    if user is None:
        return to_the_sign_in(request)
    if not second_factor.of(user):
        return redirect("admin_factor_setup")
    form = CodeForm(user, sent(request))
    if form.is_valid():
        return redirect(sign_in.begin(request, user, shown=form.device))
    return form_page(request, "admin/accounts/code.html", form, title=_("Second factor"))


@never_cache
@sensitive_post_parameters()
@readable_or_sent
def recovery(request):
    """At the door: ask for a recovery code, when the phone is not at hand."""
    user = sign_in.waiting(request)
    if user is None:
        return to_the_sign_in(request)
    form = RecoveryForm(user, sent(request))
    if form.is_valid():
        say_how_many_are_left(request, user)
        return redirect(sign_in.begin(request, user, shown=form.device))
    return form_page(request, "admin/accounts/recovery.html", form, title=_("Sign in with a recovery code"))


@never_cache
@sensitive_post_parameters()
@readable_or_sent
def set_up(request):
    """Connect an app: at the door for whoever must have one, or signed in, then also in place of the old one."""
    user = sign_in.waiting(request)
    at_the_door = user is not None
    if not at_the_door:
        if not admin.site.has_permission(request):
            return to_the_sign_in(request)
        user = request.user
    elif second_factor.of(user):
        return redirect("admin_factor_code")
    key = request.session.setdefault(KEY, random_hex(20))
    form = SetUpForm(request, user, sent(request), at_the_door=at_the_door)
    if form.is_valid():
        try:
            device, codes = second_factor.set_up(user, key, form.cleaned_data["code"], instead_of=form.device)
        except second_factor.Overtaken:
            return redirect("admin_factor_code" if at_the_door else "admin_factor")
        except second_factor.WrongClock:
            form.add_error("code", _("Your phone's clock is wrong. Let it set its clock by itself, and try again."))
        except second_factor.WrongCode:
            form.add_error("code", _("This is not the code that the app should show now. Please try the next one."))
        else:
            del request.session[KEY]
            then = sign_in.begin(request, user, shown=device) if at_the_door else stay(request, device)
            return show_codes(request, codes, then=then, is_new=True)
    device = Authenticator(user=user, key=key)
    context = {"title": _("Set up the second factor"), "at_the_door": at_the_door, "user_email": user.email}
    return form_page(request, "admin/accounts/factor_setup.html", form, **context, **shared_with(device))


@never_cache
@require_safe
def overview(request):
    """Say whether there is a second factor, and what can be done about it."""
    context = {
        "title": _("Second factor"),
        "device": second_factor.of(request.user),
        "codes_left": second_factor.codes_left(request.user),
        "few": second_factor.FEW,
        "is_required": second_factor.is_required_of(request.user),
    }
    return render_admin_page(request, "admin/accounts/factor.html", context)


@never_cache
@sensitive_post_parameters()
@readable_or_sent
def new_codes(request):
    """Make new recovery codes, and show them once."""
    if not second_factor.of(request.user):
        return redirect("admin_factor")
    form = ProofForm(request, request.user, sent(request))
    if form.is_valid():
        return show_codes(request, second_factor.new_codes(request.user), then="admin_factor")
    return form_page(request, "admin/accounts/factor_codes.html", form, title=_("New recovery codes"))


@never_cache
@sensitive_post_parameters()
@readable_or_sent
def remove(request):
    """Take the second factor away again; whoever must have one can only put another in its place."""
    if second_factor.is_required_of(request.user):
        raise PermissionDenied
    if not second_factor.of(request.user):
        return redirect("admin_factor")
    form = ProofForm(request, request.user, sent(request))
    if form.is_valid():
        second_factor.take_away(request.user, by=request.user)
        sign_in.remember(request, None)
        messages.success(request, _("The second factor is removed. From now on your password is enough."))
        return redirect("admin_factor")
    return form_page(request, "admin/accounts/factor_remove.html", form, title=_("Remove the second factor"))


def sent(request):
    return request.POST if request.method == "POST" else None


def form_page(request, template, form, **context):
    status = 429 if form.seconds else 400 if form.errors else 200
    response = render_admin_page(request, template, {"form": form, **context}, status=status)
    if form.seconds:
        response["Retry-After"] = str(form.seconds)
    return response


def show_codes(request, codes, *, then, is_new=False):
    """The only time that the codes can be read; they go into no session and no redirect."""
    context = {"title": _("Your recovery codes"), "codes": codes, "then": resolve_url(then), "is_new": is_new}
    return render_admin_page(request, "admin/accounts/factor_codes_shown.html", context)


def shared_with(device):
    """What the app must be told: as a picture, as an address for the phone itself, and to be typed."""
    address = device.config_url
    secret = address.partition("secret=")[2].partition("&")[0]
    picture = make_qr(address, error="m").svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr")
    return {
        "picture": mark_safe(picture),  # noqa: S308 - drawn from the address, which it holds as dots
        "address": mark_safe(address.replace("&", "&amp;")),  # noqa: S308
        "secret": [secret[at : at + 4] for at in range(0, len(secret), 4)],
    }


def stay(request, device):
    """Go on in this session with the new app; all others of hers end with the old one."""
    if request.session.get(sign_in.SHOWN) != sign_in.BY_PROVIDER:
        sign_in.remember(request, device)
    request.session.cycle_key()
    return "admin_factor"


def say_how_many_are_left(request, user):
    left = second_factor.codes_left(user)
    text = ngettext(
        "You have signed in with a recovery code. %(number)d is left.",
        "You have signed in with a recovery code. %(number)d are left.",
        left,
    )
    messages.warning(request, text % {"number": left})


def to_the_sign_in(request):
    if admin.site.has_permission(request):
        return redirect("admin:index")
    messages.info(request, _("Please sign in first. After the password you have ten minutes for the second factor."))
    return redirect("admin:login")
