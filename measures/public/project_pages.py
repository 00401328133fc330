"""The list of model projects, and the page of one project."""

from django.db.models import Case, When
from django.shortcuts import get_object_or_404, render

from measures.finding.answer import PageLinks, newest_measures, page_of
from measures.finding.currency import currency
from measures.finding.current import current
from measures.finding.place_questions import ProjectFilter
from measures.models import Edition
from measures.public.caching import public_page
from measures.public.past_days import carried
from municipalities.models import ModelProject, Participation
from municipalities.ordering import GermanOrder

LEAD_FIRST = Case(
    When(role=Participation.Role.LEAD, then=0),
    When(role=Participation.Role.PARTNER, then=1),
    default=2,
)


@public_page
def projects(request):
    filters = ProjectFilter(request.GET)
    catalogue = current()
    # The numbers of measures come from the index, so they need no query.
    rows = [(project, catalogue.total("projekt", project.slug)) for project in filters.qs]
    return render(
        request,
        "projects/list.html",
        {"filters": filters, "rows": rows, "currency": currency(catalogue, catalogue.all_documents)},
    )


@public_page(dated=True)
def project(request, slug):
    found = get_object_or_404(ModelProject.objects.funded().prefetch_related("municipalities__states"), slug=slug)
    measures = newest_measures(projekt=[slug])
    page, notices = page_of(measures, request.GET.get("seite"))
    participations = found.participations.select_related("municipality").order_by(
        LEAD_FIRST, GermanOrder("municipality__name")
    )
    bodies = [participation.municipality for participation in participations]
    sources = {participation.source_url for participation in participations if participation.source_url}
    dates = [body.population_date for body in bodies if body.population_date]
    return render(
        request,
        "projects/detail.html",
        {
            "project": found,
            "participations": participations,
            "bodies": bodies,
            "mailboxes": mailboxes_of(found),
            "participation_sources": sorted(sources),
            # Whether a district and one of its towns take part, which counts inhabitants once (see the page).
            "overlapping": any(one.contains(other) for one in bodies for other in bodies),
            "population_date": max(dates, default=None),
            "page": page,
            "currency": currency(measures.search.snapshot, measures.search.results),
            "pages": PageLinks(page, lambda number: carried(f"?seite={number}")),
            "notices": notices,
        },
    )


def mailboxes_of(project):
    """Return (name of the office, mail address) of the contacts in the public measures of a project, once each."""
    contacts = Edition.objects.public().filter(measure__project=project).exclude(contact_email="")
    by_address = {}
    rows = contacts.order_by("contact_email", "contact_name").values_list("contact_name", "contact_email")
    for name, address in rows:
        by_address[address] = by_address.get(address) or name
    return [(name, address) for address, name in by_address.items()]
