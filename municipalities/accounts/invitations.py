"""The life of an invitation: sent, sent again, revoked, accepted. Each verb is one transaction."""

import hashlib
import secrets

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from municipalities.accounts import rights
from municipalities.accounts.mail_queue import post
from municipalities.accounts.models import Invitation, Membership, User


class Refused(Exception):
    """The invitation cannot be sent, or its link is not valid."""


class AlreadyInvited(Refused):
    """Somebody else has invited the same address."""


@transaction.atomic
def invite(invitation, *, projects, by):
    """Store a new invitation and post its link.

    Whoever has an account already needs no link: she gets the rights at once, and a mail that says so.
    """
    now = timezone.now()
    user = User.objects.select_for_update().filter(email__iexact=invitation.email, is_active=True).first()
    token = _new_token(invitation)
    invitation.invited_by, invitation.created_at, invitation.sent_at = by, now, now
    same = Invitation.objects.waiting().filter(email__iexact=invitation.email)
    same.exclude(pk__in=Invitation.objects.valid()).update(revoked_at=now)  # what has run out makes room
    if user:
        invitation.user, invitation.accepted_at = user, now
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError as error:
        raise AlreadyInvited from error
    invitation.projects.set(projects)
    if user:
        with rights.telling(user, by=by):
            _grant(invitation, user)
    else:
        _post_link(invitation, token)
    return invitation


@transaction.atomic
def send_again(invitation, *, by):
    """Post a new link, good for another three days; the old one is void."""
    invitation = Invitation.objects.waiting().select_for_update().filter(pk=invitation.pk).first()
    if invitation is None:
        raise Refused
    token = _new_token(invitation)
    invitation.invited_by, invitation.sent_at = by, timezone.now()
    invitation.save()
    _post_link(invitation, token)


def revoke(invitation, *, by):
    """Make the link void; the log of the admin says who has done it (`by`)."""
    if not Invitation.objects.waiting().filter(pk=invitation.pk).update(revoked_at=timezone.now()):
        raise Refused


def find(token):
    """Return the invitation that this token opens, or None. It is looked up by its hash, so time tells nothing."""
    return find_by_hash(_hash(token))


def find_by_hash(token_hash):
    return Invitation.objects.valid().filter(token_hash=token_hash).first()


def accept(token, **new_account):
    """Use the link up, see `accept_by_hash`."""
    return accept_by_hash(_hash(token), **new_account)


@transaction.atomic
def accept_by_hash(token_hash, *, password, first_name="", last_name=""):
    """Use the link up and return the account with its rights. Of two who do so at once, one is refused.

    If an account with this address has come about meanwhile, it gets the rights and keeps its password.
    """
    invitation = Invitation.objects.valid().select_for_update().filter(token_hash=token_hash).first()
    if invitation is None:
        raise Refused
    user = User.objects.select_for_update().filter(email__iexact=invitation.email).first()
    if user is None:
        user = User.objects.create_user(invitation.email, password, first_name=first_name, last_name=last_name)
    elif not user.is_active:
        raise Refused
    invitation.user, invitation.accepted_at = user, timezone.now()
    invitation.save()
    _grant(invitation, user)
    return user


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


def _new_token(invitation):
    token = secrets.token_urlsafe(32)
    invitation.token_hash = _hash(token)
    return token


def _hash(token):
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _post_link(invitation, token):
    context = {
        "invitation": invitation,
        "projects": invitation.projects.all(),
        "address": f"{reverse('admin_invitation')}?token={token}",
    }
    post([invitation.email], "mail/invitation.txt", context, is_secret=True)
