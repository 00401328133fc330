"""Template helpers: Markdown, addresses and linked data, each made safe for HTML."""

import json
from urllib.parse import urlsplit

import nh3
from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.safestring import mark_safe
from django.utils.translation import ngettext
from markdown_it import MarkdownIt

register = template.Library()

# Raw HTML is off; nh3 is the second lock. Headings start at level three, below those of the page.
MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])
ALLOWED_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "a", "h3", "h4", "blockquote", "code", "pre"}
JSON_IN_HTML = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@register.filter
def markdown(text):
    """Render Markdown as safe HTML: no images, no raw HTML, links only to http, https and mailto."""
    tokens = MARKDOWN.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h3" if token.tag in {"h1", "h2", "h3"} else "h4"
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    return mark_safe(  # noqa: S308 - cleaned by nh3
        nh3.clean(
            html,
            tags=ALLOWED_TAGS,
            attributes={"a": {"href", "title"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="external noopener noreferrer",
        )
    )


@register.filter
def short_address(url):
    """Return an address as people write it, without scheme and "www."; only the host where it is long."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    address = host + parts.path.rstrip("/")
    return address if len(address) <= 40 and not parts.query else host


@register.filter
def linked_data(described):
    """Write a dict as JSON that may stand inside a script element."""
    text = json.dumps(described, ensure_ascii=False, indent=1).translate(JSON_IN_HTML)
    return mark_safe(text)  # noqa: S308 - <, > and & are escaped


@register.filter
def marked(text, marker):
    """Show a text with the hits of a search; without a `marker` as it is."""
    return marker.marked(text) if marker else text


@register.filter
def snippet(edition, marker):
    """Return a paragraph with the first hit in the longer texts; "" if title or summary show one."""
    return marker.snippet_of(edition) if marker else ""


@register.filter
def measures_counted(number):
    """Return "1 measure" or "1,204 measures"."""
    return ngettext("%(shown)s measure", "%(shown)s measures", number) % {"shown": with_separators(number)}


def with_separators(number):
    return intcomma(number) if number >= 1_000 else str(number)  # which is most of them, and quicker


@register.filter
def whereabouts(edition):
    """Return what a card says of the place beside the project's name: the place or their number, the states."""
    places = list(edition.places.all())
    innermost = [place for place in places if not any(place.contains(other) for other in places)]
    project = edition.measure.project.name
    said = []
    if len(innermost) > 1:
        said.append(ngettext("%(n)s place", "%(n)s places", len(innermost)) % {"n": len(innermost)})
    elif innermost and innermost[0].name not in project and project not in innermost[0].name:
        said.append(innermost[0].name)
    states = sorted({str(state) for place in places for state in place.states.all()} - {project})
    return said + ([", ".join(states)] if states else [])
