"""What became of an entry: all its editions, what was decided about each, and what differs between any two."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from measures import workflow
from measures.desk.access import about_edition
from measures.desk.comparison import compare
from measures.desk.decision_forms import in_words
from measures.desk.frame import address_of, address_of_image, framed
from measures.desk.timeline import lines_of
from measures.models import Edition
from measures.public.profile import profile


def urls(admin_site):
    """Return the addresses of these pages, below those of the editions. The history itself has Django's address."""

    def page(address, view, name):
        return path(address, admin_site.admin_view(view), name=f"measures_edition_{name}")

    return [
        page("<int:pk>/show/", show, "show"),
        page("<int:pk>/compare/", compare_two, "compare"),
        page("<int:pk>/restore/", restore, "restore"),
    ]


@about_edition
@require_safe
def history(request, edition):
    """Takes the place of Django's history, which knows nothing of verbs."""
    return history_page(request, edition)


def history_page(request, edition, *, problem="", status=200):
    editions = editions_of(edition)
    lines = lines_of(edition.measure_id, editions)
    context = {
        "edition": edition,
        "project": edition.measure.project,
        "editions": [(other, lines.pop(other.pk, [])) for other in editions],
        "choices": editions,
        "newest": editions[0],
        "discarded": sorted(lines.values(), key=lambda left: left[0].at, reverse=True),
        "current": next((other for other in editions if other.state in Edition.READABLE), None),
        "working": next((other for other in editions if other.state in Edition.WORKING), None),
        "problem": problem,
    }
    return framed(request, "admin/history/history.html", context, status=status)


def editions_of(edition):
    """All editions of the measure, newest first."""
    people = [f"{decision}_by" for decision in ("created", "submitted", "returned", "published", "confirmed", "closed")]
    return list(edition.measure.editions.select_related("measure__project", *people).order_by("-number"))


@about_edition
@require_safe
def show(request, edition):
    """One edition as its page looks, or looked."""
    context = {
        **profile(edition, image_url=address_of_image(edition)),
        "working": edition.measure.editions.working().first(),
        "newest": edition.measure.editions.order_by("number").last(),
        "readable": edition.state in Edition.READABLE,
        "naming": edition.measure.editions.naming_persons().exists(),
    }
    return framed(request, "admin/history/show.html", context)


@about_edition
@require_safe
def compare_two(request, edition):
    """What differs between two editions of one measure, the older one first whichever was named first."""
    editions = {str(other.pk): other for other in editions_of(edition)}
    chosen = [editions.get(request.GET.get(name, default)) for name, default in (("von", str(edition.pk)), ("mit", ""))]
    if None in chosen:
        raise Http404
    old, new = sorted(chosen, key=lambda other: other.number)
    context = {
        "edition": edition,
        "project": edition.measure.project,
        "editions": list(editions.values()),
        "old": old,
        "new": new,
        "changes": compare(old, new),
    }
    return framed(request, "admin/history/compare.html", context)


@about_edition
@require_POST
def restore(request, edition):
    """Begin a new draft with what an edition holds, if no newer one has come since the page was made."""
    key = request.POST.get("newest", "")
    newest = next((other for other in edition.measure.editions.all() if str(other.pk) == key), None)
    if newest is None:
        problem = _("It is not clear which editions you saw. Please look at them again, then choose.")
        return history_page(request, edition, problem=problem, status=400)
    try:
        draft = workflow.start_draft(measure=edition.measure, by=request.user, original=edition, newest=newest)
    except workflow.WorkflowError as error:
        return history_page(request, edition, problem=in_words(error), status=409)
    messages.success(request, _("A new draft with the content of edition %(number)s.") % {"number": edition.number})
    return redirect(address_of("change", draft))
