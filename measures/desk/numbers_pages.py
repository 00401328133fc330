"""The overview with numbers, for moderators: a page with all tables, and each as a CSV file."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from measures.desk.numbers import TABLES, all_tables
from measures.public.csv_file import csv_file
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page


@moderators_only
@require_safe
def numbers(request):
    """Show all tables."""
    context = {"title": _("Numbers"), "tables": all_tables()}
    return render_admin_page(request, "admin/numbers.html", context)


@moderators_only
@require_safe
def numbers_file(request, name):
    """Return one table as a CSV file."""
    if name not in TABLES:
        raise Http404
    table = TABLES[name]()
    return csv_file(f"{name}.csv", table.header, table.rows)
