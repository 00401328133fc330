"""The pages about the site and its sources, and the health check."""

from collections import Counter
from urllib.parse import urlsplit

from django.db import DatabaseError, connection
from django.db.models import Max
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from measures.finding.current import current, index
from measures.models import Edition, Source
from measures.public.caching import public_page
from municipalities.models import Municipality


@public_page
def about(request):
    return render(request, "about.html")


@public_page
def data_sources(request):
    """List the hosts of all sources of public measures. The page of each measure lists its own sources."""
    public = Source.objects.filter(edition__in=Edition.objects.public().values("pk"))
    hosts = Counter(urlsplit(url).hostname for url in public.order_by().values_list("url", flat=True).distinct())
    return render(
        request,
        "data_sources.html",
        {
            "hosts": sorted(hosts.items()),
            "address_count": hosts.total(),
            "population_date": Municipality.objects.taking_part().aggregate(last=Max("population_date"))["last"],
        },
    )


@never_cache
@require_safe
def health(request):
    """Respond with 200, or with 503 if the database cannot be reached.

    The status is "degraded" if the index cannot be updated, so that this process serves an old catalogue.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database unreachable"}, status=503)
    catalogue = current()
    status = {"status": "ok", "catalogue": catalogue.version, "measures": len(catalogue)}
    if index.failure:
        status |= {"status": "degraded", "reason": index.failure}
    return JsonResponse(status)
