"""R26: the time that a text or an address takes grows with its length and not with its square."""

import time
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError

from measures.intake.cell_values import PART
from measures.markup.rendering import html, plain
from municipalities.web_addresses import WebAddressField

pytestmark = pytest.mark.one_database

LENGTH = 40_000  # characters, twice what a field takes
# Each is repeated up to the length
EVIL = [
    "*", "**a", "*a ", "a* ", "*a* ", "***a", "_a_", "[", "[a", "[a](", "[a](b", "[a](www.b.de",
    "[a](https://b.de/(", "]",
    "](", "|", "|\n", "|a|\n", "|-|-|\n", "a\tb\n", "\t", "\ta\n", "\n", " \n", " ", "\x0b", ">", "> \n",
    "- a\n", "* a\nb\n",
    "* a\n- b\n", "+ a\n- b\n", "o a\n", "# ", "## a\n", "`", "~~~\n", "\\", "<", "<a>", "&amp;", "https://",
    "https://a.de ",
    "https://a.de/(", "https://a.de/)", "https://a.de,", "www.", "www.a.de ", "a.", "a.b@", "a@b.de ", "%a",
    "-a.", "a_.",
    "mailto:a", "xn--a.", "ä", "1.1.", "„", "(", "((a", ":-", "\u200b", "http:", "- a\n\n", "- a\n  b\n",
]  # fmt: skip
SECONDS = 1


def repeated(part):
    return (part * (LENGTH // len(part) + 1))[:LENGTH]


@pytest.mark.parametrize("part", EVIL)
def test_a_long_text_takes_little_time(part):
    text = repeated(part)
    for render in (html, plain):
        started = time.process_time()
        render(text)
        assert time.process_time() - started < SECONDS


@pytest.mark.parametrize("part", EVIL)
def test_a_long_address_takes_little_time(part):
    text, field = repeated(part), WebAddressField(required=False, max_length=500)
    started = time.process_time()
    with suppress(ValidationError):
        field.clean(text)
    list(PART.finditer(text))
    assert time.process_time() - started < SECONDS


def test_deep_lists_end():
    text = "".join(" " * depth + "- a\n" for depth in range(440))
    assert html(text).count("<ul>") == 4
