"""The inline rule: emphasis, links and bare addresses in one line of a text."""

import re

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from municipalities.web_addresses import ADDRESS, href, trimmed

# In "[text](address)", the address may have brackets in pairs: https://de.wikipedia.org/wiki/Ulm_(Stadt)
TARGET = r"(?:(?!\]\()[^\s()]|\([^\s()]{0,200}+\)){1,2000}+"
SPAN = re.compile(
    rf"(?P<stars>\*++) | \[(?P<label>[^\[\]]++)\]\([ ]{{0,9}}(?P<target>{TARGET})[ ]{{0,9}}\) | {ADDRESS}",
    re.IGNORECASE | re.VERBOSE,
)
OPENING = "([{\"'„“”‚‘’»«›‹"
CLOSING = ".,;:!?…)]}"
GENDER_STAR = re.compile(r"\*innen\b")  # also alone: "die Endung *innen"


def spans(state: StateInline, silent: bool) -> bool:
    """Read up to the next span and the span itself; without one, the rest of the line."""
    found = SPAN.search(state.src, state.pos, state.posMax)
    end = found.start() if found else state.posMax
    state.append_pending(state.src[state.pos : end])
    state.pos = end
    if found and found["stars"]:
        _stars(state, found)
    elif found and found["label"]:
        _link(state, found)
    elif found:
        _address(state, found)
    return True


def _stars(state: StateInline, found: re.Match) -> None:
    """Add one to three stars to those that may be paired; core rules do that afterwards."""
    stars, start, end = found["stars"], found.start(), found.end()
    before, after = state.src[max(start - 1, 0) : start], state.src[end : end + 1]
    opens = _may_open(before, after) and not GENDER_STAR.match(state.src, start)
    closes = _may_close(before, after)
    state.pos = end
    if len(stars) > 3 or not (opens or closes):
        state.append_pending(stars)
        return
    for star in stars:
        state.push("text", "", 0).content = star
        state.delimiters.append(Delimiter(ord(star), len(stars), len(state.tokens) - 1, -1, opens, closes))


def _may_open(before: str, after: str) -> bool:
    """Return whether stars between two characters may begin an emphasis: never inside or behind a word."""
    if not after.strip() or after in CLOSING:
        return False
    return not before.strip() or (before in OPENING and after.isalnum())


def _may_close(before: str, after: str) -> bool:
    if not before.strip() or before in "([{" or after.isalnum():
        return False
    return not after.strip() or before.isalnum() or before in CLOSING


def _link(state: StateInline, found: re.Match) -> None:
    address = href(trimmed(found["target"]))
    if not address or state.linkLevel:
        state.append_pending("[")
        state.pos = found.start() + 1
        return
    end_of_line = state.posMax
    state.push("link_open", "a", 1).attrs["href"] = address
    state.pos, state.posMax = found.span("label")
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.push("link_close", "a", -1)
    state.pos, state.posMax = found.end(), end_of_line


def _address(state: StateInline, found: re.Match) -> None:
    text = trimmed(found.group())
    address = href(text)
    state.pos = found.start() + len(text)
    if not address or state.linkLevel:
        state.append_pending(text)
        return
    state.push("link_open", "a", 1).attrs["href"] = address
    state.append_pending(text)
    state.push("link_close", "a", -1)
