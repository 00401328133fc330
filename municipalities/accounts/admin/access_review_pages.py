"""The half-yearly review: who still needs access, and which model projects have lost their editors."""

from django.contrib import admin, messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from municipalities.accounts.access_review import accounts_to_confirm, projects_without_editor
from municipalities.accounts.models import Membership, User
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page


@moderators_only
@require_safe
def review(request):
    """List the accounts to confirm and the model projects without an editor."""
    current = Membership.objects.current().select_related("project")
    accounts = accounts_to_confirm().prefetch_related(Prefetch("memberships", current, to_attr="current_memberships"))
    context = {
        "title": _("Review the accounts"),
        "accounts": [(user, [row.project for row in user.current_memberships]) for user in accounts],
        "projects": projects_without_editor(),
    }
    return render_admin_page(request, "admin/accounts/review.html", context)


@moderators_only
@require_POST
def confirm(request, pk):
    """Confirm that a user still needs access."""
    if not User.objects.filter(pk=pk, is_active=True).update(confirmed_at=timezone.now()):
        raise Http404
    user = User.objects.get(pk=pk)
    admin.site.get_model_admin(User).log_change(request, user, _("Access confirmed"))
    messages.success(request, _("The access of %(name)s is confirmed.") % {"name": user})
    return redirect("admin:accounts_user_review")
