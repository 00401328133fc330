"""The page about open data: what there is, in which formats, and how to use it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from measures.finding.current import current
from measures.public.caching import public_page
from measures.public.linked_data import describe_data
from measures.public.past_days import yesterday
from measures.public.serialisation import address
from measures.public.table_columns import codebook


@public_page
def open_data(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "open_data.html",
        {
            "linked_data": describe_data(),
            "measure_count": len(current()),
            "today": localdate(),
            "yesterday": yesterday().isoformat(),
            "csv": address("measures_export", "csv"),
            "json": address("measures_export", "json"),
            "api": address("api_measures"),
            "statistics": address("api_statistics"),
            "page_url": address("measures"),
            "codebook": codebook(),
        },
    )
