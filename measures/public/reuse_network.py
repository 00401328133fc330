"""Who learned from whom: all re-uses as a picture and as the equal table, and as a feed of what is new."""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from measures.finding.current import current
from measures.finding.documents import Document
from measures.finding.reuses import reuse_figures
from measures.finding.snapshot import Snapshot
from measures.public.caching import public_page
from measures.public.feeds import BESIDE_TEXTS, MOST_ENTRIES, clean, feed
from measures.public.serialisation import address
from measures.public.shown_reuses import ShownReuse, shown_reuses
from municipalities.map_sheet import Point, on_sheet

BEND = 0.16  # of the length of a line: how far its middle lies beside the straight one


@dataclass(frozen=True)
class Link:
    """A re-use on the page: `line` is the path of its line on the sheet, "" if a place has no coordinates."""

    row: ShownReuse
    project_slug: str
    line: str
    ends: list[Point]


@public_page(dated=True)
def network(request: HttpRequest) -> HttpResponse:
    """Show who re-uses what of whom, on a map and in a table."""
    snapshot = current()
    links = links_of(snapshot)
    context = {
        "links": links,
        "origins": sorted({link.ends[0] for link in links if link.ends}),
        "adopters": sorted({link.ends[1] for link in links if link.ends}),
        "figures": reuse_figures(snapshot),
    }
    return render(request, "reuse/network.html", context)


@public_page
def new_reuses(request: HttpRequest, slug: str) -> HttpResponse:
    """Respond with a feed of the re-uses that became public last."""

    def find() -> tuple[str, str, list[ReuseEntry]]:
        snapshot = current()
        rows = [row for reuses in snapshot.reuses.values() for row in shown_reuses(snapshot, reuses).rows]
        rows.sort(key=lambda row: (row.reuse.first_published, row.label, row.card.slug), reverse=True)
        return _("New re-uses"), reverse("reuse_network"), [ReuseEntry(row) for row in rows[:MOST_ENTRIES]]

    return feed(request, slug, find)


class ReuseEntry:
    """A re-use as an entry of a feed, with the attributes of an Entry (feeds.py)."""

    kind = "reuse"

    def __init__(self, row: ShownReuse) -> None:
        reuse, card = row.reuse, row.card
        self.id = uuid5(NAMESPACE_URL, f"masswerk:reuse:{card.slug}:{reuse.slug}").urn
        self.url = address("measure", card.slug) + "#nachnutzung"
        self.at = moment(reuse.first_published)
        self.label = _("New re-use")
        self.title = clean(f"{row.label}: {reuse.label} – {card.local_title}")
        texts = [reuse.kind_label, reuse.years, reuse.adapted, *[url for url, _text in reuse.sources]]
        self.text = clean("\n\n".join(filter(None, texts)))
        self.project = clean(row.label)

    @property
    def size(self) -> int:
        texts = f"{self.title}{self.text}{self.project}"
        return BESIDE_TEXTS + max(len(escape(texts).encode()), 2 * len(texts.encode()))


def moment(at: datetime) -> str:
    return localtime(at).isoformat(timespec="seconds")


def links_of(snapshot: Snapshot) -> list[Link]:
    """Return all re-uses, by the title of the measure."""
    found = []
    for number in snapshot.title_order:
        document = snapshot.documents[number]
        if document.reuses:
            origin = point_of(snapshot, document.values["ort"])
            rows = shown_reuses(snapshot, document.reuses).rows
            found += [link(snapshot, document, row, origin) for row in rows]
    return found


def link(snapshot: Snapshot, document: Document, row: ShownReuse, origin: Point | None) -> Link:
    town = point_of(snapshot, (row.reuse.slug,))
    ends = [origin, town] if origin and town and origin != town else []
    line = curve(*ends) if ends else ""
    return Link(row, document.values["projekt"][0], line, ends)


def point_of(snapshot: Snapshot, slugs: tuple[str, ...]) -> Point | None:
    """Return the point on the sheet of the first of these places that has coordinates, the largest first."""
    places = snapshot.choices.places if snapshot.choices else None
    known = sorted(places.by_slug[slug].number for slug in slugs if slug in places.by_slug) if places else []
    for number in known:  # the largest places have the lowest numbers
        latitude, longitude = places.figures.latitude[number], places.figures.longitude[number]
        if not np.isnan(latitude):
            return on_sheet(latitude, longitude)
    return None


def curve(start: Point, end: Point) -> str:
    """Return the path of a line that bends to its right, so that two towns that learn from each other have two."""
    (x, y), (to_x, to_y) = start, end
    middle_x = (x + to_x) / 2 - (to_y - y) * BEND
    middle_y = (y + to_y) / 2 + (to_x - x) * BEND
    return f"M{x} {y}Q{middle_x:.1f} {middle_y:.1f} {to_x} {to_y}"
