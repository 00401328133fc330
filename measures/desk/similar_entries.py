"""Is there something similar already? The public entries closest to a title, while an editor types it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from measures.finding.cards import Card
from measures.finding.current import current
from measures.finding.embedders import embedder
from measures.finding.question import SearchField
from measures.finding.similar import like_title
from municipalities.row_choices import is_key


@require_safe
def similar(request):
    """Return the HTML fragment that static/js/similar-entries.js shows below the title."""
    measure = request.GET.get("measure", "")
    own = int(measure) if is_key(measure) else None
    context = {"similar": entries_like(request.GET.get("title", ""), own=own)}
    return render(request, "admin/entry/similar.html", context)


def entries_like(title: str, *, own: int | None = None) -> list[Card]:
    """Return the public entries closest to a title, without that of the measure with the key `own`."""
    text = SearchField().clean(title)
    return [document.card for document in like_title(current(), embedder(), text, own=own)]
