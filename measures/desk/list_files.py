"""Every list of the desk as a CSV or XLSX file: those of measures/desk/lists.py, and those of the admin."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import models
from django.http import Http404
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from measures.desk.lists import FOR_EVERYBODY, FOR_MODERATORS
from measures.desk.tables import FORMATS, Table, table_file
from municipalities.accounts import security_log

ROWS_AT_ONCE = 500


@require_safe
def list_file(request, name, kind):
    """Return a list as a file, filtered as its page is by the same query."""
    make = FOR_EVERYBODY.get(name) or FOR_MODERATORS.get(name)
    if make is None or kind not in FORMATS:
        raise Http404
    if name in FOR_MODERATORS and not request.user.is_moderator:
        raise PermissionDenied
    security_log.log("export", account=request.user.pk, what=name)
    return table_file(make(request), kind)


@require_safe
def admin_list_file(request, app, model, kind):
    """Return a list of the admin as a file: its columns, with all rows that its search and filters find."""
    model_admin = admin_of(app, model)
    if kind not in FORMATS:
        raise Http404
    if not model_admin.has_view_or_change_permission(request):
        raise PermissionDenied
    try:
        changelist = model_admin.get_changelist_instance(request)
    except IncorrectLookupParameters as error:
        raise BadRequest(_("The list does not know one of these filters.")) from error
    security_log.log("export", account=request.user.pk, what=model)
    names = [name for name in changelist.list_display if name != "action_checkbox"]
    header = [capfirst(str(label_for_field(name, model_admin.model, model_admin))) for name in names]
    title = _("Entries") if model == "edition" else str(model_admin.model._meta.verbose_name_plural)
    return table_file(Table(model, title, header, rows_of(changelist, names)), kind)


def admin_of(app, model):
    """Return the ModelAdmin of a model, or raise Http404."""
    try:
        return admin.site.get_model_admin(apps.get_model(app, model))
    except (LookupError, NotRegistered) as error:
        raise Http404 from error


def rows_of(changelist, names) -> Iterator[list[Any]]:
    for row in changelist.queryset.iterator(chunk_size=ROWS_AT_ONCE):
        yield [value_of(changelist.model_admin, name, row) for name in names]


def value_of(model_admin, name, row) -> Any:
    """Return the value of a column of `list_display` as plain text, number, day or time."""
    field, _attribute, value = lookup_field(name, row, model_admin)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field is not None and field.flatchoices:
        return dict(field.flatchoices).get(value, value)
    if isinstance(value, SafeString):
        return " ".join(strip_tags(value).split())
    return str(value) if isinstance(value, models.Model) else value
