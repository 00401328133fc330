"""Middleware that records each request, for the access log and for metrics."""

from django.conf import settings
from django.db import connections

from config.monitoring.record import ENVIRON_KEY, RequestRecord, seconds_waited
from measures.finding.current import index

PROXY_STARTED = "HTTP_X_REQUEST_START"  # read from META, since `request.headers` first converts all headers


class RecordRequest:
    """Middleware that keeps a RequestRecord. It is the first one, so that its time is that of all others."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        record = request.META[ENVIRON_KEY] = RequestRecord(seconds_waited(request.META.get(PROXY_STARTED, "")))
        record.catalogue = index.version
        watched = connections.all()
        for connection in watched:
            connection.execute_wrappers.append(record)
        try:
            return self.get_response(request)
        finally:
            for connection in watched:
                connection.execute_wrappers.remove(record)
            record.route = route_of(request)


def route_of(request) -> str:
    """Return the name of the URL pattern. There are as many as patterns, whatever visitors send."""
    if request.resolver_match:
        return request.resolver_match.view_name
    return "static" if request.path.startswith(settings.STATIC_URL) else "-"
