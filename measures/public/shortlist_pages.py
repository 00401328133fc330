"""The shortlist, measures side by side, and the shortlist as a paper for a council."""

from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.finding.current import past_day
from measures.public.caching import public_page
from measures.public.past_days import carried
from measures.public.shortlist import Shortlist
from measures.public.side_by_side import Row, Statement, public_editions, side_by_side
from measures.public.texts import thousands
from measures.public.xlsx_file import Sheet, xlsx_file

MOST_COMPARED = 6


@public_page(dated=True)
def shortlist(request):
    chosen = Shortlist.of(request.GET)
    context = {"shortlist": chosen, "notices": notices(chosen), "most_compared": MOST_COMPARED}
    return render(request, "shortlist/page.html", context)


@public_page(dated=True)
def comparison(request):
    """Show the first MOST_COMPARED measures of the shortlist side by side."""
    chosen = Shortlist.of(request.GET)
    editions = public_editions(chosen.measures)
    left_out = editions[MOST_COMPARED:]
    editions = editions[:MOST_COMPARED]
    return render(
        request,
        "shortlist/comparison.html",
        {
            "shortlist": chosen,
            "editions": editions,
            "rows": rows_of(chosen, editions),
            "left_out": left_out,
            "most_compared": MOST_COMPARED,
            "notices": notices(chosen),
        },
    )


@public_page(dated=True)
def comparison_file(request):
    """Respond with the comparison as XLSX."""
    chosen = Shortlist.of(request.GET)
    editions = public_editions(chosen.measures)[:MOST_COMPARED]
    rows = [[row.statement.label, *row.texts] for row in rows_of(chosen, editions)]
    addresses = [request.build_absolute_uri(edition.get_absolute_url() + carried("")) for edition in editions]
    header = ["", *[edition.title for edition in editions]]
    widths = [40] * len(header)
    sheet = Sheet(_("Comparison"), header, [*rows, [_("Address"), *addresses]], widths=widths, wrap=True)
    return xlsx_file("vergleich.xlsx", [sheet], past_day() or localdate())


@public_page(dated=True)
def council_paper(request):
    chosen = Shortlist.of(request.GET)
    editions = public_editions(chosen.measures)
    pairs = [(edition, rows_of(chosen, [edition])) for edition in editions]
    context = {"shortlist": chosen, "pairs": pairs, "as_of": past_day() or localdate(), "notices": notices(chosen)}
    return render(request, "shortlist/council_paper.html", context)


def rows_of(chosen, editions):
    """Return the rows of a comparison, the distances from the chosen place first."""
    rows = side_by_side(editions)
    found = [chosen.distances.get(edition.measure.slug) for edition in editions]
    if any(km is not None for km in found):
        cells = ["" if km is None else f"{thousands(km)} km" for km in found]
        return [Row(Statement(chosen.place.distance_label, str), cells), *rows]
    return rows


def notices(chosen):
    """Return sentences on what of a shortlist cannot be shown."""
    sentences = [*chosen.warnings]
    if chosen.gone and past_day():
        gone = ngettext(
            "%(n)s measure of this shortlist was not in the catalogue on this day.",
            "%(n)s measures of this shortlist were not in the catalogue on this day.",
            chosen.gone,
        )
        sentences.append(gone % {"n": chosen.gone})
    elif chosen.gone:
        gone = ngettext(
            "%(n)s measure of this shortlist is not, or no longer, in the catalogue.",
            "%(n)s measures of this shortlist are not, or no longer, in the catalogue.",
            chosen.gone,
        )
        sentences.append(gone % {"n": chosen.gone})
    return sentences
