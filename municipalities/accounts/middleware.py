"""Set `request.user`, in one place for every request."""

from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.utils.functional import SimpleLazyObject

from municipalities.accounts import sessions, sign_in


class SecondFactorMiddleware(AuthenticationMiddleware):
    """Treat users whose session lacks a required second factor as anonymous, so that no view has to check.

    The user is loaded when a view first reads `request.user`. Public pages never do.
    """

    def process_request(self, request):
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: get_valid_user(request))
        del request.auser  # It would skip the check, and none of our views is asynchronous.


def get_valid_user(request):
    """Return the user of the session, or an anonymous one if it lacks the second factor or has lasted too long."""
    user = get_user(request)
    if user.is_authenticated and sessions.has_ended(request.session):
        return AnonymousUser()
    if user.is_authenticated and not sign_in.session_is_valid(request.session, user):
        request.lacks_second_factor = True  # templates/admin/login.html gives the reason
        return AnonymousUser()
    return user
