"""The list page of an answer: what stands where in measures/list.html."""

from django.template.loader import render_to_string
from django.utils.translation import ngettext

from measures.public import rendering
from measures.public.site import about_this_site
from measures.templatetags.masswerk import measures_counted, with_separators


def list_page(request, answer):
    """Return the page as bytes."""
    several = answer.total > 1
    pieces = rendering.pieces(
        "measures/list.html",
        values(answer),
        request,
        orders=answer.orders if several else (),
        sort=answer.asked["sort"] if several else "",
        **about_this_site(request),
    )
    return b"".join([piece.encode() for piece in pieces])


def values(answer):
    """Return what the template shows of an answer: texts, and parts already rendered; "" for what is not there."""
    return {
        "q": answer.asked["q"],
        "number": str(answer.page.number) if answer.page.number > 1 else "",
        "count": measures_counted(answer.total),
        "active": str(answer.active or ""),
        "facets": rendering.joined(answer.facets_html),
        "apply": show_measures(answer.total),
        "notices": render_to_string("components/notices.html", {"notices": answer.notices}) if answer.notices else "",
        "chips": chips(answer.chips),
        "cards": rendering.joined(answer.cards),
        "pagination": answer.pages.html,
        "nothing_found": "" if answer.total else render_to_string("measures/nothing_found.html", {"answer": answer}),
    }


def show_measures(number):
    shown = ngettext("Show %(shown)s measure", "Show %(shown)s measures", number)
    return shown % {"shown": with_separators(number)}


def chips(chips):
    """Return the HTML of the filters in force."""
    if not chips:
        return ""
    rows = [({"label": chip.label, "value": chip.value, "url": chip.url}, {}) for chip in chips]
    return rendering.html("components/chips.html", {"chips": rendering.html_of_each("components/chip.html", rows)})
