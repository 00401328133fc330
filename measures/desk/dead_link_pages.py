"""The list of dead links, for editors those of their own entries."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from measures.links.checking import dead_links
from measures.models import CheckedLink, Edition
from municipalities.admin.page import render_admin_page


def links_of(user):
    """Return the dead links of current entries that `user` may edit."""
    return dead_links(Edition.objects.open_to(user).filter(state__in=Edition.CURRENT).order_by("title", "pk"))


@require_safe
def dead(request):
    """List the dead links of the entries that the user may edit."""
    last = CheckedLink.objects.order_by("-checked_at").first()
    context = {"title": _("Dead links"), "links": links_of(request.user), "last_check": last and last.checked_at}
    return render_admin_page(request, "admin/links.html", context)
