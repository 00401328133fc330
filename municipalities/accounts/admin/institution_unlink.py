"""The step with which a moderator removes the link between an account and a sign-in by an institution."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from municipalities.accounts import institution_links
from municipalities.accounts.models import User
from municipalities.admin.base import moderators_only


@moderators_only
@require_POST
def unlink(request, pk):
    user = User.objects.filter(pk=pk).first()
    if user is None:
        raise Http404
    if institution_links.unlink(user, by=request.user):
        admin.site.get_model_admin(User).log_change(request, user, _("Link to an institution removed"))
        messages.success(request, _("The link is removed, and %(email)s is told so.") % {"email": user.email})
    else:
        messages.warning(request, _("There is no such link any more."))
    return redirect("admin:accounts_user_change", user.pk)
