"""The way to the institution's provider and back. It is a link, not a form: our policy lets forms go to us alone."""

from functools import wraps

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from municipalities.accounts import institution_accounts, invitations, oidc_client
from municipalities.accounts.invitation_pages import gone
from municipalities.accounts.sign_in import enter
from municipalities.admin.page import render_admin_page


def where_switched_on(view):
    @never_cache
    @wraps(view)
    def guarded(request):
        if not oidc_client.is_on():
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
        return redirect(oidc_client.address_of_sign_in(request, come_back_to, **kept))
    except oidc_client.Unreachable:
        return unreachable(request)


@where_switched_on
def come_back(request):
    """Take what the provider says of the visitor, and open her account."""
    try:
        identity, kept = oidc_client.identity(request)
        if kept["invitation"]:
            user = institution_accounts.accept(kept["invitation"], identity)
        else:
            user = institution_accounts.account_of(identity)
    except oidc_client.Unreachable:
        return unreachable(request)
    except oidc_client.NotSignedIn:
        context = {"title": _("The sign-in was not completed")}
        return render_admin_page(request, "admin/accounts/institution_failed.html", context, status=400)
    except institution_accounts.NoAccount as refusal:
        context = {
            "title": _("There is no account here for this sign-in"),
            "other_address": isinstance(refusal, institution_accounts.OtherAddress),
        }
        return render_admin_page(request, "admin/accounts/institution_no_account.html", context, status=403)
    except invitations.Refused:
        return gone(request)
    return enter(request, user, then=kept["then"], factor_shown=settings.MASSWERK_OIDC_SECOND_FACTOR)


def unreachable(request):
    context = {"title": _("The sign-in does not answer at present")}
    response = render_admin_page(request, "admin/accounts/institution_unreachable.html", context, status=503)
    response["Retry-After"] = "60"
    return response
