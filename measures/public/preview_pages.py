"""The pictures that other sites show beside a link to a measure, or to the site. Only the index is read."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from measures.finding.current import current
from measures.finding.snapshot import Snapshot
from measures.public.caching import public_page
from measures.public.preview import preview
from measures.public.texts import state_names

MOST_STORED = 200  # pictures of some 20 KB, in each process
MARK = "mark"


@public_page
def measure(request: HttpRequest, slug: str) -> HttpResponse:
    """Respond with the picture of a measure of the catalogue."""
    snapshot = current()
    number = snapshot.by_slug.get(slug)
    if number is None:
        raise Http404
    card = snapshot.documents[number].card
    facts = " · ".join(filter(None, [card.project, card.place, state_names(card.states, but=card.project)]))
    return picture(snapshot, card.local_title, facts, card.drawing)


@public_page
def site(request: HttpRequest) -> HttpResponse:
    """Respond with the picture of all other pages."""
    facts = _("The catalogue of municipal smart-city measures")
    return picture(current(), _("What other municipalities have already built."), facts, MARK)


def picture(snapshot: Snapshot, title: str, facts: str, drawing: str) -> HttpResponse:
    """Respond with a picture. It is stored with the snapshot, so that nothing withdrawn or erased stays in memory."""
    made = snapshot.previews.get((title, facts, drawing))
    if made is None:
        made = preview(title, facts, drawing)
        if len(snapshot.previews) >= MOST_STORED:
            snapshot.previews.clear()
        snapshot.previews[title, facts, drawing] = made
    return HttpResponse(made, content_type="image/png")
