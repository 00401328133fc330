"""The way to the institution's provider and back. It is a link, not a form: our policy lets forms go to us alone."""

from functools import wraps

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from municipalities.accounts import institution, invitations, provider
from municipalities.accounts.door import enter
from municipalities.accounts.invited import gone
from municipalities.frame import framed


def where_switched_on(view):
    @never_cache
    @wraps(view)
    def guarded(request):
        if not provider.is_on():
            raise Http404
        return require_GET(view)(request)

    return guarded


@where_switched_on
def begin(request):
    """Send the visitor to the provider, with `next` or the key of an invitation for the way back."""
    kept = {"then": request.GET.get("next", ""), "invitation": ""}
    token = request.GET.get("invitation", "")
    if token:
        invitation = invitations.find(token)
        if invitation is None:
            return gone(request)
        kept["invitation"] = invitation.token_hash  # it opens nothing; the token would
    come_back_to = request.build_absolute_uri(reverse("admin_oidc_callback"))
    try:
        return redirect(provider.address_of_sign_in(request, come_back_to, **kept))
    except provider.Unreachable:
        return unreachable(request)


@where_switched_on
def come_back(request):
    """Take what the provider says of the visitor, and open her account."""
    try:
        identity, kept = provider.identity(request)
        if kept["invitation"]:
            user = institution.accept(kept["invitation"], identity)
        else:
            user = institution.account_of(identity)
    except provider.Unreachable:
        return unreachable(request)
    except provider.NotSignedIn:
        context = {"title": _("The sign-in was not completed")}
        return framed(request, "admin/accounts/institution_failed.html", context, status=400)
    except institution.NoAccount as refusal:
        context = {
            "title": _("There is no account here for this sign-in"),
            "other_address": isinstance(refusal, institution.OtherAddress),
        }
        return framed(request, "admin/accounts/institution_no_account.html", context, status=403)
    except invitations.Refused:
        return gone(request)
    return enter(request, user, then=kept["then"], factor_shown=settings.MASSWERK_OIDC_SECOND_FACTOR)


def unreachable(request):
    context = {"title": _("The sign-in does not answer at present")}
    response = framed(request, "admin/accounts/institution_unreachable.html", context, status=503)
    response["Retry-After"] = "60"
    return response
