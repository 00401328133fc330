"""The overview with numbers, for moderators. Its tables are there as files, too (measures/desk/lists.py)."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from measures.desk.numbers import all_tables
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page


@moderators_only
@require_safe
def numbers(request):
    """Show all tables."""
    context = {"title": _("Numbers"), "tables": all_tables()}
    return render_admin_page(request, "admin/numbers.html", context)
