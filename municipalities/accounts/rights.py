"""What somebody may do here: told to her by mail when it changes, and never taken from the last moderator."""

from contextlib import contextmanager

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from municipalities.accounts.mail_queue import post
from municipalities.accounts.models import Membership, User


class LastModerator(Exception):
    """Without this account nobody could review or invite."""


def keep_a_moderator(user):
    """Raise LastModerator unless somebody else is an active moderator.

    Call it in the transaction that takes the role or the account from `user`. It locks the moderators until the end,
    so that two who take it from each other at the same moment come one after the other.
    """
    moderators = User.objects.select_for_update().filter(is_active=True, is_moderator=True).order_by("pk")
    if {moderator.pk for moderator in moderators} <= {user.pk}:
        raise LastModerator


@contextmanager
def telling(user, *, by):
    """Tell `user` by mail what becomes different about her account in this block, by whom and when."""
    before = state_of(user.pk)
    with transaction.atomic():
        yield
        after = state_of(user.pk)
        tell(before, after, by=by)


def tell(before, after, *, by):
    """Post a mail about the difference between two states of an account, if there is one."""
    with translation.override(settings.LANGUAGE_CODE):
        changes = list(_changes(before, after))
    if changes:
        context = {"changes": changes, "by": by, "at": timezone.now(), "address": reverse("admin:index")}
        post(sorted({before["email"], after["email"]}), "mail/rights_changed.txt", context)


def tell_password_changed(user):
    context = {"at": timezone.now(), "address": reverse("admin_password_reset")}
    post([user.email], "mail/password_changed.txt", context)


def state_of(pk):
    user = User.objects.get(pk=pk)
    memberships = Membership.objects.filter(user=pk).select_related("project").order_by("project__name")
    return {
        "email": user.email,
        "is_active": user.is_active,
        "is_moderator": user.is_moderator,
        "memberships": {row.project.name: (row.starts_on, row.ends_on) for row in memberships},
    }


def _changes(before, after):
    """Say in a line each what is different."""
    if before["email"] != after["email"]:
        yield _("You now sign in with %(email)s.") % {"email": after["email"]}
    if before["is_active"] != after["is_active"]:
        yield _("Your account is open again.") if after["is_active"] else _("Your account has been closed.")
    if before["is_moderator"] != after["is_moderator"]:
        yield _("You are a moderator now.") if after["is_moderator"] else _("You are no moderator any more.")
    old, new = before["memberships"], after["memberships"]
    for project in sorted(old.keys() | new.keys()):
        if project not in new:
            yield _("You no longer write for the model project %(project)s.") % {"project": project}
        elif old.get(project) != new[project]:
            starts_on, ends_on = new[project]
            names = {"project": project, "start": date_format(starts_on), "end": ends_on and date_format(ends_on)}
            if ends_on:
                yield _("You write for the model project %(project)s from %(start)s to %(end)s.") % names
            else:
                yield _("You write for the model project %(project)s from %(start)s on.") % names
