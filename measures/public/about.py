"""The pages about the site and its sources, and the health check."""

from collections import Counter
from urllib.parse import urlsplit

from django.db.models import Max
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from measures.database.availability import UNAVAILABLE, availability, time_limit
from measures.database.replica import has_replica, replica
from measures.finding.current import CatalogueOutdated, current, index
from measures.models import Edition, Source
from measures.public.caching import public_page
from municipalities.accounts.mail_queue import stuck_since
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


HEALTH_LIMIT = 0.8  # seconds for the database


@never_cache
@require_safe
def alive(request):
    """Respond with 200 as long as this process answers at all. A restart helps only if it does not."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def health(request):
    """Respond with 200 if everything works, else with 503 and the reason.

    The status is "database unreachable", or "degraded" if the index cannot be updated, so that this process serves an
    old catalogue, or "mail is not sent". In all cases it still answers public pages as far as it can.
    """
    status = {"status": "ok"}
    try:
        catalogue = current()
        status |= {"catalogue": catalogue.version, "measures": len(catalogue)}
        with time_limit(HEALTH_LIMIT):
            if waits_since := stuck_since():
                status |= {"status": "mail is not sent", "mail_waits_since": waits_since}
    except UNAVAILABLE:
        status["status"] = "database unreachable"
    except CatalogueOutdated:
        status["status"] = "degraded"
    if has_replica():
        status["replica"] = replica.problem or "ok"
    if availability.away_since:
        status["since"] = availability.away_since
    if index.failure:
        status["reason"] = index.failure
        if status["status"] == "ok":
            status["status"] = "degraded"
    return JsonResponse(status, status=200 if status["status"] == "ok" else 503)
