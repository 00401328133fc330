"""Tell users by mail when their account or their rights change, and keep at least one moderator."""

from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from municipalities.accounts import security_log
from municipalities.accounts.mail_queue import queue_mail
from municipalities.accounts.models import Membership, User
from municipalities.ordering import sort_key


class LastModerator(Exception):
    """This account is the only active moderator; without it nobody could review or invite."""


class Rights(NamedTuple):
    """What an account may do at one moment. `memberships` maps names of projects to first and last day."""

    account: int
    email: str
    is_active: bool
    is_moderator: bool
    memberships: dict[str, tuple[date, date | None]]


def require_another_moderator(user: User) -> None:
    """Raise LastModerator unless somebody else is an active moderator.

    Call it in the transaction that takes the role or the account from `user`. It locks all moderators until the end of
    that transaction, so that two who demote each other at the same moment come one after the other.
    """
    moderators = User.objects.select_for_update().filter(is_active=True, is_moderator=True).order_by("pk")
    if {moderator.pk for moderator in moderators} <= {user.pk}:
        raise LastModerator


@contextmanager
def notifying_of_changes(user: User, *, by: User):
    """Run the block in a transaction and tell `user` by mail what it has changed about their rights."""
    before = rights_of(user.pk)
    with transaction.atomic():
        yield
        notify_of_changes(before, rights_of(user.pk), by=by)


def notify_of_changes(before: Rights, after: Rights, *, by: User) -> None:
    """Queue a mail about the difference between two states of an account, if there is one.

    It goes to both addresses if the address itself was changed.
    """
    with translation.override(settings.LANGUAGE_CODE):
        changes = list(_describe_changes(before, after))
    if changes:
        aspects = [name for name in Rights._fields if getattr(before, name) != getattr(after, name)]
        security_log.log_on_commit("rights", "changed", account=after.account, by=by.pk, what=",".join(aspects))
        context = {"changes": changes, "by": by, "at": timezone.now(), "address": reverse("admin:index")}
        queue_mail(sorted({before.email, after.email}), "mail/rights_changed.txt", context)
    is_moderator, was_moderator = (rights.is_active and rights.is_moderator for rights in (after, before))
    if is_moderator and not was_moderator:
        tell_other_moderators(User.objects.get(pk=after.account), by=by)


def tell_other_moderators(user: User, *, by: User) -> None:
    """Queue a mail to all other moderators that `user` is one now.

    `by`, who has made them one, gets it as well: somebody else may have used their session.
    """
    others = User.objects.filter(is_active=True, is_moderator=True).exclude(pk=user.pk).order_by("pk")
    context = {"person": user, "by": by, "at": timezone.now()}
    context["address"] = reverse("admin:accounts_user_change", args=[user.pk])
    queue_mail([moderator.email for moderator in others], "mail/new_moderator.txt", context)


def notify_of_new_password(user: User) -> None:
    security_log.log_on_commit("password", "changed", account=user.pk)
    context = {"at": timezone.now(), "address": reverse("admin_password_reset")}
    queue_mail([user.email], "mail/password_changed.txt", context)


def rights_of(pk: int) -> Rights:
    """Return the rights of an account as the database has them now."""
    user = User.objects.get(pk=pk)
    memberships = Membership.objects.filter(user=pk).select_related("project").order_by("project")
    return Rights(
        account=pk,
        email=user.email,
        is_active=user.is_active,
        is_moderator=user.is_moderator,
        memberships={row.project.name: (row.starts_on, row.ends_on) for row in memberships},
    )


def _describe_changes(before, after):
    """Yield one line for each difference."""
    if before.email != after.email:
        yield _("You now sign in with %(email)s.") % {"email": after.email}
    if before.is_active != after.is_active:
        yield _("Your account is open again.") if after.is_active else _("Your account has been closed.")
    if before.is_moderator != after.is_moderator:
        yield _("You are a moderator now.") if after.is_moderator else _("You are no moderator any more.")
    for project in sorted(before.memberships.keys() | after.memberships.keys(), key=sort_key):
        if project not in after.memberships:
            yield _("You no longer write for the model project %(project)s.") % {"project": project}
        elif before.memberships.get(project) != after.memberships[project]:
            yield _describe_membership(project, *after.memberships[project])


def _describe_membership(project, starts_on, ends_on):
    values = {"project": project, "start": date_format(starts_on), "end": ends_on and date_format(ends_on)}
    if ends_on:
        return _("You write for the model project %(project)s from %(start)s to %(end)s.") % values
    return _("You write for the model project %(project)s from %(start)s on.") % values
