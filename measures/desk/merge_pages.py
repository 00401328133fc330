"""The page to merge one value of a vocabulary into another."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from measures import merging
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page


class MergeForm(forms.Form):
    """Choose the value into which `value` is merged."""

    into = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Merge into"), empty_label=gettext_lazy("Choose"))

    def __init__(self, *args, value, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = type(value).objects.current().exclude(pk=value.pk)


def urls(admin_site, model):
    """Return the URL pattern of the page for one vocabulary."""
    name = f"{model._meta.app_label}_{model._meta.model_name}_merge"
    return [path("<key:pk>/merge/", admin_site.admin_view(merge), {"model": model}, name=name)]


@moderators_only
def merge(request, pk, model):
    """Show how many editions use the value and ask for the other one (GET), or merge the two (POST)."""
    value = get_object_or_404(model.objects.current(), pk=pk)
    form = MergeForm(request.POST if request.method == "POST" else None, value=value)
    if form.is_valid():
        into = form.cleaned_data["into"]
        try:
            number = merging.merge(value=value, into=into, by=request.user)
        except merging.MergeError as error:
            form.add_error("into", str(error))
        else:
            messages.success(request, _success_message(value, into, number))
            return redirect(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", into.pk)
    context = {
        "title": _("Merge “%(value)s” with another value") % {"value": value},
        "opts": model._meta,
        "value": value,
        "form": form,
        "usage": merging.usage(value),
    }
    return render_admin_page(request, "admin/merge.html", context)


def _success_message(value, into, number):
    message = ngettext(
        "“%(value)s” is now part of “%(into)s”. %(number)s edition has moved.",
        "“%(value)s” is now part of “%(into)s”. %(number)s editions have moved.",
        number,
    )
    return message % {"value": value, "into": into, "number": number}
