"""Every half year somebody looks at who has access, and at the projects that nobody writes for any more."""

from datetime import timedelta

from django.contrib import admin, messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from municipalities.admin.careful import moderators_only
from municipalities.frame import framed
from municipalities.models import Membership, ModelProject, User
from municipalities.ordering import german_order

CONFIRM_AFTER = timedelta(days=183)  # half a year


def accounts_to_confirm():
    """Active accounts that are older than half a year and were not confirmed since."""
    long_ago = timezone.now() - CONFIRM_AFTER
    due = Q(confirmed_at__lt=long_ago) | Q(confirmed_at=None, date_joined__lt=long_ago)
    return User.objects.filter(due, is_active=True).order_by("last_login", "email")


def projects_left_alone():
    """Model projects that once had editors and have none now."""
    once = Membership.objects.filter(starts_on__lte=timezone.localdate())
    projects = ModelProject.objects.filter(pk__in=once.values("project"))
    projects = projects.exclude(pk__in=Membership.objects.current().values("project"))
    return projects.order_by(german_order("name"))


@moderators_only
@require_safe
def review(request):
    accounts = accounts_to_confirm().prefetch_related("memberships__project")
    context = {
        "title": _("Review the accounts"),
        "accounts": [(user, _writes_for(user)) for user in accounts],
        "projects": projects_left_alone(),
    }
    return framed(request, "admin/accounts/review.html", context)


@moderators_only
@require_POST
def confirm(request, pk):
    if pk > 2**63 - 1 or not User.objects.filter(pk=pk, is_active=True).update(confirmed_at=timezone.now()):
        raise Http404
    user = User.objects.get(pk=pk)
    admin.site.get_model_admin(User).log_change(request, user, _("Access confirmed"))
    messages.success(request, _("The access of %(name)s is confirmed.") % {"name": user})
    return redirect("admin:municipalities_user_review")


def _writes_for(user):
    today = timezone.localdate()
    current = [row for row in user.memberships.all() if row.starts_on <= today and (row.ends_on or today) >= today]
    return [row.project.name for row in current]
