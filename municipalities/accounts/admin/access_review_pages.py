"""Every half year somebody looks at who has access, and at the projects that nobody writes for any more."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from municipalities.accounts.access_review import accounts_to_confirm, projects_without_editor
from municipalities.accounts.models import User
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page


@moderators_only
@require_safe
def review(request):
    accounts = accounts_to_confirm().prefetch_related("memberships__project")
    context = {
        "title": _("Review the accounts"),
        "accounts": [(user, _writes_for(user)) for user in accounts],
        "projects": projects_without_editor(),
    }
    return render_admin_page(request, "admin/accounts/review.html", context)


@moderators_only
@require_POST
def confirm(request, pk):
    if not User.objects.filter(pk=pk, is_active=True).update(confirmed_at=timezone.now()):
        raise Http404
    user = User.objects.get(pk=pk)
    admin.site.get_model_admin(User).log_change(request, user, _("Access confirmed"))
    messages.success(request, _("The access of %(name)s is confirmed.") % {"name": user})
    return redirect("admin:accounts_user_review")


def _writes_for(user):
    today = timezone.localdate()
    current = [row for row in user.memberships.all() if row.starts_on <= today and (row.ends_on or today) >= today]
    return [row.project.name for row in current]
