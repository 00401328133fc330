"""Renders the markup of a text as safe HTML, or as the plain text that readers see."""

import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from measures.markup.blocks import blocks
from measures.markup.lines import BULLET, SIGN
from measures.markup.spans import spans

# Only two rules of the library are used: they pair the stars of emphasis. All else of CommonMark is off.
PARSER = MarkdownIt("zero")
PARSER.core.ruler.at("block", blocks)
PARSER.inline.ruler.at("text", spans)
PARSER.enable(["emphasis"])
PARSER.inline.ruler.enableOnly(["text"])
PARSER.inline.ruler2.enableOnly(["balance_pairs", "emphasis"])
PARSER.core.ruler.enableOnly(["block", "inline"])

# nh3 sanitizes the result as well, in case the parser has a flaw.
ALLOWED_TAGS = {"p", "br", "ul", "li", "strong", "em", "a", "h3", "h4", "table", "tbody", "thead", "tr", "th", "td"}
CLEANER = nh3.Cleaner(
    tags=ALLOWED_TAGS,
    attributes={"a": {"href"}, "table": {"tabindex"}, "th": {"scope"}},
    allowed_classes={"ul": {"signed"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="external noopener noreferrer",
)
# A text without any of these is its own plain text.
LINE_END = r"\n\r\v\f\x1c-\x1e\x85\u2028\u2029"  # as str.splitlines() has them
MARK = re.compile(rf"[*\[|\t#]|(?:\A|[{LINE_END}])[^\S{LINE_END}]*+[{BULLET}{SIGN}o]")
NEW_LINES = {"paragraph_open", "heading_open", "list_item_open", "tr_open", "hardbreak"}


def html(text: str) -> SafeString:
    """Return a text as safe HTML: no images, no raw HTML, links only to http, https and mailto."""
    return mark_safe(CLEANER.clean(PARSER.render(text)))  # noqa: S308 - cleaned by nh3


def plain(text: str) -> str:
    """Return a text as readers see it, without its markup."""
    if not MARK.search(text):
        return text
    parts: list[str] = []
    for token in PARSER.parse(text):
        if token.type == "inline":
            parts += [child.content for child in token.children or () if child.type == "text"]
        elif token.type in NEW_LINES:
            parts.append("\n")
        elif token.type in ("th_close", "td_close"):
            parts.append("\t")
    return "".join(parts).strip()
