"""The model projects as the KTS sees them: who writes for them, how their entries are, when something last happened."""

from collections import Counter
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from measures.completeness import completeness
from measures.content import LISTS
from measures.desk.entry_form import stored_content
from measures.desk.overview import CONFIRM_AFTER
from measures.models import AuditEntry, Edition
from municipalities.accounts.models import Membership
from municipalities.admin.base import moderators_only
from municipalities.admin.page import render_admin_page
from municipalities.models import ModelProject

State = Edition.State
SHOWN_STEPS = 10  # of the audit


@moderators_only
@require_safe
def projects(request):
    """List all model projects with their numbers. `q` finds them by name, place, or name or address of an editor."""
    context = {
        "title": _("Model projects and their editors"),
        "rows": rows_of(searched(request)),
        "query": text_of(request),
    }
    context["files_query"] = f"?{urlencode({'q': context['query']})}" if context["query"] else ""
    return render_admin_page(request, "admin/projects/list.html", context)


def text_of(request) -> str:
    """Return what the request searches for."""
    return request.GET.get("q", "").replace("\0", "").strip()[:100]


def searched(request):
    """Return the projects with the searched words in their name, in that of a place, or in one of an editor."""
    text = text_of(request)
    everything = ModelProject.objects.all()
    if not text:
        return everything
    people = Membership.objects.current()
    for word in text.split():
        name = Q(user__first_name__icontains=word) | Q(user__last_name__icontains=word)
        people = people.filter(name | Q(user__email__icontains=word))
    by_name = everything.matching(text).values("pk")
    return everything.filter(Q(pk__in=by_name) | Q(pk__in=people.values("project")))


def rows_of(projects) -> list[dict]:
    """Return the numbers of each project, in few queries for all of them."""
    states = Count("pk", filter=Q(state=State.PUBLISHED)), Count("pk", filter=Q(state__in=Edition.WORKING))
    confirmed = Min(Coalesce("confirmed_at", "published_at"), filter=Q(state=State.PUBLISHED))
    editions = Edition.objects.order_by().values("measure__maintainer")
    numbers = {
        row["measure__maintainer"]: row
        for row in editions.annotate(public=states[0], working=states[1], oldest=confirmed, last=Max("edited_at"))
    }
    memberships = Membership.objects.current().order_by().values("project")
    people = {row["project"]: row for row in memberships.annotate(editors=Count("pk"), seen=Max("user__last_login"))}
    return [
        {**numbers.get(project.pk, {}), **people.get(project.pk, {"editors": 0}), "project": project}
        for project in projects
    ]


@moderators_only
@require_safe
def project(request, pk):
    """Show one model project: its places, editors, entries and last steps."""
    shown = ModelProject.objects.prefetch_related("municipalities").filter(pk=pk).first()
    if shown is None:
        raise Http404
    members = Membership.objects.filter(project=shown).select_related("user").order_by("user__email")
    current = set(Membership.objects.current().filter(project=shown).values_list("pk", flat=True))
    editions = list(
        Edition.objects.exclude(state__in=(State.SUPERSEDED, State.WITHDRAWN))
        .filter(measure__maintainer=shown)
        .prefetch_related(*LISTS)
        .order_by("title")
    )
    public = [edition for edition in editions if edition.state == State.PUBLISHED]
    context = {
        "title": shown.name,
        "project": shown,
        "editors": [member for member in members if member.pk in current],
        "former": [member for member in members if member.pk not in current],
        "addresses": ",".join(member.user.email for member in members if member.pk in current),
        "states": states_of(editions),
        "overdue": [edition for edition in public if confirmed(edition) < timezone.now() - CONFIRM_AFTER],
        "editions": editions,
        "completeness": mean_completeness(public),
        "steps": AuditEntry.objects.filter(project=shown).select_related("by").order_by("-pk")[:SHOWN_STEPS],
    }
    return render_admin_page(request, "admin/projects/project.html", context)


def confirmed(edition: Edition) -> datetime:
    """Return when the public edition was last confirmed, or else published."""
    return edition.confirmed_at or edition.published_at


def states_of(editions: list[Edition]) -> list[tuple[str, str, int]]:
    """Return (state, its label, number of editions) for the states that occur."""
    numbers = Counter(edition.state for edition in editions)
    return [(state.value, state.label, numbers[state.value]) for state in State if numbers[state.value]]


def mean_completeness(editions: list[Edition]) -> int | None:
    """Return the mean completeness in percent; None without editions."""
    if not editions:
        return None
    return round(sum(completeness(stored_content(edition)).percent for edition in editions) / len(editions))
