"""A page with all components of the interface, for developers. It exists only in debug mode."""

from django.shortcuts import render

from measures.finding.answer import Answer


def components(request):
    return render(request, "components.html", {"answer": Answer(request.GET)})
