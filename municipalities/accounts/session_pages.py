"""The page that lists one's own sessions, and ends them."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from municipalities.accounts import sessions
from municipalities.admin.page import render_admin_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_sessions(request):
    """List the sessions of the user (GET), and end one other, or all others (POST)."""
    if request.method == "POST":
        ended = sessions.end_others(request, name=request.POST.get("session"))
        messages.success(request, _("The session is ended.") if ended else _("This session has ended already."))
        return redirect("admin_sessions")
    context = {"title": _("Your sessions"), "sessions": sessions.sessions_of(request)}
    return render_admin_page(request, "admin/accounts/sessions.html", context)
