"""The page on which a moderator names the successor of a municipality that is gone (Nachfolge)."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures import succession
from municipalities.admin.base import moderators_only
from municipalities.admin.municipality_field import MunicipalityField
from municipalities.admin.page import render_admin_page
from municipalities.models import Municipality


class SuccessionForm(forms.Form):
    successor = MunicipalityField(
        queryset=Municipality.objects.filter(gone_since=None),
        label=gettext_lazy("successor"),
        help_text=gettext_lazy("Name, name and district, or regional key"),
    )


def urls(admin_site):
    """Return the URL pattern of the page."""
    view = admin_site.admin_view(successor)
    return [path("<key:pk>/successor/", view, name="municipalities_municipality_successor")]


@moderators_only
def successor(request, pk):
    """Show what names the municipality and ask for its successor (GET), or move it there (POST)."""
    gone = get_object_or_404(Municipality, pk=pk)
    proposed = succession.proposed_successor(gone)
    form = SuccessionForm(request.POST if request.method == "POST" else None, initial={"successor": proposed})
    if form.is_valid():
        chosen = form.cleaned_data["successor"]
        try:
            moved = succession.move_to_successor(gone=gone, successor=chosen, by=request.user)
        except succession.SuccessionError as error:
            form.add_error("successor", str(error))
        else:
            values = {"name": chosen.name, "projects": len(moved.projects), "entries": moved.entries}
            messages.success(request, _("Moved to “%(name)s”: %(projects)s projects, %(entries)s entries.") % values)
            return redirect("admin:municipalities_municipality_change", chosen.pk)
    context = {
        "title": _("Successor of “%(name)s”") % {"name": gone.name},
        "opts": Municipality._meta,
        "municipality": gone,
        "form": form,
        "dependents": succession.dependents(gone),
    }
    return render_admin_page(request, "admin/successor.html", context)
