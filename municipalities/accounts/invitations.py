"""Send an invitation, send it again, revoke it, accept it. Each verb is one transaction."""

import hashlib
import secrets
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from municipalities.accounts import rights, security_log
from municipalities.accounts.mail_queue import queue_mail
from municipalities.accounts.models import Invitation, Membership, User
from municipalities.models import ModelProject


class InvalidInvitation(Exception):
    """The link was used, revoked or replaced, or has expired, or who sent it is no moderator any more."""


class AlreadyInvited(Exception):
    """Another moderator has invited the same address at the same moment."""


@transaction.atomic
def invite(invitation: Invitation, *, projects: Iterable[ModelProject], by: User) -> Invitation:
    """Save a new invitation and queue its link.

    If there is an active account with this address, it gets the rights at once and a mail that says so, without a
    link. Raises AlreadyInvited.
    """
    now = timezone.now()
    user = User.objects.select_for_update().filter(email=invitation.email, is_active=True).first()
    token = _assign_token(invitation)
    invitation.invited_by = by
    invitation.created_at = invitation.sent_at = now
    _revoke_expired(invitation.email, now)
    if user:
        invitation.user = user
        invitation.accepted_at = now
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError as error:
        raise AlreadyInvited from error
    invitation.projects.set(projects)
    security_log.log_on_commit("invitation", "sent", by=by.pk, invitation=invitation.pk)
    if user:
        with rights.notifying_of_changes(user, by=by):
            _grant(invitation, user)
    else:
        _queue_link(invitation, token)
    return invitation


@transaction.atomic
def send_again(invitation: Invitation, *, by: User) -> None:
    """Queue a new link, valid for another three days; the old one is void. Raises InvalidInvitation."""
    invitation = Invitation.objects.waiting().select_for_update().filter(pk=invitation.pk).first()
    if invitation is None:
        raise InvalidInvitation
    token = _assign_token(invitation)
    invitation.invited_by = by
    invitation.sent_at = timezone.now()
    invitation.save()
    security_log.log_on_commit("invitation", "sent_again", by=by.pk, invitation=invitation.pk)
    _queue_link(invitation, token)


def revoke(invitation: Invitation, *, by: User) -> None:
    """Make the link void. The log of the admin stores who did it. Raises InvalidInvitation."""
    if not Invitation.objects.waiting().filter(pk=invitation.pk).update(revoked_at=timezone.now()):
        raise InvalidInvitation
    security_log.log_on_commit("invitation", "revoked", by=by.pk, invitation=invitation.pk)


def find_by_token(token: str) -> Invitation | None:
    """Return the valid invitation with this token, or None.

    It is looked up by the hash of the token, so the time that takes says nothing about the token.
    """
    return find_by_hash(_hash(token))


def find_by_hash(token_hash: str) -> Invitation | None:
    return Invitation.objects.valid().filter(token_hash=token_hash).first()


def accept(token: str, *, password: str | None, first_name: str = "", last_name: str = "") -> User:
    """Use the link up, see `accept_by_hash`."""
    return accept_by_hash(_hash(token), password=password, first_name=first_name, last_name=last_name)


@transaction.atomic
def accept_by_hash(token_hash: str, *, password: str | None, first_name: str = "", last_name: str = "") -> User:
    """Use the link up and return the account with its rights.

    If an account with this address was created meanwhile, it gets the rights and keeps its password. Raises
    InvalidInvitation if the link is not valid, if somebody else uses it at the same moment, or if the account is
    deactivated.
    """
    invitation = Invitation.objects.valid().select_for_update(of=("self",)).filter(token_hash=token_hash).first()
    if invitation is None:
        raise InvalidInvitation
    user = User.objects.select_for_update().filter(email=invitation.email).first()
    if user is None:
        user = User.objects.create_user(invitation.email, password, first_name=first_name, last_name=last_name)
    elif not user.is_active:
        raise InvalidInvitation
    invitation.user = user
    invitation.accepted_at = timezone.now()
    invitation.save()
    becomes_moderator = invitation.as_moderator and not user.is_moderator
    _grant(invitation, user)
    if becomes_moderator:
        rights.tell_other_moderators(user, by=invitation.invited_by)
    security_log.log_on_commit("invitation", "accepted", account=user.pk, invitation=invitation.pk)
    return user


def _revoke_expired(email, now):
    """An address has at most one waiting invitation; one that has expired makes room for the next."""
    waiting = Invitation.objects.waiting().filter(email=email)
    waiting.exclude(pk__in=Invitation.objects.valid()).update(revoked_at=now)


def _grant(invitation, user):
    """Give the rights that the invitation names; never take any away."""
    if invitation.as_moderator and not user.is_moderator:
        user.is_moderator = True
        user.save(update_fields=["is_moderator"])
    today = timezone.localdate()
    for project in invitation.projects.all():
        membership = Membership.objects.filter(user=user, project=project).first()
        if membership is None:
            membership = Membership(user=user, project=project, ends_on=invitation.ends_on)
        elif invitation.ends_on is None or (membership.ends_on and membership.ends_on < invitation.ends_on):
            membership.ends_on = invitation.ends_on
        membership.starts_on = min(membership.starts_on, today)
        membership.save()


def _assign_token(invitation):
    """Give the invitation a new token of 256 bits and return it; only its hash is stored."""
    token = secrets.token_urlsafe(32)
    invitation.token_hash = _hash(token)
    return token


def _hash(token):
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _queue_link(invitation, token):
    context = {
        "invitation": invitation,
        "projects": invitation.projects.all(),
        "address": f"{reverse('admin_invitation')}?token={token}",
    }
    queue_mail([invitation.email], "mail/invitation.txt", context, is_secret=True)
