"""Which accounts moderators should confirm again, and which model projects have lost their editors."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from municipalities.accounts.models import Membership, User
from municipalities.models import ModelProject

CONFIRM_AFTER = timedelta(days=183)  # half a year


def accounts_to_confirm(now: datetime | None = None) -> QuerySet[User]:
    """Return active accounts that are older than half a year and were not confirmed since."""
    threshold = (now or timezone.now()) - CONFIRM_AFTER
    due = Q(confirmed_at__lt=threshold) | Q(confirmed_at=None, date_joined__lt=threshold)
    return User.objects.filter(due, is_active=True).order_by("last_login", "email")


def projects_without_editor() -> QuerySet[ModelProject]:
    """Return the model projects that had editors once and have none now."""
    started = Membership.objects.filter(starts_on__lte=timezone.localdate())
    projects = ModelProject.objects.filter(pk__in=started.values("project"))
    return projects.exclude(pk__in=Membership.objects.current().values("project"))
