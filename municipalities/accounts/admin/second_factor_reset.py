"""The page on which a moderator resets the second factor of another user, who has lost their phone."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from municipalities.accounts import second_factor
from municipalities.accounts.models import User
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def reset_second_factor(request, pk):
    """Ask whether the user was called back (GET), and remove the second factor (POST). Return 403 for one's own."""
    user = User.objects.filter(pk=pk).first()
    if user is None:
        raise Http404
    if user == request.user:
        raise PermissionDenied
    if request.method != "POST":
        has_one = second_factor.device_of(user) is not None
        context = {"title": _("Reset the second factor"), "person": user, "has_one": has_one}
        return render_admin_page(request, "admin/accounts/factor_reset.html", context)
    if second_factor.remove(user, by=request.user):
        admin.site.get_model_admin(User).log_change(request, user, _("Second factor reset"))
        messages.success(request, _("The second factor of %(name)s is reset. A mail tells them.") % {"name": user})
    return redirect("admin:accounts_user_change", user.pk)
