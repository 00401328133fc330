"""Signing in by an institution: which account an identity opens, and how the two are linked.

No account comes about by a sign-in alone. Each verb is one transaction.
"""

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from municipalities.accounts import invitations, oidc_client
from municipalities.accounts.mail_queue import post
from municipalities.accounts.models import InstitutionLogin, User


class NoAccount(Exception):
    """This identity opens no account here."""


class OtherAddress(NoAccount):
    """The invitation was meant for another address."""


@transaction.atomic
def account_of(identity):
    """Return the open account of this identity. At the first sign-in, its verified address tells which one it is."""
    login = InstitutionLogin.objects.filter(issuer=identity.issuer, subject=identity.subject).first()
    user = login.user if login else _with_address(identity.email)
    if user is None or not user.works_here:
        raise NoAccount
    if login is None:
        _link(user, identity)
    return user


@transaction.atomic
def accept(token_hash, identity):
    """Use an invitation up and return its account, which is opened by this identity and has no password."""
    invitation = invitations.find_by_hash(token_hash)
    if invitation is None:
        raise invitations.Refused
    if not _is_same(identity.email, invitation.email):
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
def unlink(user, *, by):
    """Remove the links of an account. Return whether there were any."""
    gone, _each = InstitutionLogin.objects.filter(user=user).delete()
    if gone:
        _tell(user, "mail/institution_unlinked.txt", by=by)
    return bool(gone)


def _with_address(email):
    return next((user for user in User.objects.filter(email__iexact=email) if _is_same(email, user.email)), None)


def _is_same(verified, email):
    """Beyond ASCII, databases take letters for the same that belong to the addresses of different people."""
    return bool(verified) and verified.isascii() and email.isascii() and verified.lower() == email.lower()


def _link(user, identity):
    key = {"issuer": identity.issuer, "subject": identity.subject}
    try:
        with transaction.atomic():
            login, is_new = InstitutionLogin.objects.get_or_create(**key, defaults={"user": user})
    except IntegrityError as error:  # the account belongs to another subject of this provider
        raise NoAccount from error
    if login.user_id != user.pk:
        raise NoAccount
    if is_new:
        _tell(user, "mail/institution_linked.txt")


def _tell(user, template, **context):
    context |= {"institution": oidc_client.name(), "at": timezone.now(), "address": reverse("admin_password_reset")}
    post([user.email], template, context)
