"""Who is signed in, asked in one place for every request."""

from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.utils.functional import SimpleLazyObject

from municipalities.accounts import sign_in


class SignedIn(AuthenticationMiddleware):
    """Nobody is signed in who owes a second factor, so that no page has to ask.

    It is looked up when a page first wants to know. Public pages never do.
    """

    def process_request(self, request):
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: signed_in(request))
        del request.auser  # would know nothing of it, and no view of ours is asynchronous


def signed_in(request):
    user = get_user(request)
    if user.is_authenticated and not sign_in.stands(request.session, user):
        request.owes_factor = True  # the sign-in says so
        return AnonymousUser()
    return user
