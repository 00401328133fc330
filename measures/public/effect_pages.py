"""The page that compares what the measures of one solution type have brought about."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from measures.finding.current import current
from measures.models import Edition, SolutionType
from measures.public.caching import public_page
from measures.public.past_days import carried
from measures.public.shown_effects import compared


@public_page(dated=True)
def solution_type_effects(request, slug):
    """Show the values of all measures of a solution type by indicator, on a past day those of that day.

    A type that was merged redirects to the one into which it was merged.
    """
    value = get_object_or_404(SolutionType.objects.select_related("merged_into"), slug=slug)
    if value.merged_into:
        address = reverse("solution_type_effects", args=[value.merged_into.slug])
        return redirect(address + carried(""), permanent=True)
    editions = Edition.objects.public_at(current().moment).filter(solution_types=value)
    groups = compared(value, editions)
    context = {
        "value": value,
        "shared": [group for group in groups if group.is_shared],
        "single": [group for group in groups if group.effects and not group.is_shared],
        "waiting": [group for group in groups if not group.effects],
    }
    return render(request, "measures/value_effects.html", context)
