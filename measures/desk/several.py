"""Several entries at once, for editors: submit, confirm, discard. Each entry goes through its verb."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from measures import notices, workflow
from measures.desk.chosen_entries import chosen_versions
from measures.desk.verb_form import VerbForm
from measures.models import Edition
from municipalities.accounts.models import User
from municipalities.admin.page import render_admin_page

MOST = 200  # entries at once; a model project has up to 60


@dataclass(frozen=True)
class Chosen:
    """An edition that the user has ticked, and the version that the page showed."""

    edition: Edition
    version: int


@require_POST
def several(request):
    """Take the step of the pressed button with each chosen entry, and redirect to the overview.

    An entry that has changed since, or whose state does not allow the step, is left alone and named. Without
    a chosen entry, nothing is done. Discarding asks first.
    """
    chosen = chosen_editions(request)
    if not chosen:
        messages.warning(request, _("Nothing was done, because no entry was chosen."))
    elif "_submit" in request.POST:
        report(request, submit_each(chosen, request.user), submitted_text)
    elif "_confirm" in request.POST:
        report(request, take_each(workflow.confirm, chosen, request.user), confirmed_text)
    elif "_discard" in request.POST:
        context = {"title": _("Discard these drafts?"), "chosen": chosen}
        return render_admin_page(request, "admin/entry/discard_several.html", context)
    elif "_discard_now" in request.POST:
        report(request, take_each(workflow.discard, chosen, request.user), discarded_text)
    else:
        raise BadRequest
    return redirect("admin:index")


def chosen_editions(request: HttpRequest) -> list[Chosen]:
    """Return what is ticked, in its order, without entries that are not this user's or no longer there.

    Raises BadRequest if a value is malformed or if there are more than MOST.
    """
    versions = chosen_versions(request.POST.getlist("edition"), most=MOST)
    if versions is None:
        raise BadRequest
    found = Edition.objects.open_to(request.user).select_related("measure__project").in_bulk(versions)
    return [Chosen(found[key], version) for key, version in versions.items() if key in found]


def take_each(verb, chosen: Iterable[Chosen], by: User) -> list[tuple[Edition, str]]:
    """Carry out `verb` for each entry; return pairs of an edition and "", or why the step was not taken."""
    results = []
    for each in chosen:
        form = VerbForm({"version": each.version})
        status = form.carry_out(verb, edition=each.edition, by=by)
        results.append((each.edition, "" if status == 200 else " ".join(form.problems)))
    return results


@transaction.atomic  # the entries and the mail about them
def submit_each(chosen: list[Chosen], by: User) -> list[tuple[Edition, str]]:
    """Do what `take_each` does for submitting, with one mail to the moderators for all entries."""
    results = take_each(partial(workflow.submit, tell=False), chosen, by)
    notices.tell_moderators([edition for edition, problem in results if not problem], by=by)
    return results


def report(request, results, text_of):
    """Show how many entries the step was taken with, and each that was left alone."""
    number = sum(not problem for _edition, problem in results)
    if number:
        messages.success(request, text_of(number))
    for edition, problem in results:
        if problem:
            messages.warning(request, f"{_('“%(title)s”') % {'title': edition.title}}: {problem}")


def submitted_text(n):
    return ngettext(
        "One entry waits for review by the KTS.", "%(n)s entries wait for review by the KTS.", n
    ) % {"n": n}  # fmt: skip


def confirmed_text(n):
    return ngettext("One entry is confirmed as of today.", "%(n)s entries are confirmed as of today.", n) % {"n": n}


def discarded_text(n):
    return ngettext("One draft is deleted.", "%(n)s drafts are deleted.", n) % {"n": n}
