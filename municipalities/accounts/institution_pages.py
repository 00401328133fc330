"""The way to the institution's OpenID Connect provider and back.

It begins with a link and not with a form, since our content security policy lets forms be sent to this site only.
"""

from functools import wraps

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from municipalities.accounts import institution_links, invitations, oidc_client, oidc_state, security_log
from municipalities.accounts.invitation_pages import invalid_link
from municipalities.accounts.sign_in import continue_sign_in
from municipalities.admin.page import render_admin_page


def only_if_configured(view):
    """Return 404 if no provider is configured, 405 for other methods than GET."""

    @never_cache
    @wraps(view)
    def guarded(request):
        if not oidc_client.is_configured():
            raise Http404
        return require_GET(view)(request)

    return guarded


@only_if_configured
def start(request):
    """Redirect to the provider. `next` or the token of an `invitation` in the query is remembered for the callback."""
    state_data = {"next_url": request.GET.get("next", ""), "invitation": ""}
    token = request.GET.get("invitation", "")
    if token:
        invitation = invitations.find_by_token(token)
        if invitation is None:
            return invalid_link(request)
        state_data["invitation"] = invitation.token_hash  # The cookie must not hold the token, which opens an account.
    callback_url = request.build_absolute_uri(reverse("admin_oidc_callback"))
    try:
        return oidc_client.redirect_to_provider(request, callback_url, state_data)
    except oidc_client.ProviderUnreachable:
        return provider_unreachable(request)


@only_if_configured
def callback(request):
    """Sign in the user whom the provider has sent back, and forget that the sign-in had begun."""
    response = sign_in_or_refuse(request)
    oidc_state.remember(response, {})
    return response


def sign_in_or_refuse(request):
    try:
        identity, state_data = oidc_client.fetch_identity(request)
        if state_data["invitation"]:
            user = institution_links.accept_invitation(state_data["invitation"], identity)
        else:
            user = institution_links.account_of(identity)
    except oidc_client.ProviderUnreachable:
        return provider_unreachable(request)
    except oidc_client.SignInFailed:
        security_log.log("sign_in", "refused", by="institution")
        context = {"title": _("The sign-in was not completed")}
        return render_admin_page(request, "admin/accounts/institution_failed.html", context, status=400)
    except institution_links.NoAccount as error:
        security_log.log("sign_in", "no_account", by="institution")
        context = {
            "title": _("There is no account here for this sign-in"),
            "other_address": isinstance(error, institution_links.OtherAddress),
        }
        return render_admin_page(request, "admin/accounts/institution_no_account.html", context, status=403)
    except invitations.InvalidInvitation:
        return invalid_link(request)
    return continue_sign_in(
        request, user, next_url=state_data["next_url"], factor_shown=settings.MASSWERK_OIDC_SECOND_FACTOR
    )


def provider_unreachable(request):
    context = {"title": _("The sign-in does not answer at present")}
    response = render_admin_page(request, "admin/accounts/institution_unreachable.html", context, status=503)
    response["Retry-After"] = "60"
    return response
