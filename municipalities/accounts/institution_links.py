"""Which account an identity at an institution's provider opens, and how the two are linked and unlinked.

A sign-in alone never creates an account. Each verb is one transaction.
"""

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from municipalities.accounts import invitations, oidc_client
from municipalities.accounts.mail_queue import queue_mail
from municipalities.accounts.models import InstitutionLogin, User
from municipalities.accounts.oidc_client import Identity
from municipalities.mail_addresses import canonical


class NoAccount(Exception):
    """This identity opens no account here."""


class OtherAddress(NoAccount):
    """The invitation was sent to another address than the one of this identity."""


@transaction.atomic
def account_of(identity: Identity) -> User:
    """Return the account that this identity opens.

    At the first sign-in the account is found by the verified email address, and linked. Raises NoAccount if there is
    none that may sign in.
    """
    login = InstitutionLogin.objects.filter(issuer=identity.issuer, subject=identity.subject).first()
    user = login.user if login else _user_with_address(identity.email)
    if user is None or not user.has_access:
        raise NoAccount
    if login is None:
        _link(user, identity)
    return user


@transaction.atomic
def accept_invitation(token_hash: str, identity: Identity) -> User:
    """Use an invitation up and return its account, linked to this identity and without a password.

    Raises InvalidInvitation, OtherAddress, or NoAccount if the account is linked to another identity.
    """
    invitation = invitations.find_by_hash(token_hash)
    if invitation is None:
        raise invitations.InvalidInvitation
    if not _is_same_address(identity.email, invitation.email):
        raise OtherAddress
    user = invitations.accept_by_hash(
        token_hash,
        password=None,
        first_name=invitation.first_name or identity.first_name,
        last_name=invitation.last_name or identity.last_name,
    )
    _link(user, identity)
    return user


@transaction.atomic
def unlink(user: User, *, by: User) -> bool:
    """Remove all links of an account; return whether there were any."""
    removed, _ = InstitutionLogin.objects.filter(user=user).delete()
    if removed:
        _notify(user, "mail/institution_unlinked.txt", by=by)
    return bool(removed)


def _user_with_address(email):
    candidates = User.objects.filter(email=email)
    return next((user for user in candidates if _is_same_address(email, user.email)), None)


def _is_same_address(verified, email):
    """Compare the address from the provider with a stored one.

    A provider has to write it in ASCII (domains as xn--…), so that no letters that only look alike open an account.
    """
    return bool(verified) and verified.isascii() and canonical(verified) == email


def _link(user, identity):
    key = {"issuer": identity.issuer, "subject": identity.subject}
    try:
        with transaction.atomic():
            login, is_new = InstitutionLogin.objects.get_or_create(**key, defaults={"user": user})
    except IntegrityError as error:  # The account is linked to another subject of this provider.
        raise NoAccount from error
    if login.user_id != user.pk:
        raise NoAccount
    if is_new:
        _notify(user, "mail/institution_linked.txt")


def _notify(user, template, **context):
    context |= {
        "institution": oidc_client.provider_name(),
        "at": timezone.now(),
        "address": reverse("admin_password_reset"),
    }
    queue_mail([user.email], template, context)
