from django.shortcuts import get_object_or_404, render

from measures.catalogue import page_links, page_of
from measures.filters_of_places import ProjectFilter
from measures.index.current import current
from measures.models import Edition
from measures.views.caching import public_page
from municipalities.models import ModelProject


@public_page
def projects(request):
    filters = ProjectFilter(request.GET)
    catalogue = current()
    rows = [(project, catalogue.total("projekt", project.slug)) for project in filters.qs]
    return render(
        request,
        "projects/list.html",
        {"filters": filters, "rows": rows, "measure_count": sum(count for _, count in rows)},
    )


@public_page
def project(request, slug):
    found = get_object_or_404(ModelProject.objects.prefetch_related("municipalities__states"), slug=slug)
    page, notices = page_of(
        Edition.objects.public().filter(measure__project=found).newest_first().for_cards(),
        request.GET.get("seite"),
    )
    return render(
        request,
        "projects/detail.html",
        {
            "project": found,
            "participations": found.participations.select_related("municipality"),
            "page": page,
            "pages": page_links(page),
            "notices": notices,
        },
    )
