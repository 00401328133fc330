"""Named persons: the page to remove one at once, and for moderators the list of all of them."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from measures import workflow
from measures.desk.access import with_edition
from measures.finding.answer import PageLinks, page_of
from measures.finding.tolerant_fields import KnownValueField
from measures.models import Edition
from municipalities.accounts import security_log
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page
from municipalities.models import ModelProject

PAGE_SIZE = 50


@with_edition
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, edition):
    """Ask (GET), or remove the named persons from all editions of the entry, whatever their states (POST)."""
    if request.method == "POST":
        if workflow.remove_person(measure=edition.measure, by=request.user):
            messages.success(request, _("The person is no longer named, neither in public nor in the draft."))
        else:
            messages.info(request, _("No person is named in this entry."))
        return redirect("admin:entry_edit", edition.pk)
    editions = edition.measure.editions.naming_persons().order_by("number")
    context = {"title": _("Remove the named person?"), "edition": edition, "editions": editions}
    return render_admin_page(request, "admin/persons/remove.html", context)


def chosen_editions(request):
    """Return the field of the filter by model project, the chosen project, and its editions that name persons."""
    editions = Edition.objects.naming_persons()
    projects = ModelProject.objects.filter(pk__in=editions.values("measure__project")).values_list("slug", "name")
    field = KnownValueField(choices=list(projects), label=gettext_lazy("Model project"))
    chosen_project = field.clean(request.GET.get("projekt"))
    if chosen_project:
        editions = editions.filter(measure__project__slug=chosen_project)
    return field, chosen_project, editions.select_related("measure__project").order_by("person_until", "pk")


@moderators_only
@require_safe
def persons(request):
    """List the persons named in any edition, those whose naming ends first at the top."""
    security_log.log("export", account=request.user.pk, what="persons")
    field, chosen_project, editions = chosen_editions(request)
    page, notices = page_of(editions, request.GET.get("seite"), size=PAGE_SIZE)
    start = f"?projekt={chosen_project}&seite=" if chosen_project else "?seite="
    context = {
        "title": _("Named persons"),
        "page": page,
        "pages": PageLinks(page, lambda number: f"{start}{number}"),
        "notices": [notice for notice in (field.warning, *notices) if notice],
        "projects": field.choices,
        "chosen_project": chosen_project,
        "files_query": f"?projekt={chosen_project}" if chosen_project else "",
    }
    return render_admin_page(request, "admin/persons/list.html", context)
