"""All components of the interface on one page, for those who work on it (debug only)."""

from django.shortcuts import render

from measures.finding.answer import Answer


def components(request):
    return render(
        request,
        "components.html",
        {"answer": Answer(request.GET)},
    )
